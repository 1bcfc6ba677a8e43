// What random sequences over small sorted sets do not reach: large sets, and which members are
// picked.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/recorded_server.h"
#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {
namespace {

const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

// Scores -3, ... 3, negative zero among them.
Words zadd(const std::string& key, int elements) {
  Words words = {"ZADD", key};
  for (int i = 0; i < elements; ++i) {
    words.push_back(i % 7 == 3 ? "-0" : std::to_string(i % 7 - 3));
    words.push_back(std::to_string(i * 7919 % 1000));
  }
  return words;
}

void expect_same(const std::vector<Words>& commands) {
  std::vector<Step> steps;
  for (const Words& words : commands) steps.push_back({0, words});
  const auto difference = first_difference(real(), steps);
  EXPECT_FALSE(difference) << *difference;
}

TEST(SortedSets, answer_as_in_redis_on_both_sides_of_the_compact_form) {
  for (const int elements : {127, 128, 129, 300}) {
    expect_same({zadd("k", elements),
                 {"ZADD", "k", "-0", "late", "NaN", "x"},
                 {"ZADD", "k", "-0", "late"},
                 {"ZRANGE", "k", "0", "-1", "WITHSCORES"},
                 {"ZRANGE", "k", "50", "-40", "REV", "WITHSCORES"},
                 {"ZREVRANGEBYSCORE", "k", "(2", "-1", "WITHSCORES", "LIMIT", "20", "60"},
                 {"ZCOUNT", "k", "(-1", "2"},
                 {"ZRANK", "k", "late"},
                 {"ZSCAN", "k", "0", "COUNT", "10000"},
                 {"ZUNIONSTORE", "same", "1", "k"},
                 {"ZRANGE", "same", "0", "-1", "WITHSCORES"},
                 {"ZRANGESTORE", "part", "k", "-100", "-1"},
                 {"ZRANGE", "part", "0", "-1", "WITHSCORES"},
                 {"ZREMRANGEBYRANK", "k", "10", "-10"},
                 {"ZADD", "k", "-0", "later"},
                 {"ZRANGE", "k", "0", "-1", "WITHSCORES"},
                 {"ZREMRANGEBYSCORE", "same", "-3", "2"},
                 {"ZPOPMAX", "same", "1000"},
                 {"ZCARD", "same"}});
  }
}

TEST(SortedSets, limit_picks_with_scores_as_in_redis) {
  expect_same({{"ZRANDMEMBER", "k", "-9223372036854775807", "WITHSCORES"},
               {"ZRANDMEMBER", "k", "-4611686018427387904", "WITHSCORES"},
               {"ZRANDMEMBER", "k", "4611686018427387903", "WITHSCORES"},
               {"ZRANDMEMBER", "k", "4611686018427387904", "WITHSCORES"}});
}

RC_GTEST_PROP(SortedSets, pick_members_that_are_there_and_distinct_ones_where_asked, ()) {
  RecordedServer server;
  const int elements = *rc::gen::inRange(1, 40);
  static_cast<void>(server.ask(zadd("k", elements), 0));
  const int count = *rc::gen::inRange(-60, 60);
  const std::string answer =
      server.ask({"ZRANDMEMBER", "k", std::to_string(count), "WITHSCORES"}, 0);
  std::string_view rest = answer;
  const RespNode picks = take_resp(rest);
  std::set<std::string> members;
  for (std::size_t at = 0; at < picks.items.size(); at += 2) {
    const std::string& member = picks.items[at].text;
    members.insert(member);
    const std::string held = server.ask({"ZSCORE", "k", member}, 0);
    RC_ASSERT(held == "$" + std::to_string(picks.items[at + 1].text.size()) + "\r\n" +
                          picks.items[at + 1].text + "\r\n");
  }
  const auto expected = static_cast<std::size_t>(count < 0 ? -count : std::min(count, elements));
  RC_ASSERT(picks.items.size() == 2 * expected);
  if (count >= 0) RC_ASSERT(members.size() == expected);
}

}  // namespace
}  // namespace rollcall::sim::redis
