// What comes back from an append-only file and from a snapshot.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/recorded_server.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;

Server loaded_from_file(std::string_view file, UnixMs now, LoadReport& report) {
  Server server({.persistence = Persistence::aof_always});
  const auto outcome = server.load_append_only_file(file, now);
  EXPECT_TRUE(outcome) << outcome.error();
  if (outcome) report = *outcome;
  return server;
}

std::string ask(Server& server, const std::vector<std::string>& words, UnixMs now = start_ms) {
  const ConnectionId connection = server.connect();
  server.feed(connection, resp_request(words), now);
  return server.take_output(connection);
}

// Any requests but those that may keep effects from the file (scripts, bit fields that fail, and
// DEBUG RELOAD, which forgets what has expired), over a clock that also jumps past
// the expiry times. Consumer groups are left out: not all of what happens to them reaches the file
// (redis_differential_test compares what comes back of them).
RecordedServer random_history(std::vector<const RequestFamily*> more = {}) {
  RecordedServer server;
  std::vector<const RequestFamily*> families = request_families();
  std::erase(families, &script_requests());
  std::erase(families, &bit_requests());
  std::erase(families, &encoding_requests());
  std::erase(families, &sorting_requests());  // SORT changes encodings, which no file is told
  std::erase(families, &stream_group_requests());
  families.insert(families.end(), more.begin(), more.end());
  UnixMs now = start_ms;
  for (int step = 0; step < 40; ++step) {
    for (const Words& words : *any_requests(**rc::gen::elementOf(families))) server.ask(words, now);
    now += *rc::gen::element<UnixMs>(0, 0, 0, 1000, 7'200'000);
    if (*rc::gen::inRange(0, 10) == 0) server.active_expire(now);
  }
  return server;
}

RC_GTEST_PROP(AppendOnlyFile, brings_back_any_dataset, ()) {
  const RecordedServer history = random_history();
  LoadReport report;
  const Server reloaded = loaded_from_file(history.file(), start_ms, report);
  RC_ASSERT(reloaded.snapshot() == history.snapshot());
  RC_ASSERT(report.ignored_bytes == 0U);
}

RC_GTEST_PROP(AppendOnlyFile, cut_anywhere_brings_back_the_state_after_a_whole_unit, ()) {
  const RecordedServer history = random_history();
  const auto cut = *rc::gen::inRange<std::size_t>(0, history.file().size() + 1);
  LoadReport report;
  const Server reloaded = loaded_from_file(history.file().substr(0, cut), start_ms, report);
  const auto& marks = history.marks();
  const auto beyond = std::find_if(marks.begin(), marks.end(),
                                   [&](const auto& mark) { return mark.file_size > cut; });
  RC_ASSERT(reloaded.snapshot() == std::prev(beyond)->snapshot);
  RC_ASSERT(report.used_bytes + report.ignored_bytes == cut);
}

RC_GTEST_PROP(Snapshot, brings_back_any_dataset, ()) {
  const RecordedServer history =
      random_history({&stream_group_requests(), &stream_group_requests()});
  Server reloaded({});
  RC_ASSERT(reloaded.load_snapshot(history.snapshot(), 0).has_value());
  RC_ASSERT(reloaded.snapshot() == history.snapshot());
}

RC_GTEST_PROP(Snapshot, with_any_byte_changed_or_missing_is_refused, ()) {
  std::string bytes = random_history().snapshot();
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  if (*rc::gen::arbitrary<bool>()) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  } else {
    bytes.resize(at);
  }
  Server reloaded({});
  RC_ASSERT(!reloaded.load_snapshot(bytes, 0).has_value());
  RC_ASSERT(reloaded.snapshot() == Server({}).snapshot());
}

TEST(Snapshot, leaves_out_keys_whose_time_came_while_the_server_was_down) {
  RecordedServer history;
  history.ask({"SET", "lock", "a", "PX", "1000"}, start_ms);
  history.ask({"SET", "user", "b"}, start_ms);
  Server reloaded({});
  const auto report = reloaded.load_snapshot(history.snapshot(), start_ms + 1001);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->keys, 1U);
  EXPECT_EQ(report->expired, 1U);
  EXPECT_EQ(ask(reloaded, {"DBSIZE"}), ":1\r\n");
}

