// A simulated Redis 7.0.15: bytes in, bytes out, time passed in.
//
// A pure state machine. It owns no clock, socket, thread or file: whoever hosts it delivers bytes,
// sends the output, writes the append-only file and the snapshots, and decides what of them a crash
// leaves. Same calls, same answers, in every run and build.
//
//   Server server({.persistence = Persistence::aof_everysec});
//   const ConnectionId client = server.connect();
//   server.feed(client, "*1\r\n$4\r\nPING\r\n", now_ms);
//   server.take_output(client);   // "+PONG\r\n"
//
// A host that charges time for each command uses receive() and run_next() instead of feed(). An
// event loop turn of Redis is then: run what is ready, write take_aof() to the file (and fsync, as
// the policy says), send the outputs.
//
// Fault model. The server remembers everything until it is destroyed, and nothing afterwards: a
// killed Redis is a new Server, with what load_snapshot() and load_append_only_file() make of the
// bytes that survived. Scripts are not among them. Expiry follows the wall clock that is passed in,
// wherever it jumps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/client_type.h"
#include "sim/redis/conditions.h"
#include "sim/redis/config.h"
#include "sim/redis/ends.h"

namespace rollcall::sim::redis {

class Instance;
class InterpreterPool;
class ServerHost;
enum class ConnectionId : std::uint64_t;
// Milliseconds since the epoch, on the server's wall clock.
using UnixMs = std::int64_t;

// One request that was answered. The views are valid until the next call of the server.
struct CommandInfo {
  std::string_view name = "?";   // upper-case, "CONFIG|GET" for a subcommand; "?": unknown
  std::string_view first_key{};  // empty when there is none
  bool error = false;            // the reply is an error
  std::size_t reply_bytes = 0;
  std::int64_t asleep_ms = 0;  // DEBUG SLEEP: the server does nothing else for so long
};

// What a file yielded at start-up.
struct LoadReport {
  std::uint64_t commands = 0;     // of an append-only file, those inside transactions included
  std::uint64_t keys = 0;         // there are now
  std::uint64_t expired = 0;      // left out of a snapshot, because their time had come
  std::size_t used_bytes = 0;     // of the file; Redis truncates the rest
  std::size_t ignored_bytes = 0;  // a torn tail
};

class Server {
 public:
  // `interpreters`, when given, lends the Lua interpreter at the first script, and must outlive the
  // server (see interpreter_pool.h).
  explicit Server(Config config, InterpreterPool* interpreters = nullptr);
  ~Server();
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;

  // Before the first request, and to outlive the server.
  void set_host(ServerHost& host);

  // Connections. Ids start at 1 and are never used again (CLIENT ID shows them). Past maxclients,
  // the connection has an error for output, and closes.
  ConnectionId connect(Ends ends = {});
  // Forgets the connection with its transaction and watches. Bytes not yet run are dropped.
  void disconnect(ConnectionId connection);

  // Adds bytes to what the connection has sent so far.
  void receive(ConnectionId connection, std::string_view bytes);
  // Runs the next complete request; nothing when there is none.
  std::optional<CommandInfo> run_next(ConnectionId connection, UnixMs now);
  // receive(), then run_next() until nothing is left, of clients that this unblocks too.
  void feed(ConnectionId connection, std::string_view bytes, UnixMs now);

  // Clients that wait (BLPOP, or CLIENT PAUSE): their further requests are not run before they have
  // been answered. Those that something else than their own requests has answered or closed since
  // the last call: their outputs, and what they have sent meanwhile, are due.
  [[nodiscard]] std::vector<ConnectionId> take_stirred();
  [[nodiscard]] bool is_waiting(ConnectionId connection) const;
  [[nodiscard]] ClientType client_type(ConnectionId connection) const;
  // When the next of them has waited long enough, somebody has been idle for longer than `timeout`
  // or a pause is over, for time_out(); the largest value: none.
  [[nodiscard]] UnixMs next_deadline() const;
  // Answers those who have waited long enough, hangs up on the idle, ends the pause.
  void time_out(UnixMs now);

