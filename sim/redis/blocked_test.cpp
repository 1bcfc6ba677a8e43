// Who is served when, of the clients that wait: asked of the model and of a redis-server.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/differential.h"

namespace rollcall::sim::redis {
namespace {

// Client 0 waits; client 1 does the rest in one transaction.
void expect_same(const Words& wait, const std::vector<Words>& transaction,
                 const std::vector<Words>& before = {}) {
  static const RealRedis server(differential_options());
  std::vector<Step> steps;
  for (const Words& words : before) steps.push_back({1, words});
  steps.push_back({0, wait});
  steps.push_back({1, {"MULTI"}});
  for (const Words& words : transaction) steps.push_back({1, words});
  steps.push_back({1, {"EXEC"}});
  const auto difference = first_difference(server, steps);
  EXPECT_FALSE(difference) << *difference;
}

TEST(Blocked, keys_serve_in_the_order_in_which_they_came_to_hold_what_is_waited_for) {
  const Words wait{"BLPOP", "a", "b", "0"};
  expect_same(wait, {{"RPUSH", "b", "1"}, {"RPUSH", "a", "2"}});
  expect_same(wait, {{"FLUSHALL"}, {"RPUSH", "b", "1"}, {"RPUSH", "a", "2"}});
  expect_same(wait, {{"SET", "a", "x"}, {"RPUSH", "b", "1"}, {"DEL", "a"}, {"RPUSH", "a", "2"}});
  expect_same(wait, {{"RPUSH", "a", "1"}, {"DEL", "a"}, {"RPUSH", "b", "2"}, {"RPUSH", "a", "3"}});
}

TEST(Blocked, readers_of_a_group_are_told_when_their_stream_ends) {
  const Words wait{"XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "s", ">"};
  const std::vector<Words> stream{{"XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"}};
  expect_same(wait, {{"DEL", "s"}}, stream);
  expect_same(wait, {{"FLUSHALL"}}, stream);
  expect_same(wait, {{"SET", "s", "x"}}, stream);
  expect_same(wait, {{"RENAME", "s", "other"}}, stream);
  expect_same(wait, {{"XGROUP", "DESTROY", "s", "g"}}, stream);
}

}  // namespace
}  // namespace rollcall::sim::redis
