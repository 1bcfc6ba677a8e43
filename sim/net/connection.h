// One TCP connection: a client's end, a server's end, and a channel each way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/net/channel.h"
#include "sim/net/links.h"
#include "sim/net/listener.h"

namespace rollcall::sim {

class ClientStream;
class Connection;
class ServerEnd;

/// All connections of a network, and what they share.
struct Connections {
  explicit Connections(const Environment& shared_environment);
  ~Connections();

  Connection& add(Key key, Process& client, Listener& listener);
  /// It is freed by `bury`, which is called where none of its functions can be running.
  void retire(Connection& connection);
  void bury();

  const Environment& environment;
  Links links;
  std::vector<std::unique_ptr<Connection>> open;
  std::vector<std::unique_ptr<Connection>> retired;
  std::uint64_t peak = 0;
};

class Connection {
 public:
  enum class Side : std::uint8_t { client, server };
  enum class Phase : std::uint8_t { connecting, established, refused };

  Connection(Connections& all, Key key, Process& client, Listener& listener);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] Key key() const { return key_; }
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] Process& at(Side side) const {
    return side == Side::client ? client_ : *listener_.process;
  }
  [[nodiscard]] bool between(const Process& a, const Process& b) const;
  /// What comes to a side, and what leaves it.
  [[nodiscard]] Channel& inbound(Side side) {
    return side == Side::client ? to_client_ : to_server_;
  }
  [[nodiscard]] Channel& outbound(Side side) {
    return side == Side::client ? to_server_ : to_client_;
  }
  /// Of the newest request that has arrived: draws for its answer derive from it.
  [[nodiscard]] Key request() const { return request_; }

  /// The client asks for the connection.
  void ask(ClientStream& stream, SimTask& task, Duration delay);
  /// Sends what one write of the client gave; `reset` when a rule has broken the connection.
  std::expected<void, StreamError> send_request(SimTask& task, std::string_view bytes);
  void send_reply(std::string_view bytes, std::string_view label);
  /// The server has taken bytes: a client that waits for room may go on.
  void taken();

  /// One side closes in order or breaks the connection (`how`), and forgets it. A dead process does
  /// so in silence.
  void end(Side side, Segment::Kind how);
  /// A process that may be at one of its ends has died.
  void died(const Process& process, bool power_lost);
  /// Both ends see a reset at once; what is on the way is lost.
  void sever();

 private:
  friend struct Connections;
  struct Outgoing {
    Side from;
    Segment::Kind kind = Segment::Kind::data;
    Key operation = 0;
    std::uint64_t bits = 0;  ///< decides the latency, and is the segment's identity
    std::string_view bytes{};
    std::string_view label{};
  };

  [[nodiscard]] Verdict verdict_on(const Outgoing& message);
  /// False: a rule has broken the connection.
  bool send(const Outgoing& message);
  void launch(const Outgoing& message, Duration delay);
  void send_marker(Side from, Segment::Kind kind);
  void record(EventKind kind, Side who, const Outgoing& what, std::uint64_t b) const;
  void deliver(Side receiver);
  bool arrive(Side receiver, Segment segment);
  bool arrive_marker(Side receiver, Segment::Kind kind);
  void accept();
  void notify(Side receiver);
  void forget(Side side);
  void retire_if_over();

  Connections& all_;
  Key key_;
  Process& client_;
  Listener& listener_;
  Phase phase_ = Phase::connecting;
  bool accepted_ = false;
  bool retired_ = false;
  std::uint8_t asking_ = 0;  ///< how many tasks are inside a rule on its behalf
  Channel to_server_;
  Channel to_client_;
  ClientStream* client_stream_ = nullptr;
  ServerEnd* server_end_ = nullptr;
  std::size_t index_ = 0;  ///< in Connections::open
  Key operation_ = 0;      ///< of the newest request that has arrived
  Key request_ = 0;
  std::uint32_t replies_ = 0;  ///< since then
};

}  // namespace rollcall::sim
