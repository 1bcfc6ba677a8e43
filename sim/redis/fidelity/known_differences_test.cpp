// The list excuses what it names, and nothing beside it.
#include "sim/redis/fidelity/known_differences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/server.h"

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

RespNode first_of(std::string_view replies) { return take_resp(replies); }

// What both answer to the second request, after the first.
struct Answers {
  RespNode real;
  RespNode model;

  Answers(const Words& first, const Words& second) {
    const RealRedis server;
    RealConnection connection(server);
    connection.send(resp_request(first));
    static_cast<void>(connection.receive(1));
    connection.send(resp_request(second));
    real = first_of(connection.receive(1));
    Server other({});
    const ConnectionId client = other.connect();
    other.feed(client, resp_request(first), 0);
    static_cast<void>(other.take_output(client));
    other.feed(client, resp_request(second), 0);
    model = first_of(other.take_output(client));
  }
};

TEST(KnownDifferences, ExcuseAddressesOfObjectsAndNoOtherEncoding) {
  const Words asked{"DEBUG", "OBJECT", "k"};
  const RespNode real =
      text("Value at:0x7 refcount:1 encoding:int serializedlength:2 lru:1 ql_nodes:1");
  EXPECT_EQ(
      name_of(known_difference(
          asked, real, text("Value at:0x8 refcount:1 encoding:int serializedlength:9 lru:1"))),
      "addresses");
  EXPECT_EQ(known_difference(asked, real,
                             text("Value at:0x8 refcount:2 encoding:int serializedlength:9 lru:1")),
            nullptr);
  EXPECT_EQ(known_difference(asked, real,
                             text("Value at:0x8 refcount:1 encoding:raw serializedlength:9 lru:1")),
            nullptr);
}

TEST(KnownDifferences, ExcuseWhatClientsOccupyAndNoFlags) {
  const Words asked{"CLIENT", "INFO"};
  const Answers plain({"PING"}, asked);
  const Answers flagged({"CLIENT", "NO-EVICT", "ON"}, asked);
  EXPECT_EQ(name_of(known_difference(asked, plain.real, plain.model)), "client-buffers");
  EXPECT_EQ(name_of(known_difference(asked, flagged.real, flagged.model)), "client-buffers");
  EXPECT_EQ(known_difference(asked, flagged.real, plain.model), nullptr);
}

TEST(KnownDifferences, ExcuseDumpsOfTheSameContainerAndNoneOfStrings) {
  const Words dump{"DUMP", "k"};
  const Answers list({"RPUSH", "k", "a", "b"}, dump);
  const Answers other({"RPUSH", "k", "a", "c"}, dump);
  EXPECT_NE(list.real, list.model);
  EXPECT_EQ(name_of(known_difference(dump, list.real, list.model)), "dumped-containers");
  EXPECT_EQ(known_difference(dump, list.real, other.model), nullptr);
  EXPECT_EQ(known_difference(dump, list.real, {}), nullptr);
  EXPECT_EQ(known_difference(dump, text("\x12..."), text("\x12...")), nullptr) << "no payloads";
  const Answers string({"SET", "k", "a"}, dump);
  EXPECT_EQ(string.real, string.model);
  EXPECT_EQ(known_difference(dump, string.real, string.model), nullptr);
}

TEST(KnownDifferences, ExcuseDumpsOfTheSameFunctions) {
  const Words dump{"FUNCTION", "DUMP"};
  const auto load = [](const std::string& value) {
    return Words{"FUNCTION", "LOAD",
                 "#!lua name=one\nredis.register_function('f', function() return 'aaaaaaaaaaaa" +
                     value + "' end)"};
  };
  const Answers one(load("a"), dump);
  const Answers other(load("b"), dump);
  EXPECT_NE(one.real, one.model);
  EXPECT_EQ(name_of(known_difference(dump, one.real, one.model)), "dumped-containers");
  EXPECT_EQ(known_difference(dump, one.real, other.model), nullptr);
}

TEST(KnownDifferences, ExcuseSharedIntegersAndNoOtherCounts) {
  const Words ask{"OBJECT", "REFCOUNT", "k"};
  EXPECT_EQ(name_of(known_difference(ask, number("1"), number("2147483647"))), "copied-integers");
  const auto object = [](const std::string& count, const std::string& encoding) {
    return RespNode{.type = '+',
                    .text = "Value at:0x1 refcount:" + count + " encoding:" + encoding};
  };
  const Words debug{"DEBUG", "OBJECT", "k"};
  EXPECT_EQ(name_of(known_difference(debug, object("1", "int"), object("2147483647", "int"))),
            "copied-integers");
  EXPECT_EQ(known_difference(debug, object("1", "raw"), object("2147483647", "raw")), nullptr);
  EXPECT_EQ(known_difference(ask, number("2147483647"), number("1")), nullptr);
  EXPECT_EQ(known_difference(ask, number("2"), number("2147483647")), nullptr);
  EXPECT_EQ(known_difference({"OBJECT", "IDLETIME", "k"}, number("1"), number("2147483647")),
            nullptr);
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
