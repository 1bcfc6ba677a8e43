// What a comparison lets pass because Redis leaves it open, and nothing beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/clock_skew.h"
#include "sim/redis/fidelity/coverage.h"
#include "sim/redis/fidelity/population.h"

namespace rollcall::sim::redis {
namespace {

RespNode text(std::string bytes) { return {.type = '$', .text = std::move(bytes)}; }
RespNode number(std::string digits) { return {.type = ':', .text = std::move(digits)}; }
RespNode array(std::vector<RespNode> items) { return {.type = '*', .items = std::move(items)}; }
RespNode texts(const std::vector<std::string>& words) {
  RespNode all = array({});
  for (const std::string& word : words) all.items.push_back(text(word));
  return all;
}

bool is_adopted(const Words& words, const RespNode& real, RespNode model, std::int64_t skew_ms) {
  adopt_clock(model, real, words,
              {.model_ms = 1'700'000'000'200, .skew_ms = skew_ms, .began_ms = 1'700'000'000'150});
  return model == real;
}

TEST(ClockSkew, is_let_pass_as_far_as_the_clocks_were_apart) {
  EXPECT_TRUE(is_adopted({"PTTL", "k"}, number("5000"), number("5004"), 3));
  EXPECT_FALSE(is_adopted({"PTTL", "k"}, number("5000"), number("5005"), 3));
  EXPECT_FALSE(is_adopted({"TTL", "k"}, number("5"), number("6"), 3));
  EXPECT_FALSE(is_adopted({"STRLEN", "k"}, number("5"), number("6"), 3));
  EXPECT_FALSE(is_adopted({"PTTL", "k"}, number("-1"), number("5"), 3));
  const auto at = [](std::string seconds, std::string micros) {
    return texts({std::move(seconds), std::move(micros)});
  };
  EXPECT_TRUE(is_adopted({"TIME"}, at("1700000001", "1000"), at("1700000000", "999000"), 3));
  EXPECT_FALSE(is_adopted({"TIME"}, at("1700000001", "4000"), at("1700000000", "999000"), 3));
  EXPECT_TRUE(is_adopted({"XADD", "s", "*"}, text("1700000000002-0"), text("1700000000000-1"), 3));
  EXPECT_FALSE(is_adopted({"XADD", "s", "*"}, text("1700000000009-0"), text("1700000000000-0"), 3));
  EXPECT_FALSE(is_adopted({"XADD", "s", "5-*"}, text("5-2"), text("5-1"), 3));
}

// Asked at 1'000'200 ms, with clocks that are 3 ms apart.
bool follows(const Words& words, const std::string& real, const std::string& model,
             std::pair<std::string, std::string> expires) {
  RespNode adopted = number(model);
  adopt_seconds(
      adopted, number(real), words,
      {.model = number(std::move(expires.second)), .real = number(std::move(expires.first))},
      {.model_ms = 1'000'200, .skew_ms = 3});
  return adopted == number(real);
}

TEST(ClockSkew, in_seconds_follows_from_the_milliseconds_on_both_sides) {
  const Words left{"TTL", "k"};
  EXPECT_TRUE(follows(left, "4", "5", {"1004701", "1004701"}));
  EXPECT_FALSE(follows(left, "5", "6", {"1004701", "1004701"})) << "the model rounds up";
  EXPECT_FALSE(follows(left, "5", "4", {"1005100", "1005100"})) << "the model rounds down";
  EXPECT_FALSE(follows(left, "4", "5", {"1004750", "1004750"})) << "too far from the turn";
  EXPECT_FALSE(follows(left, "4", "5", {"1004601", "1004701"})) << "other milliseconds";
  EXPECT_FALSE(follows(left, "-2", "5", {"-2", "1004701"}));
  const Words at{"EXPIRETIME", "k"};
  EXPECT_TRUE(follows(at, "1005", "1004", {"1004501", "1004498"}));
  EXPECT_FALSE(follows(at, "1005", "1004", {"1004501", "1004501"}));
  EXPECT_FALSE(follows(at, "1004", "1005", {"1004498", "1004498"}));
}

TEST(ClockSkew, of_the_idle_clock_needs_a_second_that_turns) {
  const auto adopted = [](std::int64_t asked_ms, std::int64_t began_ms) {
    RespNode model = number("51");
    adopt_clock(model, number("50"), {"OBJECT", "IDLETIME", "k"},
                {.model_ms = asked_ms, .skew_ms = 3, .began_ms = began_ms});
    return model == number("50");
  };
  EXPECT_FALSE(adopted(1'000'700, 1'000'200));
  EXPECT_TRUE(adopted(1'001'200, 1'000'900));
  EXPECT_TRUE(adopted(1'000'060, 1'000'050)) << "the clock may be read a tenth of a second late";
}

TEST(ClockSkew, is_in_a_file_where_redis_writes_times_and_ids) {
  const auto same = [](Words words) {
    Words other = words;
    for (std::string& word : other) {
      if (word == "1700000000000" || word == "1700000000000-0") word[12] = '2';
    }
    return are_same_but_for_the_clock(words, other, 3);
  };
  const std::string now = "1700000000000";
  for (const Words& words : std::vector<Words>{
           {"PEXPIREAT", "k", now},
           {"SET", "k", "v", "PXAT", now},
           {"RESTORE", "k", now, "payload", "ABSTTL"},
           {"XADD", "s", now + "-0", "f", "v"},
           {"XADD", "s", "NOMKSTREAM", "MAXLEN", "=", "5", "LIMIT", "7", now + "-0", "f", "v"},
           {"XADD", "s", "MINID", "=", now + "-0", now + "-0", "f", "v"},
           {"XTRIM", "s", "MINID", "=", now + "-0"},
           {"XCLAIM", "s", "g", "c", "0", now + "-0", "TIME", now, "LASTID", now + "-0"},
           {"XGROUP", "SETID", "s", "g", now + "-0", "ENTRIESREAD", "1"},
           {"XSETID", "s", now + "-0", "MAXDELETEDID", now + "-0"}}) {
    EXPECT_TRUE(same(words)) << testing::PrintToString(words);
  }
  for (const Words& words : std::vector<Words>{{"SET", "k", now},
                                               {"SET", now, "v"},
                                               {"SET", "k", now, "PXAT", "1"},
                                               {"PEXPIREAT", now, "1"},
                                               {"RPUSH", "k", now},
                                               {"XADD", "s", "5-1", "f", now},
                                               {"XADD", "s", "MAXLEN", "=", now, "5-1", "f", "v"},
                                               {"XDEL", "s", now + "-0"},
                                               {"XCLAIM", "s", now, "c", "0", "5-1"}}) {
    EXPECT_FALSE(same(words)) << testing::PrintToString(words);
  }
  EXPECT_FALSE(are_same_but_for_the_clock({"PEXPIREAT", "k", now}, {"PEXPIREAT", "k"}, 3));
  EXPECT_FALSE(
      are_same_but_for_the_clock({"PEXPIREAT", "k", now}, {"PEXPIREAT", "k", "1700000000009"}, 3));
}

TEST(Population, holds_what_may_be_picked_and_nothing_else) {
  const RespNode members = texts({"a", "b"});
  EXPECT_FALSE(stray_pick({"SPOP", "s"}, text("a"), members));
  EXPECT_EQ(stray_pick({"SPOP", "s"}, text("c"), members), "c");
  EXPECT_EQ(stray_pick({"SRANDMEMBER", "s", "-3"}, texts({"a", "c", "b"}), members), "c");
  const RespNode fields = texts({"f", "1", "g", "2"});
  EXPECT_FALSE(stray_pick({"HRANDFIELD", "h", "2", "WITHVALUES"}, texts({"g", "2"}), fields));
  EXPECT_EQ(stray_pick({"HRANDFIELD", "h", "2", "WITHVALUES"}, texts({"g", "1"}), fields), "1");
  EXPECT_EQ(stray_pick({"HRANDFIELD", "h"}, text("1"), fields), "1");
  EXPECT_FALSE(stray_pick({"RANDOMKEY"}, RespNode{}, array({})));
}

// A server that answers each cursor as told.
Ask scripted(std::vector<std::pair<std::string, RespNode>> answers) {
  return [answers = std::move(answers)](const Words& words) {
    for (const auto& [cursor, reply] : answers) {
      if (words[1] == cursor) return reply;
    }
    return RespNode{};
  };
}

TEST(Scans, find_the_same_from_their_start_to_their_end) {
  const Words words = {"SCAN", "0", "COUNT", "1"};
  const RespNode whole = array({text("0"), texts({"a", "b"})});
  const RespNode some = array({text("7"), texts({"a"})});
  const RespNode rest = array({text("0"), texts({"b", "a"})});
  const Ask at_once = scripted({{"0", whole}});
  const Ask in_two = scripted({{"0", some}, {"7", rest}});
  EXPECT_FALSE(scan_difference(words, some, whole, in_two, at_once));
  const Ask forgets = scripted({{"0", some}, {"7", array({text("0"), array({})})}});
  EXPECT_TRUE(scan_difference(words, whole, some, at_once, forgets));
  const Ask endless = scripted({{"0", some}, {"7", some}});
  EXPECT_TRUE(scan_difference(words, whole, some, at_once, endless));
  const RespNode invented = array({text("7"), texts({"c"})});
  EXPECT_TRUE(scan_difference(words, whole, invented, at_once, at_once));
  const RespNode too_few = array({text("0"), texts({"a"})});
  EXPECT_TRUE(scan_difference(words, whole, too_few, at_once, at_once));
}

TEST(Coverage, names_what_was_never_run_and_what_hardly_succeeds) {
  Tally tally;
  for (const std::string& row : all_rows()) tally.commands[row] = {.ran = 10, .useful = 3};
  EXPECT_TRUE(shortfall_of(tally).never_run.empty());
  EXPECT_TRUE(shortfall_of(tally).below.empty());
  tally.commands.erase("DEBUG|RELOAD");
  tally.commands["GET"].useful = 2;
  tally.commands["SHUTDOWN"].useful = 0;  // exempted
  EXPECT_EQ(shortfall_of(tally).never_run, std::vector<std::string>{"DEBUG|RELOAD"});
  EXPECT_EQ(shortfall_of(tally).below, std::vector<std::string>{"GET"});
}

TEST(Coverage, counts_what_says_that_nothing_was_there_as_no_success) {
  EXPECT_FALSE(has_content({"CLIENT", "UNBLOCK", "7"}, number("0")));
  EXPECT_TRUE(has_content({"CLIENT", "UNBLOCK", "7"}, number("1")));
  EXPECT_FALSE(has_content({"EXISTS", "k"}, number("0")));
  EXPECT_FALSE(has_content({"TTL", "k"}, number("-2")));
  EXPECT_TRUE(has_content({"DECR", "k"}, number("-2")));
  EXPECT_TRUE(has_content({"ZRANK", "z", "m"}, number("0")));
  EXPECT_FALSE(has_content({"BITPOS", "k", "1"}, number("-1")));
  EXPECT_FALSE(has_content({"MGET", "k", "l"}, array({{}, {}})));
  EXPECT_TRUE(has_content({"MGET", "k", "l"}, array({{}, text("a")})));
  EXPECT_FALSE(has_content({"GET", "k"}, {.type = '-', .text = "ERR"}));
}

TEST(Coverage, exempts_rows_of_the_table_only_and_for_reasons) {
  const auto rows = all_rows();
  for (const Exemption& exemption : exemptions()) {
    EXPECT_TRUE(std::ranges::find(rows, exemption.row) != rows.end()) << exemption.row;
    EXPECT_GT(exemption.reason.size(), 20U);
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
