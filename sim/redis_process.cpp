#include "sim/redis_process.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/alive.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"
#include "sim/redis/server_host.h"
#include "sim/redis_log.h"
#include "sim/redis_replication.h"
#include "sim/redis_snapshots.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

// Redis looks up from the file that it loads after so much of it.
constexpr std::uint64_t commands_a_slice = 1024;
constexpr std::size_t bytes_a_slice = std::size_t{2} << 20;
/// As the real Lua, about.
constexpr Duration instruction_time = 25ns;
constexpr std::int64_t mib = std::int64_t{1} << 20;

redis::Config config_of(const RedisOptions& options, redis::UnixMs now) {
  redis::Config config{.port = options.port,
                       .persistence = options.persistence,
                       .started_at_ms = now,
                       .requirepass = options.password};
  if (options.replica_of) config.replicaof = {options.replica_of->host, options.replica_of->port};
  config.masterauth = options.password;
  return config;
}

/// One life of the server: its memory, its connections, its event loop. Lives on the stack of the
/// main task.
class RedisProcess final : private redis::ServerHost {
 public:
  RedisProcess(World& world, Host& host, const RedisOptions& options)
      : world_(world),
        host_(host),
        process_(*current_task().group().process()),
        loop_(current_task()),
        server_(config_of(options, wall_ms(host))),
        log_(host, *process_.machine.disk),
        snapshots_(host, *process_.machine.disk, server_),
        replication_(host, server_, world.scheduler(), loop_,
                     {.host = process_.machine.name, .port = options.port}, options.replica_lag) {}

  void run(std::uint16_t port);

 private:
  struct Client {
    std::unique_ptr<ServerStream> stream{};  ///< null: the slot is free
    redis::ConnectionId connection{};
    bool queued = false;  ///< in ready_
    std::string label{};  ///< of the first command whose reply is not sent yet
  };

  /// Nothing: it refuses to start.
  [[nodiscard]] std::optional<redis::LoadReport> load();
  [[nodiscard]] bool answer_while_loading(const redis::LoadReport& loaded);
  void set_loading(bool loading);
  void listen(std::uint16_t port);
  void accept(std::unique_ptr<ServerStream> stream);
  void readable(ServerStream& stream);
  void wait();
  void note_files();
  /// False: Redis gives up.
  [[nodiscard]] bool write_files();
  [[nodiscard]] bool save() override;
  [[nodiscard]] std::optional<redis::UnixMs> pause_script(std::uint64_t instructions) override;
  void serve_others();
  [[nodiscard]] bool turn();
  Duration take_requests(Client& client, Duration spent);
  Duration run_commands(Client& client, Duration spent);
  Duration go_on_with_the_served(Duration spent);
  Duration charge(Client& client, const redis::CommandInfo& command, std::uint64_t index);
  void answer(Client& client);
  void forget(Client& client);
  [[nodiscard]] MonotonicTime due();
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
  RedisReplication replication_;
};

void RedisProcess::run(std::uint16_t port) {
  const auto loaded = load();
  if (!loaded) return;
  server_.set_host(*this);
  listen(port);
  if (!answer_while_loading(*loaded)) return;
  do {
    wait();
  } while (turn());
  listening_ = false;
}

std::optional<redis::LoadReport> RedisProcess::load() {
  const redis::UnixMs now = wall_ms(host_);
  const auto if_any = [](const auto& report) {
    return report ? std::optional(*report) : std::nullopt;
  };
  if (has_log()) return if_any(log_.load(server_, now));
  return if_any(snapshots_.load(now));
}

bool RedisProcess::answer_while_loading(const redis::LoadReport& loaded) {
  const std::uint64_t slices =
      has_log() ? loaded.commands / commands_a_slice : loaded.used_bytes / bytes_a_slice;
  if (slices == 0) return true;
  const Environment& environment = world_.environment();
  const Key meaning = mix(process_.key, process_.incarnation);
  const Range& range = environment.latency.redis_load;
  const Duration per_mib = Decisions::between(environment.decisions.draw(Domain::redis, meaning),
                                              range.least, range.most);
  const auto slice_bytes = static_cast<std::int64_t>(loaded.used_bytes / slices);
  set_loading(true);
  for (std::uint64_t slice = 0; slice < slices; ++slice) {
    host_.sleep_for(per_mib * slice_bytes / mib);
    if (!turn()) return false;
  }
  set_loading(false);
  return true;
}

