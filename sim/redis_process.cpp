#include "sim/redis_process.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "sim/alive.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"
#include "sim/redis_log.h"
#include "sim/redis_snapshots.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

/// One life of the server: its memory, its connections, its event loop. Lives on the stack of the
/// main task.
class RedisProcess {
 public:
  RedisProcess(World& world, Host& host, const RedisOptions& options)
      : world_(world),
        host_(host),
        process_(*current_task().group().process()),
        loop_(current_task()),
        server_({.persistence = options.persistence, .requirepass = options.password}),
        log_(host, *process_.machine.disk),
        snapshots_(host, *process_.machine.disk, server_) {}

  void run(std::uint16_t port);

 private:
  struct Client {
    std::unique_ptr<ServerStream> stream{};  ///< null: the slot is free
    redis::ConnectionId connection{};
    bool queued = false;  ///< in ready_
    std::string label{};  ///< of the first command whose reply is not sent yet
  };

  [[nodiscard]] bool load();
  void listen(std::uint16_t port);
  void accept(std::unique_ptr<ServerStream> stream);
  void readable(ServerStream& stream);
  void wait();
  [[nodiscard]] bool turn();
  Duration take_requests(Client& client, Duration spent);
  Duration run_commands(Client& client, Duration spent);
  Duration go_on_with_the_served(Duration spent);
  Duration charge(Client& client, const redis::CommandInfo& command, std::uint64_t index);
  void answer(Client& client);
  void forget(Client& client);
  [[nodiscard]] MonotonicTime due();
  [[nodiscard]] redis::UnixMs wall_ms();
  [[nodiscard]] bool has_log() const {
    return redis::appends_to_file(server_.config().persistence);
  }

  World& world_;
  Host& host_;
  Process& process_;
  SimTask& loop_;
  redis::Server server_;
  bool listening_ = true;
  std::deque<Client>
      clients_;  ///< by slot; stable, for a client may come while another is answered
  std::vector<std::size_t> free_slots_;
  std::map<redis::ConnectionId, std::size_t> slots_;
  std::vector<std::size_t> ready_;  ///< slots with something to read, in the order of arrival
  std::vector<std::size_t> turn_;   ///< those of the turn that runs
  MonotonicTime last_expiry_{};
  std::string input_;
  std::string event_;
  RedisLog log_;
  RedisSnapshots snapshots_;
};

void RedisProcess::run(std::uint16_t port) {
  if (!load()) return;
  listen(port);
  do {
    wait();
  } while (turn());
  listening_ = false;
}

bool RedisProcess::load() {
  const redis::UnixMs now = wall_ms();
  if (has_log()) return log_.load(server_, now).has_value();
  if (server_.config().persistence == redis::Persistence::rdb) {
    return snapshots_.load(now).has_value();
  }
  return true;
}

void RedisProcess::listen(std::uint16_t port) {
  world_.network().listen(
      process_, port,
      {.name = "redis",
       .latency = &Latency::redis_message,
       .label = redis_command_name,
       .accepted = [this](std::unique_ptr<ServerStream> stream) { accept(std::move(stream)); },
       .readable = [this](ServerStream& stream) { readable(stream); }});
}

void RedisProcess::accept(std::unique_ptr<ServerStream> stream) {
  if (!listening_) return;
  if (free_slots_.empty()) {
    free_slots_.push_back(clients_.size());
    clients_.emplace_back();
  }
  stream->slot = free_slots_.back();
  free_slots_.pop_back();
  clients_[stream->slot].connection = server_.connect();
  slots_[clients_[stream->slot].connection] = stream->slot;
  clients_[stream->slot].stream = std::move(stream);
}

void RedisProcess::readable(ServerStream& stream) {
  if (!listening_ || clients_[stream.slot].queued) return;
  clients_[stream.slot].queued = true;
  ready_.push_back(stream.slot);
  wake_if_alive(world_.scheduler(), loop_);
}

void RedisProcess::wait() {
  while (ready_.empty() && host_.now() < due()) {
    if (world_.scheduler().block_until(due()) == Scheduler::Wait::killed) throw Killed{};
  }
}

MonotonicTime RedisProcess::due() {
  MonotonicTime due = MonotonicTime::max();
  if (has_log()) due = log_.due();
  if (server_.config().persistence == redis::Persistence::rdb) due = snapshots_.due();
  // Of those who wait with a timeout, on the wall clock, which may jump.
  const redis::UnixMs deadline = server_.next_deadline();
  if (deadline == redis::never) return due;
  return std::min(due, host_.now() + std::chrono::milliseconds(deadline - wall_ms()));
}

