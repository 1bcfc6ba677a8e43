// A server's end of a connection.
#pragma once

#include <string>
#include <string_view>

#include "sim/net/connection.h"

namespace rollcall::sim {

class ServerEnd final : public ServerStream {
 public:
  explicit ServerEnd(Connection& connection) : connection_(&connection), key_(connection.key()) {}
  ServerEnd(const ServerEnd&) = delete;
  ServerEnd& operator=(const ServerEnd&) = delete;
  ~ServerEnd() override { finish(Segment::Kind::close); }

  [[nodiscard]] Key key() const override { return key_; }
  [[nodiscard]] Key request() const override {
    return connection_ != nullptr ? connection_->request() : 0;
  }
  bool take(std::string& into) override;
  void send(std::string_view bytes, std::string_view label) override;
  void reset() override { finish(Segment::Kind::reset); }

  /// The connection is gone.
  void detach() { connection_ = nullptr; }

 private:
  void finish(Segment::Kind how);

  Connection* connection_;  ///< null: broken, closed, or of a dead process
  Key key_;
};

}  // namespace rollcall::sim
