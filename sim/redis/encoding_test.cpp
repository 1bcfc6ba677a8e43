// What follows from the encodings of Redis, asked of the model and of a redis-server.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/differential.h"

namespace rollcall::sim::redis {
namespace {

void expect_same(const std::vector<Words>& commands) {
  static const RealRedis server(differential_options());
  std::vector<Step> steps;
  for (const Words& words : commands) steps.push_back({0, words});
  const auto difference = first_difference(server, steps);
  EXPECT_FALSE(difference) << *difference;
}

TEST(Encodings, integers_that_are_held_compactly_are_listed_in_ascending_order) {
  expect_same({{"SADD", "s", "10", "-3", "9", "200"},
               {"SORT", "s", "BY", "nosort"},
               {"SORT", "s", "BY", "nosort", "DESC", "LIMIT", "1", "2"},
               {"MSET", "w_10", "same", "w_-3", "same", "w_9", "same"},
               {"SORT", "s", "BY", "w_*", "ALPHA"},
               {"EVAL", "return redis.call('smembers', KEYS[1])", "1", "s"},
               {"EVAL", "return redis.call('sunion', KEYS[1], KEYS[1])", "1", "s"}});
}

TEST(Encodings, a_stored_range_that_outgrows_the_compact_form_has_lost_the_sign_of_zeros) {
  for (const std::string reverse : {"", "REV"}) {
    const auto store = [&](Words words) {
      if (!reverse.empty()) words.push_back(reverse);
      return words;
    };
    const std::string low = reverse.empty() ? "-inf" : "+inf";
    const std::string high = reverse.empty() ? "+inf" : "-inf";
    const Words by_rank = store({"ZRANGESTORE", "d", "z", "0", "-1"});
    const Words by_score = store({"ZRANGESTORE", "d", "z", low, high, "BYSCORE"});
    const Words stored = {"ZRANGE", "d", "0", "-1", "WITHSCORES"};
    expect_same({{"CONFIG", "SET", "zset-max-listpack-entries", "0"},
                 {"ZADD", "z", "-0", "a", "-0", "b", "-0", "c", "-0", "d", "-0", "e"},
                 {"CONFIG", "SET", "zset-max-listpack-entries", "3"},
                 by_rank,
                 stored,
                 by_score,
                 stored,
                 {"CONFIG", "SET", "zset-max-listpack-entries", "9"},
                 {"CONFIG", "SET", "zset-max-listpack-value", "3"},
                 {"ZADD", "z", "-0", "cccc"},
                 by_rank,
                 stored,
                 by_score,
                 stored,
                 {"CONFIG", "SET", "zset-max-listpack-value", "64"},
                 {"CONFIG", "SET", "zset-max-listpack-entries", "128"}});
  }
}

TEST(Encodings, a_compact_hash_is_loaded_as_it_is_while_it_has_few_fields) {
  expect_same({{"HSET", "h", "field", "longer than five"},
               {"CONFIG", "SET", "hash-max-listpack-value", "5"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "h"},
               {"HSET", "h", "other", "1"},
               {"CONFIG", "SET", "hash-max-listpack-entries", "1"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "h"},
               {"CONFIG", "SET", "hash-max-listpack-entries", "2"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "h"},
               {"HDEL", "h", "field"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "h"}});
}

TEST(Encodings, a_compact_sorted_set_is_loaded_as_it_is_while_it_has_few_members) {
  expect_same({{"ZADD", "z", "1", "longer than five"},
               {"CONFIG", "SET", "zset-max-listpack-value", "5"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "z"},
               {"ZADD", "z", "2", "b"},
               {"CONFIG", "SET", "zset-max-listpack-entries", "1"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "z"},
               {"CONFIG", "SET", "zset-max-listpack-entries", "2"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "z"}});
}

TEST(Encodings, a_loaded_set_of_integers_is_compact_as_far_as_it_may) {
  expect_same({{"SADD", "s", "1", "2", "a"},
               {"SREM", "s", "a"},
               {"OBJECT", "ENCODING", "s"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "s"},
               {"CONFIG", "SET", "set-max-intset-entries", "1"},
               {"DEBUG", "RELOAD"},
               {"OBJECT", "ENCODING", "s"}});
}

}  // namespace
}  // namespace rollcall::sim::redis
