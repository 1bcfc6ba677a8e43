// The model of Redis behind a real TCP port, so that other people's clients can judge it: bytes and
// the machine's clock go in, replies come out, and nothing else is added.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/os/file_descriptor.h"
#include "sim/redis/server.h"
#include "sim/redis/server_host.h"

namespace rollcall::tools {

class RedisListener final : private sim::redis::ServerHost {
 public:
  /// Port 0: one that is free. The error is one line.
  [[nodiscard]] static std::expected<std::unique_ptr<RedisListener>, std::string> open(
      const std::string& host, std::uint16_t port);
  ~RedisListener() override;

  /// "127.0.0.1:6379"
  [[nodiscard]] const std::string& address() const { return address_; }
  /// One turn of Redis's event loop: waits for clients, a tenth of a second at most, runs what they
  /// sent, and answers. A signal ends the wait.
  void turn();
  /// A client has sent SHUTDOWN: no turn is to follow.
  [[nodiscard]] bool ends() const;

 private:
  struct Client;

  RedisListener(FileDescriptor socket, FileDescriptor poll, std::string address);
  [[nodiscard]] int patience_ms() const;
  void serve(int patience_ms);
  [[nodiscard]] bool save() override;
  [[nodiscard]] std::optional<sim::redis::UnixMs> pause_script(std::uint64_t) override;
  void accept_all();
  void heed_newcomers(bool heed);
  void read_from(Client& client);
  void run_requests(sim::redis::ConnectionId connection);
  void look_after_time();
  void answer_all();
  void take_output(Client& client);
  /// client-output-buffer-limit: it is to be hung up on.
  [[nodiscard]] bool is_over_limit(Client& client);
  [[nodiscard]] bool send_to(Client& client);  ///< false: it has left
  void forget(Client& client);

  FileDescriptor socket_;
  FileDescriptor poll_;
  std::string address_;
  sim::redis::Server server_;
  std::map<sim::redis::ConnectionId, std::unique_ptr<Client>> clients_;
  std::vector<sim::redis::ConnectionId> to_answer_;  ///< of this turn; may name one twice
  sim::redis::UnixMs last_expiry_ = 0;
  bool heeds_newcomers_ = true;
};

}  // namespace rollcall::tools
