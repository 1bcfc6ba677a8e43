// After kill -9, with any persistence and any damage to the append-only file, the model comes back
// as redis-server does, or neither does.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/redis/fidelity/crash.h"
#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

// Each starts three servers.
constexpr int sequences = 20;

Step step(const std::string& words) {
  Step step{.connection = 0, .words = {}};
  for (std::size_t from = 0; from < words.size();) {
    const std::size_t end = std::min(words.find(' ', from), words.size());
    step.words.push_back(words.substr(from, end - from));
    from = end + 1;
  }
  return step;
}

TEST(CrashDifferential, random_sequences_come_back_as_in_redis) {
  for (std::uint64_t number = 0; number < sequences; ++number) {
    const rc::Random source({1, number, 0, 0});
    const Crash crash = any_crash()(source, 60).value();
    const RequestFamily& family = compared_family(number);
    const auto difference = difference_after(crash, any_sequence(family)(source, 60).value());
    EXPECT_FALSE(difference) << family.name << ", " << shown(crash) << ": " << *difference;
  }
}

const std::vector<Step>& writes() {
  static const std::vector<Step> steps = {
      step("SET a 1"),      step("SET ttl 1 EX 7200"), step("RPUSH list x y z"),
      step("MULTI"),        step("SET b 1"),           step("HSET h f v g w"),
      step("SELECT 2"),     step("ZADD z 1 m 2 n"),    step("EXEC"),
      step("SADD s 1 2 c"), step("XADD x 5-1 f v"),    step("MULTI"),
      step("SET c 1"),      step("SET d 1"),           step("EXEC")};
  return steps;
}

TEST(CrashDifferential, what_was_written_survives_kill_9_in_every_mode_that_writes) {
  for (const Persistence mode : {Persistence::none, Persistence::rdb, Persistence::aof_always,
                                 Persistence::aof_everysec, Persistence::aof_no}) {
    const Crash crash{.mode = mode, .saved_before = 4};
    const auto difference = difference_after(crash, writes());
    EXPECT_FALSE(difference) << shown(crash) << ": " << *difference;
  }
}

TEST(CrashDifferential, a_cut_inside_a_transaction_takes_all_of_it) {
  for (const std::size_t cut : {1U, 13U, 14U, 30U, 45U, 60U}) {
    const Crash crash{.mode = Persistence::aof_no, .cut = cut};
    const auto difference = difference_after(crash, writes());
    EXPECT_FALSE(difference) << shown(crash) << ": " << *difference;
  }
}

TEST(CrashDifferential, a_reload_leaves_its_file_to_the_next_start) {
  for (const Persistence mode : {Persistence::none, Persistence::rdb, Persistence::aof_no}) {
    const Crash crash{.mode = mode, .saved_before = 0};
    const auto difference =
        difference_after(crash, {step("SET a 1"), step("DEBUG RELOAD"), step("SET b 1")});
    EXPECT_FALSE(difference) << shown(crash) << ": " << *difference;
  }
}

TEST(CrashDifferential, shutdown_leaves_the_files_that_it_is_asked_for) {
  for (const Persistence mode : {Persistence::none, Persistence::rdb, Persistence::aof_no}) {
    for (const std::string farewell : {"SHUTDOWN", "SHUTDOWN SAVE", "SHUTDOWN NOSAVE"}) {
      const Crash crash{.mode = mode, .farewell = step(farewell).words};
      const auto difference = difference_after(crash, {step("SET a 1"), step("SET b 1")});
      EXPECT_FALSE(difference) << shown(crash) << ": " << *difference;
    }
  }
}

TEST(CrashDifferential, what_the_file_brings_back_counts_as_nobodys_call) {
  const Crash crash{.mode = Persistence::aof_no};
  const auto difference = difference_after(crash, {step("INFO ALL"), step("SET a 1")});
  EXPECT_FALSE(difference) << *difference;
}

TEST(CrashDifferential, a_flushall_saves_at_once_what_is_left) {
  const Crash crash{.mode = Persistence::rdb, .saved_before = 1};
  const auto difference = difference_after(
      crash, {step("SET a 1"), step("SET b 1"), step("FLUSHALL"), step("SET c 1")});
  EXPECT_FALSE(difference) << *difference;
}

}  // namespace
}  // namespace rollcall::sim::redis
