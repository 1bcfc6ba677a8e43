#include "sim/net/network.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/net/client_stream.h"
#include "sim/net/connection.h"
#include "sim/net/listener.h"
#include "sim/net/parcels.h"

namespace rollcall::sim {
namespace {

using Connected = std::expected<std::unique_ptr<ByteStream>, StreamError>;

}  // namespace

struct Network::State {
  explicit State(const Environment& environment)
      : connections(environment), parcels(environment, connections.links) {}

  [[nodiscard]] Connected connect(Process& from, Listener& listener, MonotonicTime deadline);
  [[nodiscard]] Connected connect(Process& from, Listener& listener, MonotonicTime deadline,
                                  Duration delay);
  /// What a caller learns after one round trip to nowhere.
  [[nodiscard]] Connected answer_after_round_trip(StreamError answer, const Range& latency,
                                                  MonotonicTime deadline);
  [[nodiscard]] Connected silence_until(MonotonicTime deadline);
  /// By index and backwards: an action may retire the connection that it is given.
  template <class Action>
  void for_each_connection(Action action) {
    for (std::size_t i = connections.open.size(); i-- > 0;) action(*connections.open[i]);
  }

  Connections connections;
  Listeners listeners;
  Parcels parcels;
  std::map<Key, Key> asked_for;  ///< how many connections each task has asked for
};

Network::Network(const Environment& environment) : state_(std::make_unique<State>(environment)) {}
Network::~Network() = default;

void Network::listen(Process& process, std::uint16_t port, Service service) {
  state_->listeners.add(process, port, std::move(service));
}

// A dead process' waits end at once, so that only the last of these steps has to look.
Connected Network::connect(Process& from, const Endpoint& peer, MonotonicTime deadline) {
  const TaskGroup& group = SimTask::current()->group();
  if (group.dead()) return std::unexpected(StreamError::reset);
  Listener* listener = state_->listeners.find(peer.host, peer.port);
  Connected connected = listener != nullptr
                            ? state_->connect(from, *listener, deadline)
                            : state_->answer_after_round_trip(
                                  StreamError::refused,
                                  state_->connections.environment.latency.redis_message, deadline);
  if (group.dead()) return std::unexpected(StreamError::reset);
  return connected;
}

Connected Network::State::connect(Process& from, Listener& listener, MonotonicTime deadline) {
  const Environment& world = connections.environment;
  Verdict verdict;
  if (!world.hooks.idle()) {
    verdict = world.hooks.ask({.name = "net.connect",
                               .label = listener.service.name,
                               .process = &from,
                               .peer = listener.process,
                               .operation = SimTask::current()->operation});
    if (SimTask::current()->group().dead()) return std::unexpected(StreamError::reset);
  }
  switch (verdict.kind) {
    case Verdict::Kind::drop:
      return silence_until(deadline);
    case Verdict::Kind::reset:
      return answer_after_round_trip(StreamError::reset, listener.latency(world.latency), deadline);
    case Verdict::Kind::delay:
      return connect(from, listener, deadline, verdict.delay);
    default:
      return connect(from, listener, deadline, Duration::zero());
  }
}

Connected Network::State::connect(Process& from, Listener& listener, MonotonicTime deadline,
                                  Duration delay) {
  SimTask& task = *SimTask::current();
  connections.bury();
  auto stream = std::make_unique<ClientStream>(connections.environment.scheduler);
  const Key key = mix(task.key(), asked_for[task.key()]++);
  Connection& connection = connections.add(key, from, listener);
  const auto answer = stream->connect(connection, task, delay, deadline);
  if (!answer) return std::unexpected(answer.error());
  return stream;
}

Connected Network::State::answer_after_round_trip(StreamError answer, const Range& latency,
                                                  MonotonicTime deadline) {
  const MonotonicTime answered = connections.environment.now() + 2 * latency.least;
  if (answered >= deadline) return silence_until(deadline);
  connections.environment.scheduler.sleep_until(answered);
  return std::unexpected(answer);
}

Connected Network::State::silence_until(MonotonicTime deadline) {
  connections.environment.scheduler.block_until(deadline);
  return std::unexpected(StreamError::timeout);
}

void Network::post(const Message& message, std::function<void()> arrived) {
  state_->parcels.post(message, std::move(arrived));
}

void Network::cut(Process& a, Process& b) { state_->connections.links.cut(a, b); }
void Network::heal(Process& a, Process& b) { state_->connections.links.heal(a, b); }

void Network::reset(Process& a, Process& b) {
  state_->for_each_connection([&](Connection& connection) {
    if (connection.between(a, b)) connection.sever();
  });
}

void Network::process_died(Process& process, bool power_lost) {
  state_->listeners.remove(process);
  state_->for_each_connection(
      [&](Connection& connection) { connection.died(process, power_lost); });
}

std::uint64_t Network::connections_peak() const { return state_->connections.peak; }

}  // namespace rollcall::sim
