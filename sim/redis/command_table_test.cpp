// The table of commands says of each what redis-server's COMMAND INFO says.
#include "sim/redis/command_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

// Name, arity, flags and key positions; what follows in the reply is not modelled.
std::string declared(const RespNode& command) {
  std::string text = command.items[0].text + " " + command.items[1].text + " flags:";
  std::vector<std::string> flags;
  for (const RespNode& flag : command.items[2].items) flags.push_back(flag.text);
  std::ranges::sort(flags);
  for (const std::string& flag : flags) text += " " + flag;
  for (std::size_t at = 3; at < 6; ++at) text += " " + command.items[at].text;
  return text;
}

const RespNode* subcommand_of(const RespNode& command, const std::string& name) {
  const auto& all = command.items[9].items;
  const auto found = std::ranges::find_if(
      all, [&](const RespNode& subcommand) { return subcommand.items[0].text == name; });
  return found == all.end() ? nullptr : &*found;
}

void expect_same_declaration(const RespNode& model, const RespNode& real) {
  ASSERT_EQ(real.items.size(), 10U) << model.items[0].text;
  EXPECT_EQ(declared(model), declared(real));
  for (const RespNode& subcommand : model.items[9].items) {
    const RespNode* const counterpart = subcommand_of(real, subcommand.items[0].text);
    ASSERT_NE(counterpart, nullptr) << subcommand.items[0].text;
    expect_same_declaration(subcommand, *counterpart);
  }
}

TEST(CommandTable, declares_every_command_as_redis_does) {
  const RealRedis real;
  RealConnection connection(real);
  Server model({});
  const ConnectionId client = model.connect();
  for (const Command* const command : all_commands()) {
    const std::string request = resp_request({"COMMAND", "INFO", std::string(command->name)});
    model.feed(client, request, 0);
    connection.send(request);
    const std::string modelled = model.take_output(client);
    const std::string actual = connection.receive(1);
    std::string_view modelled_rest = modelled;
    std::string_view actual_rest = actual;
    expect_same_declaration(take_resp(modelled_rest).items[0], take_resp(actual_rest).items[0]);
  }
}

TEST(CommandTable, finds_the_keys_of_requests_as_redis_does) {
  const RealRedis real;
  RealConnection connection(real);
  Server model({});
  const ConnectionId client = model.connect();
  const std::vector<std::string> requests = {"GET a",
                                             "GET a b",
                                             "MSET a 1 b 2",
                                             "MSET a 1 b",
                                             "RENAME a b",
                                             "DEL a b c",
                                             "NOSUCH a",
                                             "PING a",
                                             "CONFIG GET a",
                                             "CONFIG NOSUCH",
                                             "MEMORY USAGE a",
                                             "BLPOP a b 0",
                                             "EVAL x 2 a b",
                                             "EVAL x 0 a",
                                             "EVAL x 5 a",
                                             "EVAL x y a",
                                             "LMPOP 2 a b LEFT",
                                             "LMPOP 3 a b",
                                             "BLMPOP 1 2 a b LEFT",
                                             "ZUNION 2 a b WITHSCORES",
                                             "ZUNION 0 a",
                                             "ZUNIONSTORE d 2 a b WEIGHTS 1 2",
                                             "ZINTERSTORE d 0 a",
                                             "ZDIFFSTORE d x a",
                                             "XGROUP CREATE a g 0",
                                             "XREAD STREAMS a b 0 0",
                                             "XREAD COUNT 2 BLOCK 1 STREAMS a 0",
                                             "XREAD STREAMS a b c",
                                             "XREAD x STREAMS a 0",
                                             "XREADGROUP GROUP g STREAMS NOACK streams a b 0 0",
                                             "XREADGROUP GROUP g c COUNT 1 STREAMS a 0",
                                             "BZMPOP 0 1 a MIN",
                                             "SINTERCARD 2 a b LIMIT 1",
                                             "SORT a BY STORE GET b STORE c LIMIT 0 1 STORE d",
                                             "SORT_RO a STORE b",
                                             "SORT a"};
  for (const std::string& request : requests) {
    Words words{"COMMAND", "GETKEYS"};
    std::istringstream text(request);
    for (std::string word; text >> word;) words.push_back(word);
    connection.send(resp_request(words));
    model.feed(client, resp_request(words), 0);
    EXPECT_EQ(model.take_output(client), connection.receive(1)) << request;
  }
}

TEST(CommandTable, answers_about_what_is_not_there_as_redis_does) {
  const RealRedis real;
  RealConnection connection(real);
  Server model({});
  const ConnectionId client = model.connect();
  const std::vector<Words> requests = {{"COMMAND", "INFO", "nosuch", "config|nosuch", "get|x"},
                                       {"COMMAND", "DOCS", "nosuch"},
                                       {"COMMAND", "LIST", "FILTERBY", "PATTERN", "HGETA*"},
                                       {"COMMAND", "LIST", "FILTERBY", "ACLCAT", "nosuch"},
                                       {"COMMAND", "LIST", "FILTERBY", "module", "json"},
                                       {"COMMAND", "LIST", "FILTERBY", "PATTERN"},
                                       {"COMMAND", "LIST", "FILTERBY", "x", "y"},
                                       {"COMMAND", "LIST", "x"},
                                       {"COMMAND", "GETKEYS", "GET"},
                                       {"COMMAND", "COUNT", "x"},
                                       {"COMMAND", "nosuch"}};
  for (const Words& words : requests) {
    connection.send(resp_request(words));
    model.feed(client, resp_request(words), 0);
    EXPECT_EQ(model.take_output(client), connection.receive(1)) << testing::PrintToString(words);
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
