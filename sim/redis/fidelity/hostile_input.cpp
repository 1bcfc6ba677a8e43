#include "sim/redis/fidelity/hostile_input.h"

#include <array>
#include <cstddef>
#include <string>

#include "engine/check.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/hash.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"
#include "sim/redis/snapshot_bytes.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;
constexpr char piece_begins = '\xff';
constexpr std::uint64_t script_instructions_max = 300'000;

class Host {
 public:
  void deliver(std::size_t client, std::string_view bytes, UnixMs now) {
    ConnectionId& connection = connections_[client];
    if (connection == ConnectionId{}) connection = server_.connect();
    if (server_.next_deadline() <= now) server_.time_out(now);
    server_.active_expire(now);
    server_.feed(connection, bytes, now);
    for (ConnectionId& other : connections_) collect(other);
    file_ += server_.take_aof();
  }

  void check(UnixMs now) {
    const ConnectionId connection = server_.connect();
    server_.feed(connection, resp_request({"PING"}), never);  // when any pause is over
    const std::string answer = server_.take_output(connection);
    ROLLCALL_CHECK(answer == "+PONG\r\n" || answer.starts_with("-NOAUTH"), "no answer to PING");
    Server from_file({});
    ROLLCALL_CHECK(from_file.load_append_only_file(file_, now), "its own file is refused");
    Server from_snapshot({});
    const std::string snapshot = server_.snapshot();
    ROLLCALL_CHECK(from_snapshot.load_snapshot(snapshot, 0), "its own snapshot is refused");
    ROLLCALL_CHECK(from_snapshot.snapshot() == snapshot, "a snapshot changes on its way");
  }

 private:
  // Takes the replies, which must be whole ones, and hangs up where the server wants to.
  void collect(ConnectionId& connection) {
    if (connection == ConnectionId{}) return;
    const std::string output = server_.take_output(connection);
    for (std::string_view rest = output; !rest.empty();) {
      const auto length = resp_length(rest);
      ROLLCALL_CHECK(length && *length <= rest.size(), "half a reply");
      rest.remove_prefix(*length);
    }
    if (!server_.wants_close(connection)) return;
    server_.disconnect(connection);
    connection = {};
  }

  Server server_{
      {.persistence = Persistence::aof_always, .script_instructions_max = script_instructions_max}};
  std::array<ConnectionId, 4> connections_{};
  std::string file_;
};

}  // namespace

void survive_hostile_input(std::string_view input) {
  Host host;
  UnixMs now = start_ms;
  std::size_t client = 0;
  for (std::string_view rest = input; !rest.empty();) {
    if (rest.size() >= 2 && rest.front() == piece_begins) {
      const auto number = static_cast<unsigned char>(rest[1]);
      client = number % 4;
      now += number / 4 * 250;
      rest.remove_prefix(2);
    }
    const std::string_view piece = rest.substr(0, rest.find(piece_begins, 1));
    host.deliver(client, piece, now);
    rest.remove_prefix(piece.size());
  }
  host.check(now);
  Server as_file({.script_instructions_max = script_instructions_max});
  static_cast<void>(as_file.load_append_only_file(input, start_ms));
  Server as_snapshot({});
  static_cast<void>(as_snapshot.load_snapshot(input, start_ms));
  SnapshotWriter sealed;
  sealed.bytes = "rollcall-redis-1\n" + std::string(input);
  sealed.number(checksum_of(sealed.bytes));
  static_cast<void>(as_snapshot.load_snapshot(sealed.bytes, start_ms));
}

}  // namespace rollcall::sim::redis
