// Byte streams and messages between processes, with latency and everything that may go wrong on the way.
//
// Fault model: bytes of one direction of one connection arrive in order, each write as one segment after a drawn
// latency. A rule may delay a segment (later ones wait behind it), drop it (the connection then stays silent in that
// direction, as TCP retransmits in vain; the reader runs into its deadline), or reset the connection. When a process
// dies, what it had sent still arrives, and then its peers see a reset; what had arrived there and was unread is gone.
// When a machine loses power, its peers see nothing at all, until they write after it is back: reset.
#pragma once

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

/// The server's end of an accepted connection. Owned by whoever accepted it; destruction closes in order.
class ServerStream {
 public:
  virtual ~ServerStream() = default;
  /// Equal for the same client task and its n-th connection, whatever else happens.
  [[nodiscard]] virtual Key key() const = 0;
  /// Appends what has arrived. False: the peer closed or the connection broke, and all that came before has been taken.
  virtual bool take(std::string& into) = 0;
  /// Sends one message, labelled for hooks and stories ("HSET"). Never blocks; silently lost when the connection broke.
  virtual void send(std::string_view bytes, std::string_view label) = 0;
};

struct Service {
  std::string name;  ///< of its points: "redis" makes "redis.request" and "redis.reply"
  Range Latency::*latency = &Latency::redis_message;
  /// What a request is called: the label of its points, a view into `bytes` or a literal.
  std::string_view (*label)(std::string_view bytes) = nullptr;
  /// A connection has been accepted.
  std::function<void(std::unique_ptr<ServerStream>)> accepted;
  /// Bytes, a close or a break have come for an accepted connection. Called outside tasks: must not block.
  std::function<void(ServerStream&)> readable;
};

class Network {
 public:
  explicit Network(const Environment& environment);
  ~Network();

  /// Until the process ends. One service per host name and port; the host name is the machine's name.
  void listen(Process& process, std::uint16_t port, Service service);
  /// For a task of `from`. Never throws; a dead caller gets `reset`. The stream's calls throw Killed in dead processes.
  [[nodiscard]] std::expected<std::unique_ptr<ByteStream>, StreamError> connect(Process& from, const Endpoint& peer,
                                                                                MonotonicTime deadline);

  /// One message of a request/reply exchange that is no byte stream (a client's call): hooked and traced like a segment.
  struct Message {
    Process& from;
    Process& to;
    std::string_view point;   ///< "client.request" or "client.reply"
    std::string_view label;   ///< "register"
    std::string_view bytes;   ///< what is said, for the trace; no secrets
    Key operation = 0;
    Key key = 0;              ///< its identity: orders it among others of one instant
  };
  /// `arrived` runs outside tasks, unless the message is lost; not when `to` is down or has restarted meanwhile.
  void post(const Message& message, std::function<void()> arrived);

  /// Links between two processes, both directions: nothing gets through while cut. Healing lets later messages pass.
  void cut(Process& a, Process& b);
  void heal(Process& a, Process& b);
  /// Resets every connection between the two.
  void reset(Process& a, Process& b);

  /// Called by the World when a process has been killed or its machine has lost power.
  void process_died(Process& process, bool power_lost);

  [[nodiscard]] std::uint64_t connections_peak() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rollcall::sim
