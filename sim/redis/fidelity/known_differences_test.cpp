// The list excuses what it names, and nothing beside it.
#include "sim/redis/fidelity/known_differences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

RespNode text(std::string bytes) { return {.type = '$', .text = std::move(bytes)}; }
RespNode error(std::string bytes) { return {.type = '-', .text = std::move(bytes)}; }
RespNode number(std::string digits) { return {.type = ':', .text = std::move(digits)}; }
RespNode array(std::vector<RespNode> items) { return {.type = '*', .items = std::move(items)}; }

std::string name_of(const KnownDifference* known) {
  return known == nullptr ? "" : std::string(known->name);
}

TEST(KnownDifferences, AreAtMostFifteenAndGiveTheirReasons) {
  EXPECT_LE(known_differences().size(), 15U);
  for (const KnownDifference& known : known_differences()) EXPECT_GT(known.reason.size(), 20U);
}

TEST(KnownDifferences, AreNoneOfTheCommandsThatStrategiesUse) {
  const Words commands[] = {{"SET", "k", "v", "NX", "PX", "5"},
                            {"GET", "k"},
                            {"DEL", "k"},
                            {"HSET", "k", "f", "v"},
                            {"HGETALL", "k"},
                            {"INCR", "k"},
                            {"LPUSH", "k", "v"},
                            {"BRPOP", "k", "0"},
                            {"EVALSHA", "0123", "0"},
                            {"EVAL", "return 1", "0"},
                            {"SCRIPT", "LOAD", "return 1"},
                            {"PING"},
                            {"AUTH", "secret"}};
  const RespNode replies[] = {text("a"), error("ERR unknown command"), number("1"), array({}), {}};
  for (const Words& words : commands) {
    for (const RespNode& real : replies) {
      for (const RespNode& model : replies) {
        EXPECT_EQ(known_difference(words, real, model), nullptr) << words[0];
      }
    }
  }
}

TEST(KnownDifferences, ExcuseAnUnknownCommandOnlyWhereTheModelHasNone) {
  const RespNode unknown = error("ERR unknown command 'PFADD', with args beginning with: 'k' ");
  EXPECT_EQ(name_of(known_difference({"PFADD", "k"}, number("1"), unknown)),
            "commands-not-modelled");
  EXPECT_EQ(known_difference({"PFADD", "k"}, number("1"), number("0")), nullptr);
  // Redis does not know it either, and says so in other words.
  EXPECT_EQ(known_difference({"NOSUCH"}, error("ERR unknown command 'NOSUCH'"), unknown), nullptr);
}

TEST(KnownDifferences, ExcuseParametersThatAreMissingAndNoWrongValue) {
  const Words asked = {"CONFIG", "GET", "max*"};
  const RespNode real = array({text("maxinvented"), text("10000"), text("maxmemory"), text("0")});
  EXPECT_EQ(name_of(known_difference(asked, real, array({text("maxmemory"), text("0")}))),
            "parameters");
  EXPECT_EQ(known_difference(asked, real, array({text("maxmemory"), text("1")})), nullptr);
  EXPECT_EQ(known_difference(asked, real, array({text("maxsomething"), text("1")})), nullptr);
  EXPECT_EQ(known_difference(asked, real, array({})), nullptr);  // the model has maxmemory
}

TEST(KnownDifferences, ExcuseWhatCommandInfoLeavesOutAndNoWrongArity) {
  const auto entry = [](std::string arity, std::vector<RespNode> rest) {
    RespNode described = array({text("get"), number(std::move(arity)), array({text("readonly")}),
                                number("1"), number("1"), number("1")});
    for (RespNode& more : rest) described.items.push_back(std::move(more));
    return array({described});
  };
  const RespNode real = entry("2", {array({text("@read")})});
  EXPECT_EQ(name_of(known_difference({"COMMAND", "INFO", "get"}, real, entry("2", {}))),
            "command-details");
  EXPECT_EQ(known_difference({"COMMAND", "INFO", "get"}, real, entry("3", {})), nullptr);
}

TEST(KnownDifferences, ExcuseFieldsThatAreMissingAndNoneThatRedisLacks) {
  const RespNode real = text("# Server\r\nredis_version:7.0.15\r\nos:Linux\r\n");
  EXPECT_EQ(name_of(known_difference({"INFO"}, real, text("redis_version:7.0.15\r\n"))),
            "server-fields");
  EXPECT_EQ(known_difference({"INFO"}, real, text("invented:1\r\n")), nullptr);
  EXPECT_EQ(known_difference({"INFO"}, real, text("redis_version:6.0\r\n")), nullptr);
  EXPECT_EQ(known_difference({"INFO"}, real, text("")), nullptr);
}

TEST(KnownDifferences, ExcuseDumpsOfContainersAndNoneOfStrings) {
  const RespNode list = text("\x12...");
  const RespNode plain_list = text("\x01...");
  EXPECT_EQ(name_of(known_difference({"DUMP", "k"}, list, plain_list)), "dumped-containers");
  EXPECT_EQ(known_difference({"DUMP", "k"}, text(std::string("\0ab", 3)), plain_list), nullptr);
  EXPECT_EQ(known_difference({"DUMP", "k"}, list, {}), nullptr);
}

TEST(KnownDifferences, NameWhatARealServerHasBeyondTheModel) {
  const std::vector<std::string> missing = commands_not_modelled();
  EXPECT_TRUE(std::ranges::binary_search(missing, "pfadd"));
  EXPECT_FALSE(std::ranges::binary_search(missing, "set"));
}

TEST(KnownDifferences, ExcuseTheCommandOfAClientWhereItIsNotModelled) {
  const Words list{"CLIENT", "LIST"};
  const auto client = [](const std::string& command, const std::string& protocol) {
    return text("id=1 name= db=0 cmd=" + command + " user=default resp=" + protocol + "\n");
  };
  EXPECT_EQ(name_of(known_difference(list, client("acl|whoami", "3"), client("NULL", "3"))),
            "client-buffers");
  EXPECT_EQ(known_difference(list, client("get", "3"), client("NULL", "3")), nullptr);
  EXPECT_EQ(known_difference(list, client("get", "3"), client("get", "2")), nullptr);
}

}  // namespace
}  // namespace rollcall::sim::redis