  // Replies since the last call.
  [[nodiscard]] std::string take_output(ConnectionId connection);
  [[nodiscard]] bool has_output(ConnectionId connection) const;
  // After QUIT or a protocol error: close once the output is sent.
  [[nodiscard]] bool wants_close(ConnectionId connection) const;
  // By another client, or for what it is owed: close now. Bytes that the host still holds for it
  // are not sent either.
  [[nodiscard]] bool was_killed(ConnectionId connection) const;

  // Whose script or function has run for longer than busy-reply-threshold, and still does: the host
  // must not call for this connection before pause_script() has returned.
  [[nodiscard]] std::optional<ConnectionId> busy_connection() const;

  // The 10 Hz cycle: notes who has come, and deletes some of the keys whose time has come, as many
  // as Redis would look at.
  void active_expire(UnixMs now);

  // Replication. A replica is a client of its master, whose output grows with everything that
  // changes there: take_stirred() names it. On the replica's side, the host connects to `master`
  // and moves bytes; when `number` changes, it closes the connection that it has, and connects
  // anew.
  struct Link {
    std::uint64_t number;
    MasterAddress master;
  };
  [[nodiscard]] std::optional<Link> wanted_link() const;
  // `own`: how the master shall call this server.
  void link_opened(const MasterAddress& own, UnixMs now);
  void link_closed();
  void receive_from_master(std::string_view bytes, UnixMs now);
  [[nodiscard]] std::string take_output_to_master();
  // It has a master or had replicas: replication_cycle() is due, once a second.
  [[nodiscard]] bool replicates() const;
  void replication_cycle(UnixMs now);

  // Bytes for the append-only file since the last call: the effects of what ran. Empty unless the
  // persistence mode has such a file.
  [[nodiscard]] std::string take_aof();

  // The whole dataset, in a format of its own with a checksum: what BGSAVE would write.
  [[nodiscard]] std::string snapshot() const;
  // A snapshot that must reach the disk before the next reply, in the place of the files that are
  // there: FLUSHALL leaves an empty one where there are save points, DEBUG RELOAD the one that it
  // reads where there is no append-only file, and a replica all that its master has sent. An
  // append-only file begins anew with it.
  [[nodiscard]] std::optional<std::string> take_saved();
  // Changes since the server started. A save point counts those since the last snapshot:
  // dirty() - dirty_saved().
  [[nodiscard]] std::uint64_t dirty() const;
  [[nodiscard]] std::uint64_t dirty_saved() const;
  // A snapshot that contains the first `dirty` changes has reached the disk.
  void note_saved(std::uint64_t dirty, UnixMs now);
  // A client has asked for one in the background since the last call.
  [[nodiscard]] bool take_snapshot_request();
  // After SHUTDOWN: to be ended, once its files are written, without another reply.
  [[nodiscard]] bool wants_shutdown() const;
  // As CONFIG SET has left it.
  [[nodiscard]] const Config& config() const;

  // What has happened to the server from outside, and makes it refuse commands. Clients that wait
  // when it becomes a replica are told so, and closed.
  void set_conditions(const Conditions& conditions);
  [[nodiscard]] const Conditions& conditions() const;

  // Start-up, before the first connection: the snapshot first, then the append-only file that was
  // begun when it was taken. The error says why Redis would refuse to start; the server is then of
  // no further use.
  std::expected<LoadReport, std::string> load_snapshot(std::string_view bytes, UnixMs now);
  // A torn last command, or a last transaction without its EXEC, is ignored (aof-load-truncated
  // yes).
  std::expected<LoadReport, std::string> load_append_only_file(std::string_view bytes, UnixMs now);

 private:
  std::unique_ptr<Instance> instance_;
};

}  // namespace rollcall::sim::redis
