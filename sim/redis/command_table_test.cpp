// The table of commands says of each what redis-server's COMMAND INFO says.
#include "sim/redis/command_table.h"

#include <gtest/gtest.h>

#include <algorithm>
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

}  // namespace
}  // namespace rollcall::sim::redis
