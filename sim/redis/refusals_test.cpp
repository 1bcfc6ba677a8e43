// Servers in trouble: the model refuses what redis-server refuses, with the same words, and of two
// troubles the same one speaks. Each real server here is brought into the trouble in earnest.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/command_table.h"
#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"
#include "sim/redis/server_host.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;

// A real server and the model of it.
class Pair {
 public:
  Pair() : Pair({}, {"--enable-debug-command", "yes"}) {}
  Pair(Config config, std::vector<std::string> options)
      : model(std::move(config)), real(std::move(options)), connection(real), witness(real) {}

  // All at once, in one go.
  void compare(const std::vector<Words>& requests) {
    std::string bytes;
    for (const Words& words : requests) bytes += resp_request(words);
    connection.send(bytes);
    model.feed(client, bytes, start_ms);
    const std::string modelled = model.take_output(client);
    const std::string actual = connection.receive(requests.size());
    std::string_view rest = modelled;
    std::string_view actual_rest = actual;
    for (const Words& words : requests) {
      ASSERT_FALSE(actual_rest.empty()) << words[0];
      ASSERT_FALSE(rest.empty()) << words[0];
      const RespNode said = take_resp(rest);
      const RespNode says = take_resp(actual_rest);
      EXPECT_TRUE(said == says) << words[0] << "\n  redis: " << says.shown()
                                << "\n  model: " << said.shown();
    }
  }

  // To the real server alone, until it answers so.
  void drive(const Words& words, const std::string& until) {
    for (int attempt = 0; attempt < 100'000; ++attempt) {
      witness.send(resp_request(words));
      if (witness.receive(1).contains(until)) return;
    }
    FAIL() << words[0] << " never answers " << until;
  }

  Server model;
  ConnectionId client = model.connect();
  RealRedis real;
  RealConnection connection;
  RealConnection witness;
};

void add_with_right_arity(const Command& command, std::vector<Words>& requests) {
  for (const Command& subcommand : command.subcommands) add_with_right_arity(subcommand, requests);
  if (command.run == nullptr || command.flags.has(Flag::unqueued)) return;
  Words words{std::string(command.name)};
  if (const auto bar = words[0].find('|'); bar != std::string::npos) {
    words = {words[0].substr(0, bar), words[0].substr(bar + 1)};
  }
  words.resize(static_cast<std::size_t>(std::abs(command.arity)), "1");
  requests.push_back(words);
}

// Every command of the table, queued: so none of them runs, and those refused are told apart.
std::vector<Words> all_queued() {
  std::vector<Words> requests{{"MULTI"}};
  for (const Command* const command : all_commands()) add_with_right_arity(*command, requests);
  requests.push_back({"EXEC"});
  return requests;
}

const std::vector<Words> samples = {
    {"SET", "a", "b"},
    {"GET", "k"},
    {"PING"},
    {"DEL", "k"},
    {"EVAL", "return redis.call('set', 'a', 'b')", "0"},
    {"EVAL", "return redis.pcall('set', 'a', 'b')", "0"},
    {"EVAL", "return redis.call('get', 'a')", "0"},
    {"EVAL", "#!lua flags=allow-stale,no-writes\nreturn redis.pcall('get', 'k')", "0"},
    {"EVAL", "#!lua flags=allow-stale,no-writes\nreturn redis.call('get', 'k')", "0"},
    {"EVAL", "#!lua flags=allow-stale\nreturn redis.pcall('set', 'a', 'b')", "0"},
    {"EVAL", "#!lua flags=allow-stale,no-writes\nreturn redis.call('echo', 'x')", "0"},
    {"EVAL", "redis.call('get', 'a') return redis.call('lpush', 'list', 'b')", "0"},
    {"EVAL", "redis.call('del', 'x') return redis.call('lpush', 'list', 'b')", "0"},
    {"NOSUCH"},
    {"SET", "a"},
    {"MULTI"},
    {"GET", "k"},
    {"EXEC"},
    {"MULTI"},
    {"SET", "a", "b"},
    {"GET", "k"},
    {"EXEC"},
    {"MULTI"},
    {"DISCARD"},
    {"MULTI"},
    {"WATCH", "a"},
    {"MULTI"},
    {"RESET"},
};