TEST(AppendOnlyFile, loses_a_transaction_without_its_exec_as_a_whole) {
  RecordedServer history;
  history.ask({"SET", "a", "1"}, start_ms);
  history.ask({"MULTI"}, start_ms);
  history.ask({"SET", "b", "1"}, start_ms);
  history.ask({"SET", "c", "1"}, start_ms);
  history.ask({"EXEC"}, start_ms);
  LoadReport report;
  const std::size_t without_exec = history.file().size() - resp_request({"EXEC"}).size();
  Server reloaded = loaded_from_file(history.file().substr(0, without_exec), start_ms, report);
  EXPECT_EQ(ask(reloaded, {"EXISTS", "a", "b", "c"}), ":1\r\n");
  EXPECT_EQ(report.used_bytes, history.marks()[1].file_size);
}

// As redis-server 7.0.15 does.
TEST(AppendOnlyFile, cut_within_a_command_of_a_transaction_swallows_what_is_written_later) {
  RecordedServer history;
  history.ask({"MULTI"}, start_ms);
  history.ask({"SET", "b", "1"}, start_ms);
  history.ask({"SET", "c", "1"}, start_ms);
  history.ask({"EXEC"}, start_ms);
  LoadReport report;
  std::string file = history.file().substr(0, history.file().size() - 1);
  Server second = loaded_from_file(file, start_ms, report);
  file.resize(report.used_bytes);
  EXPECT_EQ(ask(second, {"SET", "d", "1"}), "+OK\r\n");
  file += second.take_aof();
  Server third = loaded_from_file(file, start_ms, report);
  EXPECT_EQ(ask(third, {"DBSIZE"}), ":0\r\n");
}

TEST(AppendOnlyFile, damaged_in_the_middle_is_refused) {
  RecordedServer history;
  history.ask({"SET", "a", "1"}, start_ms);
  history.ask({"SET", "b", "1"}, start_ms);
  std::string file = history.file();
  file[history.marks()[1].file_size] = '\0';
  Server reloaded({.persistence = Persistence::aof_always});
  EXPECT_FALSE(reloaded.load_append_only_file(file, start_ms));
}

TEST(AppendOnlyFile, with_a_command_that_does_not_exist_is_refused) {
  Server reloaded({.persistence = Persistence::aof_always});
  const auto outcome = reloaded.load_append_only_file(resp_request({"NOSUCH", "a"}), start_ms);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error(), "Unknown command 'NOSUCH' reading the append only file");
}

TEST(AppendOnlyFile, goes_on_where_a_reloaded_server_stopped) {
  RecordedServer history;
  history.ask({"SELECT", "3"}, start_ms);
  history.ask({"SET", "a", "1"}, start_ms);
  LoadReport report;
  Server reloaded = loaded_from_file(history.file(), start_ms, report);
  EXPECT_EQ(reloaded.take_aof(), "");
  ask(reloaded, {"INCR", "b"});
  const std::string whole = history.file() + reloaded.take_aof();
  const Server again = loaded_from_file(whole, start_ms, report);
  EXPECT_EQ(again.snapshot(), reloaded.snapshot());
}

TEST(AppendOnlyFile, keeps_what_a_script_wrote_before_its_error) {
  RecordedServer history;
  history.ask({"EVAL", "redis.call('set','a','1') redis.call('set','b','1') error('x')", "0"},
              start_ms);
  EXPECT_EQ(history.file(), resp_request({"SELECT", "0"}) + resp_request({"MULTI"}) +
                                resp_request({"set", "a", "1"}) + resp_request({"set", "b", "1"}) +
                                resp_request({"EXEC"}));
}

TEST(AppendOnlyFile, is_not_written_without_the_mode_for_it) {
  Server server({.persistence = Persistence::rdb});
  ask(server, {"SET", "a", "1"});
  EXPECT_EQ(server.take_aof(), "");
  EXPECT_EQ(server.dirty(), 1U);
}

}  // namespace
}  // namespace rollcall::sim::redis
