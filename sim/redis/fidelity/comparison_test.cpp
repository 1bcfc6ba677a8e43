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
  adopt_clock(model, real, words, skew_ms);
  return model == real;
}

TEST(ClockSkew, is_let_pass_as_far_as_the_clocks_were_apart) {
  EXPECT_TRUE(is_adopted({"PTTL", "k"}, number("5000"), number("5004"), 3));
  EXPECT_FALSE(is_adopted({"PTTL", "k"}, number("5000"), number("5005"), 3));
  EXPECT_TRUE(is_adopted({"TTL", "k"}, number("5"), number("6"), 3));
  EXPECT_FALSE(is_adopted({"TTL", "k"}, number("5"), number("7"), 3));
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

TEST(Coverage, exempts_rows_of_the_table_only_and_for_reasons) {
  const auto rows = all_rows();
  for (const Exemption& exemption : exemptions()) {
    EXPECT_TRUE(std::ranges::find(rows, exemption.row) != rows.end()) << exemption.row;
    EXPECT_GT(exemption.reason.size(), 20U);
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