bool RedisProcess::turn() {
  // 10 Hz while anybody talks. An expired key that nobody looks at needs no timer of its own.
  if (host_.now() >= last_expiry_ + 100ms) {
    last_expiry_ = host_.now();
    server_.active_expire(wall_ms());
  }
  turn_.clear();
  turn_.swap(ready_);
  Duration spent{};
  for (const std::size_t slot : turn_) spent += take_requests(clients_[slot], spent);
  if (server_.next_deadline() <= wall_ms()) server_.time_out(wall_ms());
  spent += go_on_with_the_served(spent);
  // Nobody outside can tell when in the turn a command ran: all replies leave at its end.
  if (spent > Duration::zero()) host_.sleep_for(spent);
  const std::string effects = server_.take_aof();
  if (has_log() && !log_.flush(effects, server_.config().persistence)) return false;
  if (server_.config().persistence == redis::Persistence::rdb) snapshots_.save_when_due();
  for (const std::size_t slot : turn_) answer(clients_[slot]);
  return true;
}

/// The time that the commands take; `spent` is what the turn has taken before.
Duration RedisProcess::take_requests(Client& client, Duration spent) {
  client.queued = false;
  if (client.stream == nullptr) return {};  // it was closed for what it had sent before
  input_.clear();
  const bool open = client.stream->take(input_);
  server_.receive(client.connection, input_);
  const Duration taken = run_commands(client, spent);
  if (!open) forget(client);
  return taken;
}

/// Clients that waited and have been answered in this turn: what they had sent meanwhile runs now.
Duration RedisProcess::go_on_with_the_served(Duration spent) {
  Duration taken{};
  for (auto served = server_.take_stirred(); !served.empty(); served = server_.take_stirred()) {
    for (const redis::ConnectionId connection : served) {
      const std::size_t slot = slots_.at(connection);
      taken += run_commands(clients_[slot], spent + taken);
      turn_.push_back(slot);
    }
  }
  return taken;
}

Duration RedisProcess::run_commands(Client& client, Duration spent) {
  const redis::UnixMs start = wall_ms();
  Duration taken{};
  for (std::uint64_t index = 0;; ++index) {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(spent + taken);
    const auto command = server_.run_next(client.connection, start + passed.count());
    if (!command) break;
    taken += charge(client, *command, index) + std::chrono::milliseconds(command->asleep_ms);
  }
  return taken;
}

Duration RedisProcess::charge(Client& client, const redis::CommandInfo& command,
                              std::uint64_t index) {
  if (client.label.empty()) client.label = command.name;
  event_.assign(command.name);
  if (!command.first_key.empty()) event_.append(" ").append(command.first_key);
  const Environment& environment = world_.environment();
  environment.record(EventKind::redis, process_.key, process_.name, client.stream->key(),
                     command.reply_bytes, event_);
  const Key meaning = mix(client.stream->request(), index);
  const std::uint64_t bits = environment.decisions.draw(Domain::redis, meaning);
  const Range& range = environment.latency.redis_command;
  return Decisions::between(bits, range.least, range.most);
}

void RedisProcess::answer(Client& client) {
  if (client.stream == nullptr) return;
  if (server_.has_output(client.connection)) {
    client.stream->send(server_.take_output(client.connection), client.label);
    throw_if_dead(loop_);  // a rule has killed the server instead of letting it answer
  }
  if (!server_.is_waiting(client.connection)) client.label.clear();
  if (server_.wants_close(client.connection)) forget(client);
}

void RedisProcess::forget(Client& client) {
  free_slots_.push_back(client.stream->slot);
  slots_.erase(client.connection);
  server_.disconnect(client.connection);
  client = {};
}

redis::UnixMs RedisProcess::wall_ms() {
  const auto now = host_.wall_now().time_since_epoch();
  return std::chrono::floor<std::chrono::milliseconds>(now).count();
}

}  // namespace

std::function<void(Host&)> redis_program(World& world, RedisOptions options) {
  return [&world, options = std::move(options)](Host& host) {
    RedisProcess(world, host, options).run(options.port);
  };
}

// "*3\r\n$4\r\nHSET\r\n...", or a line typed by hand.
std::string_view redis_command_name(std::string_view request) {
  if (!request.starts_with('*')) return request.substr(0, request.find_first_of(" \r\n"));
  const std::size_t length = request.find('$');
  if (length == std::string_view::npos) return {};
  const std::size_t name = request.find('\n', length);
  if (name == std::string_view::npos) return {};
  return request.substr(name + 1, request.find('\r', name) - name - 1);
}

}  // namespace rollcall::sim
