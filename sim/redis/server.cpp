#include "sim/redis/server.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/check.h"
#include "sim/redis/active_expiry.h"
#include "sim/redis/append_only_file.h"
#include "sim/redis/command_table.h"
#include "sim/redis/dispatch.h"
#include "sim/redis/eviction.h"
#include "sim/redis/idle_clients.h"
#include "sim/redis/instance.h"
#include "sim/redis/script_run.h"
#include "sim/redis/snapshot.h"
#include "sim/redis/transaction.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t input_max = std::size_t{1} << 30;  // client-query-buffer-limit

template <class AnInstance>
auto& session_of(AnInstance& instance, ConnectionId connection) {
  const auto found = instance.sessions.find(connection);
  ROLLCALL_CHECK(found != instance.sessions.end(), "no such connection");
  return found->second;
}

CommandInfo describe(const Command* command, Arguments args) {
  if (command == nullptr) return {};
  const bool complete = has_right_arity(*command, args.size());
  return {.name = command->name,
          .first_key = complete ? first_key(*command, args) : std::string_view()};
}

// Nothing where the request is put off.
std::optional<CommandInfo> answer(Instance& instance, Session& session, Arguments args,
                                  UnixMs now) {
  const std::size_t start = session.output.size();
  const bool was_silent = session.is_silent();
  CommandInfo info = describe(process_request(instance, session, args, now), args);
  if (session.postponed) return std::nullopt;
  info.asleep_ms = std::exchange(instance.asleep_ms, 0);
  // What ends the silence is answered; an EXEC in which it begins or ends has seen to itself.
  const bool was_interrupted = std::exchange(session.silence.interrupted, false);
  if (was_silent && !was_interrupted) session.hold_back(start);
  if (!session.blocked) session.end_request();
  info.error = session.output.size() > start && session.output[start] == '-';
  // CLIENT KILL by another, while a script ran, has cleared what was there before.
  info.reply_bytes = session.output.size() - std::min(start, session.output.size());
  return info;
}

}  // namespace

Server::Server(Config config, InterpreterPool* interpreters)
    : instance_(std::make_unique<Instance>(std::move(config), interpreters)) {
  if (instance_->config.replicaof) follow(*instance_, instance_->config.replicaof);
}
Server::~Server() = default;
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;

void Server::set_host(ServerHost& host) { instance_->host = &host; }

ConnectionId Server::connect(Ends ends) {
  const ConnectionId id{++instance_->last_connection};
  const auto clients_max = static_cast<std::size_t>(instance_->config.maxclients);
  const bool full = instance_->sessions.size() >= clients_max;
  Session& session = instance_->sessions[id];
  session.id = id;
  session.ends = std::move(ends);
  session.authenticated = instance_->config.requirepass.empty();
  if (full) {
    session.reply().error("ERR max number of clients reached");
    session.closing = true;
    ++instance_->statistics.rejected_connections;
  } else {
    ++instance_->statistics.connections;
  }
  return id;
}

void Server::disconnect(ConnectionId connection) {
  Session& session = session_of(*instance_, connection);
  if (session.blocked) instance_->blocked.unblock(session);
  if (session.postponed) forget_postponed(*instance_, session);
  instance_->pub_sub.unsubscribe_all(session);
  discard_transaction(*instance_, session);
  instance_->sessions.erase(connection);
}

void Server::receive(ConnectionId connection, std::string_view bytes) {
  Session& session = session_of(*instance_, connection);
  if (session.closing) return;
  session.reader.append(bytes);
  if (session.reader.buffered() > input_max) session.closing = true;
}

std::optional<CommandInfo> Server::run_next(ConnectionId connection, UnixMs now) {
  Session& session = session_of(*instance_, connection);
  if (session.closing || session.blocked || instance_->wants_shutdown) return std::nullopt;
  end_pause_when_over(*instance_, now);
  if (session.postponed) {
    if (!session.postponed->is_due) return std::nullopt;
    const PostponedRequest request = *std::exchange(session.postponed, std::nullopt);
    const std::vector<std::string_view> words(request.words.begin(), request.words.end());
    return answer(*instance_, session, words, now);
  }
  switch (session.reader.next(
      {.authenticated = session.authenticated, .bulk_max = instance_->config.proto_max_bulk_len})) {
    case RequestReader::Outcome::incomplete:
      return std::nullopt;
    case RequestReader::Outcome::error:
      session.reply().error("ERR " + session.reader.error());
      session.closing = true;
      return std::nullopt;
    case RequestReader::Outcome::request:
      return answer(*instance_, session, session.reader.arguments(), now);
  }
  return std::nullopt;
}
void Server::feed(ConnectionId connection, std::string_view bytes, UnixMs now) {
  receive(connection, bytes);
  while (run_next(connection, now)) {
  }
  for (auto stirred = take_stirred(); !stirred.empty(); stirred = take_stirred()) {
    for (const ConnectionId other : stirred) {
      if (!instance_->sessions.contains(other)) continue;  // it left while a script ran
      while (run_next(other, now)) {
      }
    }
  }
}