void RedisProcess::set_loading(bool loading) {
  redis::Conditions conditions = server_.conditions();
  conditions.loading = loading;
  server_.set_conditions(conditions);
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
  due = std::min({due, snapshots_.due(), replication_.due()});
  // Of those who wait with a timeout, on the wall clock, which may jump.
  const redis::UnixMs deadline = server_.next_deadline();
  if (deadline == redis::never) return due;
  return std::min(due, host_.now() + std::chrono::milliseconds(deadline - wall_ms(host_)));
}

void RedisProcess::note_files() {
  redis::Conditions conditions = server_.conditions();
  if (conditions.append_error == log_.error() &&
      conditions.snapshot_failed == snapshots_.failed() && conditions.saving == snapshots_.saving())
    return;
  conditions.append_error = log_.error();
  conditions.snapshot_failed = snapshots_.failed();
  conditions.saving = snapshots_.saving();
  server_.set_conditions(conditions);
}

bool RedisProcess::turn() {
  note_files();
  if (!server_.conditions().loading) replication_.receive(wall_ms(host_));
  // 10 Hz while anybody talks. An expired key that nobody looks at needs no timer of its own.
  if (host_.now() >= last_expiry_ + 100ms) {
    last_expiry_ = host_.now();
    server_.active_expire(wall_ms(host_));
  }
  turn_.clear();
  turn_.swap(ready_);
  Duration spent{};
  for (const std::size_t slot : turn_) spent += take_requests(clients_[slot], spent);
  if (server_.next_deadline() <= wall_ms(host_)) server_.time_out(wall_ms(host_));
  spent += go_on_with_the_served(spent);
  // Nobody outside can tell when in the turn a command ran: all replies leave at its end.
  if (spent > Duration::zero()) host_.sleep_for(spent);
  if (!write_files() || server_.wants_shutdown()) return false;
  for (const std::size_t slot : turn_) answer(clients_[slot]);
  replication_.send();
  return true;
}

bool RedisProcess::write_files() {
  const redis::Persistence persistence = server_.config().persistence;
  const auto saved = server_.take_saved();
  const std::string effects = server_.take_aof();
  // FLUSHALL does not tell how that went.
  if (saved && persistence == redis::Persistence::rdb) static_cast<void>(snapshots_.save(*saved));
  if (saved && has_log() && !log_.begin_anew(*saved)) return false;
  if (has_log() && !log_.flush(effects, persistence)) return false;
  snapshots_.save_when_due();
  return true;
}

// A dying process has nobody left to tell.
bool RedisProcess::save() {
  try {
    return snapshots_.save(server_.snapshot());
  } catch (const Killed&) {
    return false;
  }
}

std::optional<redis::UnixMs> RedisProcess::pause_script(std::uint64_t instructions) {
  try {
    host_.sleep_for(instruction_time * static_cast<std::int64_t>(instructions));
    if (server_.busy_connection()) serve_others();
    return wall_ms(host_);
  } catch (const Killed&) {
    return std::nullopt;
  }
}

/// In the middle of a script: a turn, as far as it goes without writing anything.
void RedisProcess::serve_others() {
  const std::vector<std::size_t> asking = std::exchange(ready_, {});
  Duration spent{};
  for (const std::size_t slot : asking) {
    if (clients_[slot].connection == server_.busy_connection()) {
      ready_.push_back(slot);
    } else {
      spent += take_requests(clients_[slot], spent);
    }
  }
  if (spent > Duration::zero()) host_.sleep_for(spent);
  if (server_.wants_shutdown()) return;
  for (const std::size_t slot : asking) {
    if (clients_[slot].connection != server_.busy_connection()) answer(clients_[slot]);
  }
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
      const auto slot = slots_.find(connection);
      if (slot == slots_.end()) continue;  // it left while another's script ran
      turn_.push_back(slot->second);
      taken += run_commands(clients_[slot->second], spent + taken);
    }
  }
  return taken;
}

Duration RedisProcess::run_commands(Client& client, Duration spent) {
  Duration taken{};
  for (std::uint64_t index = 0;; ++index) {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(spent + taken);
    const auto command = server_.run_next(client.connection, wall_ms(host_) + passed.count());
    throw_if_dead(loop_);
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
  const bool goes_on = server_.is_waiting(client.connection) ||
                       server_.client_type(client.connection) != redis::ClientType::normal;
  if (!goes_on) client.label.clear();
  if (server_.wants_close(client.connection)) forget(client);
}

void RedisProcess::forget(Client& client) {
  free_slots_.push_back(client.stream->slot);
  slots_.erase(client.connection);
  server_.disconnect(client.connection);
  client = {};
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
