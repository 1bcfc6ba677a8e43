// Byte streams and messages between processes, with latency and everything that may go wrong on the
// way.
//
// Fault model: bytes of one direction of one connection arrive in order, each write as one segment
// after a drawn latency. A rule may delay a segment (later ones wait behind it), drop it (the
// connection then stays silent in that direction, as TCP retransmits in vain; the reader runs into
// its deadline), or reset the connection. When a process dies, what it had sent still arrives, and
// then its peers see a reset; what had arrived there and was unread is gone. When a machine loses
// power, its peers see nothing at all, until they write after it is back: reset. Never modelled:
// bytes out of order, twice or changed (TCP prevents it), a window smaller than 1 MiB, the
// resolution of names.
//
// In the trace, `a` is the connection's direction (for other messages: link and message), equal for
// a message's send and its arrival; the actor is the process that sends or receives. Opening and
// closing markers have another `a` and no bytes. Kept events are named "app1 -> redis HSET".
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/host.h"
#include "sim/environment.h"
#include "sim/process.h"

namespace rollcall::sim {

/// The server's end of an accepted connection. Owned by whoever accepted it; destruction closes in
/// order.
class ServerStream {
 public:
  virtual ~ServerStream() = default;
  /// Equal for the same client task and its n-th connection, whatever else happens.
  [[nodiscard]] virtual Key key() const = 0;
  /// Identity of the newest request that has arrived: equal for the same client task's n-th
  /// message. Draws for what a server does about a request should derive from it, so that they do
  /// not depend on what else the server has done.
  [[nodiscard]] virtual Key request() const = 0;
  /// Appends what has arrived. False: with that, the peer has closed or the connection has broken.
  virtual bool take(std::string& into) = 0;
  /// Sends one message, labelled for hooks and stories ("HSET"). Never blocks; silently lost when
  /// the connection broke.
  virtual void send(std::string_view bytes, std::string_view label) = 0;
  /// Breaks the connection: the peer sees a reset.
  virtual void reset() = 0;

  /// Free for its owner, who thus finds its own record of the connection at once.
  std::size_t slot = 0;
};

struct Service {
  /// Of its points: "redis" makes "redis.request" and "redis.reply".
  std::string name;
  Range Latency::* latency = &Latency::redis_message;
  /// What a request is called: the label of its points, a view into `bytes` or a literal.
  std::string_view (*label)(std::string_view bytes) = nullptr;
  /// A connection has been accepted. Called outside tasks: must not block.
  std::function<void(std::unique_ptr<ServerStream>)> accepted;
  /// Bytes, a close or a break have come for an accepted connection. Called outside tasks: must not
  /// block.
  std::function<void(ServerStream&)> readable;
};

class Network {
 public:
  explicit Network(const Environment& environment);
  ~Network();

  /// Until the process ends. One service per host name and port; the host name is the machine's
  /// name.
  void listen(Process& process, std::uint16_t port, Service service);
  /// For a task of `from`. Never throws; a dead caller gets `reset`. The stream's calls throw
  /// Killed in dead processes.
  [[nodiscard]] std::expected<std::unique_ptr<ByteStream>, StreamError> connect(
      Process& from, const Endpoint& peer, MonotonicTime deadline);

  /// One message of a request/reply exchange that is no byte stream (a client's call): hooked and
  /// traced like a segment.
  struct Message {
    Process& from;
    Process& to;
    std::string_view point;    ///< "client.request" or "client.reply"
    std::string_view label{};  ///< "register"
    std::string_view bytes{};  ///< what is said, for the trace; no secrets
    Key operation = 0;
    Key key = 0;  ///< its identity: orders it among others of one instant
  };
  /// `arrived` runs outside tasks, unless the message is lost; not when `to` is down or has
  /// restarted meanwhile. A process that is down sends nothing. A `reset` verdict loses the
  /// message, too.
  void post(const Message& message, std::function<void()> arrived);

  /// Links between two processes, both directions: nothing gets through while cut. Healing lets
  /// later messages and new connections pass; a connection that lost something meanwhile stays
  /// silent in that direction.
  void cut(Process& a, Process& b);
  void heal(Process& a, Process& b);
  /// Resets every connection between the two.
  void reset(Process& a, Process& b);

  /// Called by the World when a process has been killed or its machine has lost power, after its
  /// tasks have ended.
  void process_died(Process& process, bool power_lost);

  /// The most connections that existed at once.
  [[nodiscard]] std::uint64_t connections_peak() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rollcall::sim