TEST(Refusals, for_want_of_memory_are_those_of_redis) {
  Pair pair;
  pair.compare({{"SET", "k", "v"}, {"CONFIG", "SET", "maxmemory", "1"}});
  pair.compare(samples);
  std::vector<Words> requests;
  for (const Words& words : all_queued()) {
    const std::vector<std::string_view> views(words.begin(), words.end());
    const Command* const command = find_command(views);
    if (command->flags.has(Flag::deny_oom)) requests.push_back(words);
  }
  EXPECT_GT(requests.size(), 40U);
  pair.compare(requests);
}

TEST(Refusals, of_a_transaction_come_at_its_end_when_the_memory_is_gone_meanwhile) {
  Pair pair;
  pair.compare({{"MULTI"}, {"SET", "a", "b"}});
  const Words limit{"CONFIG", "SET", "maxmemory", "1"};
  pair.drive(limit, "+OK");
  pair.model.feed(pair.model.connect(), resp_request(limit), start_ms);
  pair.compare({{"EXEC"}, {"GET", "a"}});
}

TEST(Refusals, for_want_of_replicas_are_those_of_redis) {
  Pair pair;
  pair.compare({{"SET", "k", "v"}, {"CONFIG", "SET", "min-replicas-to-write", "1"}});
  pair.compare(samples);
  pair.compare(all_queued());
  pair.compare({{"CONFIG", "SET", "maxmemory", "1"}});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "maxmemory", "0", "min-replicas-max-lag", "0"}});
  pair.compare(samples);
}

TEST(Refusals, of_a_replica_are_those_of_redis) {
  Pair pair;
  pair.compare({{"SET", "k", "v"}});
  pair.drive({"REPLICAOF", "127.0.0.1", "1"}, "+OK");
  pair.model.set_conditions({.replica = true, .master_link_down = true});
  pair.compare(samples);
  pair.compare(all_queued());
  pair.compare({{"CONFIG", "SET", "min-replicas-to-write", "1", "maxmemory", "1"}});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "replica-serve-stale-data", "no"}});
  pair.compare(samples);
  pair.compare(all_queued());
  pair.compare({{"CONFIG", "SET", "replica-read-only", "no"}});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "replica-serve-stale-data", "yes"}});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "replica-ignore-maxmemory", "no"}});
  pair.compare(samples);
}

TEST(Refusals, after_a_snapshot_failed_are_those_of_redis) {
  Pair pair({.persistence = Persistence::rdb, .save_points = {{3600, 1}}},
            {"--save", "3600 1", "--enable-debug-command", "yes"});
  pair.compare({{"SET", "k", "v"}});
  std::filesystem::remove_all(pair.real.folder());
  pair.drive({"BGSAVE"}, "+Background saving started");
  pair.drive({"INFO", "persistence"}, "rdb_last_bgsave_status:err");
  pair.model.set_conditions({.snapshot_failed = true});
  pair.compare(samples);
  pair.compare(all_queued());
  pair.compare({{"CONFIG", "SET", "min-replicas-to-write", "1"}});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "maxmemory", "1"}});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "maxmemory", "0"}});
  pair.drive({"REPLICAOF", "127.0.0.1", "1"}, "+OK");
  pair.model.set_conditions({.snapshot_failed = true, .replica = true, .master_link_down = true});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "replica-serve-stale-data", "no"}});
  pair.compare(samples);
  pair.compare({{"CONFIG", "SET", "stop-writes-on-bgsave-error", "no"}});
  pair.compare(samples);
}