std::vector<ConnectionId> Server::take_stirred() {
  feed_replicas(*instance_);
  std::vector<ConnectionId> stirred = std::exchange(instance_->stirred, {});
  std::erase_if(stirred, [this](ConnectionId id) { return !instance_->sessions.contains(id); });
  for (const ConnectionId id : stirred) {
    Session& session = instance_->sessions.at(id);
    session.unblocked = session.stirred = false;
  }
  return stirred;
}

bool Server::is_waiting(ConnectionId connection) const {
  return session_of(*instance_, connection).waits();
}

ClientType Server::client_type(ConnectionId connection) const {
  return type_of(session_of(*instance_, connection));
}

UnixMs Server::next_deadline() const {
  return std::min({instance_->blocked.next_deadline(), next_end_of_patience(*instance_),
                   end_of_pause(*instance_)});
}

void Server::time_out(UnixMs now) {
  time_out_blocked(*instance_, now);
  end_pause_when_over(*instance_, now);
  hang_up_on_idle(*instance_, now);
}

std::string Server::take_output(ConnectionId connection) {
  Session& session = session_of(*instance_, connection);
  session.aloud = 0;
  return std::exchange(session.output, {});
}

bool Server::has_output(ConnectionId connection) const {
  const Session& session = session_of(*instance_, connection);
  return !session.killed && !session.output.empty();
}

bool Server::wants_close(ConnectionId connection) const {
  return session_of(*instance_, connection).closing;
}

bool Server::was_killed(ConnectionId connection) const {
  return session_of(*instance_, connection).killed;
}

std::optional<ConnectionId> Server::busy_connection() const {
  if (!instance_->is_busy()) return std::nullopt;
  return instance_->script->caller().session.id;
}

void Server::active_expire(UnixMs now) {
  end_pause_when_over(*instance_, now);
  run_expiry_cycle(*instance_, now);
  note_newcomers(*instance_, now);
}

std::optional<Server::Link> Server::wanted_link() const {
  const MasterLink* const link = instance_->replication.link.get();
  if (link == nullptr) return std::nullopt;
  return Link{.number = instance_->replication.links, .master = link->master()};
}

void Server::link_opened(const MasterAddress& own, UnixMs now) {
  instance_->replication.link->open(*instance_, own, now);
}

void Server::link_closed() { instance_->replication.link->break_off(*instance_); }

void Server::receive_from_master(std::string_view bytes, UnixMs now) {
  instance_->replication.link->receive(*instance_, bytes, now);
}

std::string Server::take_output_to_master() {
  MasterLink* const link = instance_->replication.link.get();
  return link != nullptr ? link->take_output() : std::string();
}

bool Server::replicates() const {
  return instance_->replication.link != nullptr || instance_->effects.replicas.recording();
}

void Server::replication_cycle(UnixMs now) { run_replication_cycle(*instance_, now); }

std::string Server::take_aof() { return instance_->effects.file.take(); }

std::string Server::snapshot() const { return write_snapshot(*instance_); }

std::optional<std::string> Server::take_saved() {
  return std::exchange(instance_->saved, std::nullopt);
}

std::uint64_t Server::dirty() const { return instance_->dirty; }

std::uint64_t Server::dirty_saved() const { return instance_->dirty_saved; }

void Server::note_saved(std::uint64_t dirty, UnixMs now) { instance_->note_saved(dirty, now); }

bool Server::wants_shutdown() const { return instance_->wants_shutdown; }

bool Server::take_snapshot_request() { return std::exchange(instance_->wants_snapshot, false); }

const Config& Server::config() const { return instance_->config; }

void Server::set_conditions(const Conditions& conditions) {
  if (conditions.replica && !instance_->conditions.replica) turn_away_waiting(*instance_);
  instance_->conditions = conditions;
}

const Conditions& Server::conditions() const { return instance_->conditions; }

std::expected<LoadReport, std::string> Server::load_snapshot(std::string_view bytes, UnixMs now) {
  auto report = read_snapshot(bytes, *instance_, now);
  instance_->clock = now;
  if (instance_->config.maxmemory > 0) count_all_memory(*instance_);
  return report;
}

std::expected<LoadReport, std::string> Server::load_append_only_file(std::string_view bytes,
                                                                     UnixMs now) {
  return replay_append_only_file(*instance_, bytes, now);
}

}  // namespace rollcall::sim::redis
