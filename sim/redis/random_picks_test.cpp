// What is picked at random is from the set, and what Redis promises about its number holds. (The
// differential tests cannot see which ones are picked.)
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

class Client {
 public:
  RespNode ask(const std::vector<std::string>& words) {
    server_.feed(connection_, resp_request(words), 1'700'000'000'000);
    const std::string bytes = server_.take_output(connection_);
    std::string_view rest = bytes;
    return take_resp(rest);
  }
  std::vector<std::string> ask_list(const std::vector<std::string>& words) {
    std::vector<std::string> texts;
    for (const RespNode& item : ask(words).items) texts.push_back(item.text);
    return texts;
  }

 private:
  Server server_{{}};
  ConnectionId connection_ = server_.connect();
};

std::set<std::string> some_members() {
  const int count = *rc::gen::inRange(1, 12);
  std::set<std::string> members;
  for (int member = 0; member < count; ++member) members.insert("m" + std::to_string(member));
  return members;
}

void add(Client& client, const std::set<std::string>& members) {
  for (const std::string& member : members) {
    client.ask({"SADD", "set", member});
    client.ask({"HSET", "hash", member, "value of " + member});
  }
}

bool are_all_in(const std::vector<std::string>& picked, const std::set<std::string>& members) {
  return std::ranges::all_of(picked, [&](const auto& one) { return members.contains(one); });
}

RC_GTEST_PROP(RandomPicks, of_a_count_are_so_many_different_members, ()) {
  const auto members = some_members();
  const int count = *rc::gen::inRange(0, 15);
  Client client;
  add(client, members);
  for (const auto& words :
       {std::vector<std::string>{"SRANDMEMBER", "set"}, {"HRANDFIELD", "hash"}}) {
    const auto picked = client.ask_list({words[0], words[1], std::to_string(count)});
    RC_ASSERT(are_all_in(picked, members));
    RC_ASSERT(picked.size() == std::min(members.size(), static_cast<std::size_t>(count)));
    RC_ASSERT(std::set<std::string>(picked.begin(), picked.end()).size() == picked.size());
  }
}

RC_GTEST_PROP(RandomPicks, of_a_negative_count_are_so_many_members, ()) {
  const auto members = some_members();
  const int count = *rc::gen::inRange(1, 30);
  Client client;
  add(client, members);
  for (const auto& words :
       {std::vector<std::string>{"SRANDMEMBER", "set"}, {"HRANDFIELD", "hash"}}) {
    const auto picked = client.ask_list({words[0], words[1], std::to_string(-count)});
    RC_ASSERT(are_all_in(picked, members));
    RC_ASSERT(picked.size() == static_cast<std::size_t>(count));
  }
}

RC_GTEST_PROP(RandomPicks, of_fields_come_with_their_values, ()) {
  const auto members = some_members();
  Client client;
  add(client, members);
  const auto picked = client.ask_list({"HRANDFIELD", "hash", "-5", "WITHVALUES"});
  RC_ASSERT(picked.size() == 10U);
  for (std::size_t at = 0; at < picked.size(); at += 2) {
    RC_ASSERT(members.contains(picked[at]));
    RC_ASSERT(picked[at + 1] == "value of " + picked[at]);
  }
}

RC_GTEST_PROP(RandomPicks, are_what_SPOP_takes_out, ()) {
  auto members = some_members();
  const int count = *rc::gen::inRange(1, 15);
  Client client;
  add(client, members);
  const auto popped = client.ask_list({"SPOP", "set", std::to_string(count)});
  for (const std::string& member : popped) RC_ASSERT(members.erase(member) == 1U);
  const auto left = client.ask_list({"SMEMBERS", "set"});
  RC_ASSERT(std::set<std::string>(left.begin(), left.end()) == members);
  if (members.empty()) return;
  const std::string last = client.ask({"SPOP", "set"}).text;
  RC_ASSERT(members.contains(last));
  RC_ASSERT(client.ask({"SISMEMBER", "set", last}).text == "0");
}

TEST(RandomPicks, are_the_same_in_the_same_run_and_differ_within_it) {
  std::vector<std::vector<std::string>> runs;
  for (int run = 0; run < 2; ++run) {
    Client client;
    for (int key = 0; key < 20; ++key) client.ask({"SET", "k" + std::to_string(key), ""});
    std::vector<std::string>& picked = runs.emplace_back();
    for (int pick = 0; pick < 50; ++pick) picked.push_back(client.ask({"RANDOMKEY"}).text);
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_GT(std::set<std::string>(runs[0].begin(), runs[0].end()).size(), 10U);
}

}  // namespace
}  // namespace rollcall::sim::redis