// Asks while the model's script runs, and then ends it.
struct BusyHost : ServerHost {
  explicit BusyHost(Pair& servers) : pair(servers) { pair.model.set_host(*this); }
  bool save() override { return true; }
  std::optional<UnixMs> pause_script(std::uint64_t) override {
    if (!pair.model.busy_connection()) return start_ms + 1;
    pair.compare(all_queued());
    pair.compare({{"PING"}, {"SET", "a", "b"}, {"GET", "a"}, {"UNWATCH"}, {"RESET"}});
    return std::nullopt;
  }
  Pair& pair;
};

TEST(Refusals, of_a_server_busy_with_a_script_are_those_of_redis) {
  Pair pair;
  pair.compare({{"CONFIG", "SET", "min-replicas-to-write", "1", "busy-reply-threshold", "1"}});
  RealConnection endless(pair.real);
  const std::string request = resp_request({"EVAL", "while true do end", "0"});
  endless.send(request);
  pair.drive({"PING"}, "-BUSY");
  BusyHost host(pair);
  const ConnectionId runner = pair.model.connect();
  pair.model.feed(runner, request, start_ms);
  EXPECT_TRUE(pair.model.take_output(runner).starts_with("-ERR Script killed by user"));
}

TEST(Refusals, of_a_server_that_loads_its_dataset_are_those_of_redis) {
  Pair pair;
  pair.drive({"DEBUG", "POPULATE", "400", "key", "1000"}, "+OK");
  pair.drive(
      {"CONFIG", "SET", "key-load-delay", "10000", "loading-process-events-interval-bytes", "1024"},
      "+OK");
  pair.compare({{"CONFIG", "SET", "min-replicas-to-write", "1"}});
  RealConnection reloading(pair.real);
  reloading.send(resp_request({"DEBUG", "RELOAD"}));
  pair.drive({"PING"}, "-LOADING");
  pair.model.set_conditions({.loading = true});
  pair.compare(all_queued());
  pair.compare({{"PING"}, {"SET", "a", "b"}, {"GET", "a"}, {"ECHO", "a"}, {"UNWATCH"}});
  pair.compare({{"CONFIG", "SET", "maxmemory", "1"}, {"PING"}, {"SET", "a", "b"}});
}

TEST(Refusals, of_connections_past_the_most_that_are_allowed_are_those_of_redis) {
  const RealRedis real({"--maxclients", "2"});
  Server model({.maxclients = 2});
  const RealConnection first(real);
  const RealConnection second(real);
  RealConnection third(real);
  model.connect();
  model.connect();
  const ConnectionId refused = model.connect();
  EXPECT_EQ(model.take_output(refused), third.receive_rest());
  EXPECT_TRUE(model.wants_close(refused));
  model.disconnect(refused);
}

TEST(Refusals, for_a_file_that_cannot_be_written_name_the_reason) {
  Server server({.persistence = Persistence::aof_everysec});
  const ConnectionId client = server.connect();
  server.set_conditions({.append_error = "No space left on device"});
  for (const Words& words : {Words{"SET", "a", "b"}, Words{"PING"}}) {
    server.feed(client, resp_request(words), start_ms);
    EXPECT_EQ(server.take_output(client),
              "-MISCONF Errors writing to the AOF file: No space left on device\r\n");
  }
  server.feed(client, resp_request({"GET", "a"}), start_ms);
  EXPECT_EQ(server.take_output(client), "$-1\r\n");
}

TEST(Refusals, end_the_waiting_of_clients_when_the_server_becomes_a_replica) {
  Server server({});
  const ConnectionId client = server.connect();
  server.feed(client, resp_request({"BLPOP", "list", "0"}), start_ms);
  server.set_conditions({.replica = true});
  EXPECT_EQ(server.take_output(client),
            "-UNBLOCKED force unblock from blocking operation, instance state changed (master -> "
            "replica?)\r\n");
  EXPECT_TRUE(server.wants_close(client));
  EXPECT_EQ(server.take_stirred(), std::vector{client});
}

}  // namespace
}  // namespace rollcall::sim::redis
