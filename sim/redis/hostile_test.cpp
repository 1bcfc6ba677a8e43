// What hostile clients send: bytes that are no requests, requests whose numbers are out of bounds,
// files with damage. Nothing of it ends the server, reserves memory that was only announced, or
// reaches other clients.
#include <gtest/gtest.h>
#include <malloc.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/hostile_input.h"
#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/recorded_server.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;
constexpr std::size_t megabyte = 1024 * 1024;
const Config hostile_config{.script_instructions_max = 1'000'000};

std::string answer(Server& server, ConnectionId connection, std::string_view bytes) {
  server.feed(connection, bytes, start_ms);
  return server.take_output(connection);
}

std::string ask(Server& server, const std::vector<std::string>& words) {
  return answer(server, server.connect(), resp_request(words));
}

std::string any_stream(const std::vector<const RequestFamily*>& families) {
  const RequestFamily& family = **rc::gen::elementOf(families);
  std::string bytes;
  for (const Step& step : *any_sequence(family)) {
    if (!tells_of_input(step.words)) bytes += resp_request(step.words);
  }
  return bytes;
}

// Another number where one is announced, behind the first '$' or '*' from `at` on.
void replace_number(std::string& bytes, std::size_t at) {
  const std::size_t type = bytes.find_first_of("$*", at);
  const std::size_t end = bytes.find('\r', type);
  if (end == std::string::npos) return;
  const auto number = *rc::gen::element<std::string>(
      "-1", "0", "1", "3", "17", "2147483647", "2147483648", "536870912", "536870913",
      "-2147483649", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "+3",
      "03", "", "3x");
  bytes.replace(type + 1, end - type - 1, number);
}

void mutate(std::string& bytes) {
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size() + 1);
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return bytes.resize(at);
    case 1:
      if (at < bytes.size())
        bytes[at] = static_cast<char>(bytes[at] ^ 1 << *rc::gen::inRange(0, 7));
      return;
    case 2:
      bytes.insert(at, *rc::gen::element<std::string>("PING\r\n", "*0\r\n", "*-1\r\n", "\r\n",
                                                      "SET k \"v\r\n", "GET 'k' \"\\x41\\\r\n",
                                                      "GET k", "\n", "*1\r\n:1\r\n"));
      return;
    case 3:
      bytes.insert(at, *rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
      return;
    case 4:
      bytes.insert(at, bytes.substr(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1), 50));
      return;
    default:
      return replace_number(bytes, at);
  }
}

std::string hostile_stream(const std::vector<const RequestFamily*>& families) {
  std::string bytes = any_stream(families);
  for (int edits = *rc::gen::inRange(0, 4); edits > 0; --edits) mutate(bytes);
  return bytes;
}

std::vector<std::string> cut(std::string_view bytes) {
  std::vector<std::string> pieces;
  while (!bytes.empty()) {
    const auto length =
        *rc::gen::inRange<std::size_t>(1, std::min<std::size_t>(bytes.size(), 99) + 1);
    pieces.emplace_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  return pieces;
}

// Commands on keys only, so that they do not leave their database.
const std::vector<const RequestFamily*> on_keys = {&string_requests(),     &hash_requests(),
                                                   &list_requests(),       &set_requests(),
                                                   &sorted_set_requests(), &stream_requests()};

RC_GTEST_PROP(HostileBytes, are_answered_alike_however_they_are_cut, ()) {
  const std::string bytes = hostile_stream(request_families());
  Server whole(hostile_config);
  const std::string expected = answer(whole, whole.connect(), bytes);
  Server server(hostile_config);
  const ConnectionId connection = server.connect();
  std::string answers;
  for (const std::string& piece : cut(bytes)) answers += answer(server, connection, piece);
  RC_ASSERT(answers == expected);
  server.time_out(never);  // ends what pauses there are
  RC_ASSERT(ask(server, {"PING"}) == "+PONG\r\n" || ask(server, {"PING"}).starts_with("-NOAUTH"));
}

// A client that sends hostile bytes into a database of its own, again and again.
class Neighbour {
 public:
  explicit Neighbour(Server& server) : server_(server) { connect(); }

  void send(std::string_view bytes) {
    const std::string answers = answer(server_, connection_, bytes);
    const bool refused = answers.contains("-ERR Protocol error");
    RC_ASSERT(!refused || server_.wants_close(connection_));
    if (!server_.wants_close(connection_)) return;
    RC_ASSERT(answer(server_, connection_, "PING\r\n").empty());
    server_.disconnect(connection_);
    connect();
  }

 private:
  void connect() {
    connection_ = server_.connect();
    answer(server_, connection_, "SELECT 9\r\n");
  }

  Server& server_;
  ConnectionId connection_{};
};

RC_GTEST_PROP(HostileBytes, change_no_answer_to_others, ()) {
  Server alone(hostile_config);
  Server shared(hostile_config);
  const ConnectionId client_alone = alone.connect();
  const ConnectionId client = shared.connect();
  Neighbour neighbour(shared);
  const std::vector<std::string> hostile = cut(hostile_stream(on_keys));
  auto next = hostile.begin();
  for (const Step& step : *any_sequence(**rc::gen::element(&string_requests(), &list_requests()))) {
    for (int pieces = 3; pieces > 0 && next != hostile.end(); --pieces) neighbour.send(*next++);
    const std::string request = resp_request(step.words);
    RC_ASSERT(answer(shared, client, request) == answer(alone, client_alone, request));
  }
}

// Touched or not; 0 under sanitizers, which have a heap of their own.
std::size_t allocated_bytes() {
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

TEST(HostileBytes, that_announce_much_reserve_nothing) {
  for (const std::string bytes :
       {"*2147483647\r\n", "*2147483647\r\n$1\r\na\r\n$1\r\nb", "*2\r\n$3\r\nGET\r\n$536870912\r\n",
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$536870912\r\nabc", "*1000000\r\n$536870912\r\n"}) {
    Server server({});
    const ConnectionId connection = server.connect();
    const std::size_t before = allocated_bytes();
    EXPECT_EQ(answer(server, connection, bytes), "");
    EXPECT_LT(allocated_bytes() - before, megabyte) << bytes;
  }
}

TEST(HostileBytes, end_where_redis_has_its_limits) {
  const auto refusal = [](std::string_view bytes) {
    Server server({});
    const ConnectionId connection = server.connect();
    std::string text = answer(server, connection, bytes);
    EXPECT_TRUE(server.wants_close(connection)) << text;
    return text;
  };
  const std::string long_line(64 * 1024 + 1, 'x');
  EXPECT_EQ(refusal(long_line), "-ERR Protocol error: too big inline request\r\n");
  EXPECT_EQ(refusal("*" + long_line), "-ERR Protocol error: too big mbulk count string\r\n");
  EXPECT_EQ(refusal("*1\r\n$" + long_line), "-ERR Protocol error: too big bulk count string\r\n");
  EXPECT_EQ(refusal("*1\r\n$536870913\r\n"), "-ERR Protocol error: invalid bulk length\r\n");
  EXPECT_EQ(refusal("*2147483648\r\n"), "-ERR Protocol error: invalid multibulk length\r\n");
}

// As redis-server 7.0.15 does, which looks for the end of a line as of a C string.
TEST(HostileBytes, with_a_nul_before_the_end_of_a_line_never_end_it) {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> streams[] = {
      {"PI\0NG\r\n"s, ""},
      {"PING\r\nPI\0NG\r\nPING\r\n"s, "+PONG\r\n"},
      {"PING\n\0PING\r\n"s, "+PONG\r\n"},
      {"ECHO 'a\0b'\r\n"s, ""},
      {"*1\0\r\n$4\r\nPING\r\n"s, ""},
      {"*1\r\n$4\0\r\nPING\r\n"s, ""},
      {"*1\r\n\0$4\r\nPING\r\n"s, ""},
      {"*2\r\n$4\r\nECHO\r\n$3\r\na\0b\r\n"s, "$3\r\na\0b\r\n"s},
      {"\0"s + std::string(70'000, 'x') + "\n", "-ERR Protocol error: too big inline request\r\n"},
  };
  for (const auto& [bytes, replies] : streams) {
    Server server({});
    const ConnectionId client = server.connect();
    EXPECT_EQ(answer(server, client, bytes), replies) << testing::PrintToString(bytes);
  }
}

TEST(HostileClients, populate_no_more_than_fits) {
  Server server({});
  const std::string refused = "-ERR value is out of range\r\n";
  EXPECT_EQ(ask(server, {"DEBUG", "POPULATE", "9223372036854775807"}), refused);
  EXPECT_EQ(ask(server, {"DEBUG", "POPULATE", "1", "k", "9223372036854775807"}), refused);
  EXPECT_EQ(ask(server, {"DEBUG", "POPULATE", "1000000", "k", "1000000"}), refused);
  EXPECT_EQ(ask(server, {"DEBUG", "POPULATE", "1000", "k", "1000"}), "+OK\r\n");
}

// A stream whose ids begin anew, in front of and within a node that trimming has emptied.
TEST(HostileClients, may_turn_a_stream_back) {
  for (const std::string id : {"0-5", "3-0"}) {
    Server server({});
    ask(server, {"CONFIG", "SET", "stream-node-max-entries", "2"});
    ask(server, {"XADD", "s", "1-1", "a", "b"});
    ask(server, {"XADD", "s", "5-5", "a", "b"});
    ask(server, {"XDEL", "s", "5-5"});
    EXPECT_EQ(ask(server, {"XTRIM", "s", "MINID", "2"}), ":1\r\n");
    EXPECT_EQ(ask(server, {"XSETID", "s", id}), "+OK\r\n");
    const std::string next = id.substr(0, 2) + "6";
    EXPECT_EQ(ask(server, {"XADD", "s", next, "a", "b"}), "$3\r\n" + next + "\r\n");
    EXPECT_EQ(ask(server, {"DEBUG", "RELOAD"}), "+OK\r\n");
    ask(server, {"XTRIM", "s", "MINID", "4"});
    EXPECT_EQ(ask(server, {"DEBUG", "RELOAD"}), "+OK\r\n");
    ask(server, {"XDEL", "s", next});
    ask(server, {"XTRIM", "s", "MAXLEN", "0"});
    EXPECT_EQ(ask(server, {"XLEN", "s"}), ":0\r\n");
  }
}

TEST(HostileClients, may_be_many_that_never_finish_a_request) {
  constexpr int many = 20'000;
  Server server({});
  ask(server, {"CONFIG", "SET", "maxclients", std::to_string(2 * many)});
  for (int i = 0; i < many; ++i) answer(server, server.connect(), "*3\r\n$3\r\nSET\r\n$1\r\nk");
  EXPECT_EQ(ask(server, {"SET", "k", "v"}), "+OK\r\n");
}

TEST(HostileClients, may_queue_a_hundred_thousand_commands) {
  Server server({});
  const ConnectionId connection = server.connect();
  std::string requests = resp_request({"MULTI"});
  for (int i = 0; i < 100'000; ++i) requests += resp_request({"INCR", "n"});
  answer(server, connection, requests);
  EXPECT_TRUE(answer(server, connection, resp_request({"EXEC"})).ends_with(":100000\r\n"));
}

TEST(HostileClients, may_wait_for_a_hundred_thousand_keys_that_change_at_once) {
  Server server({});
  const ConnectionId waiting = server.connect();
  std::vector<std::string> words{"BLPOP"};
  for (int i = 1; i <= 100'000; ++i) words.push_back(std::to_string(i));
  words.emplace_back("0");
  EXPECT_EQ(answer(server, waiting, resp_request(words)), "");
  ask(server, {"EVAL", "for i = 1e5, 1, -1 do redis.call('rpush', i, 'x') end", "0"});
  EXPECT_EQ(server.take_output(waiting), "*2\r\n$6\r\n100000\r\n$1\r\nx\r\n");
}

TEST(HostileClients, may_nest_and_repeat_what_they_like_in_a_pattern) {
  Server server({});
  ask(server, {"SET", std::string(30'000, 'a'), "v"});
  std::string pattern;
  for (int i = 0; i < 2'000; ++i) pattern += "a*";
  EXPECT_EQ(ask(server, {"KEYS", pattern + "b"}), "*0\r\n");
}

// What a server would have on disk after some requests.
RecordedServer history() {
  RecordedServer server;
  const RequestFamily& family = **rc::gen::elementOf(request_families());
  for (const Step& step : *any_sequence(family)) server.ask(step.words, start_ms);
  return server;
}

RC_GTEST_PROP(DamagedFiles, load_in_part_or_not_at_all, ()) {
  const RecordedServer server = history();
  std::string file = server.file();
  std::string snapshot = server.snapshot();
  for (int edits = *rc::gen::inRange(1, 4); edits > 0; --edits) {
    mutate(file);
    mutate(snapshot);
  }
  Server from_file(hostile_config);
  if (from_file.load_append_only_file(file, start_ms)) {
    RC_ASSERT(ask(from_file, {"ECHO", "alive"}) == "$5\r\nalive\r\n");
  }
  Server from_snapshot({});
  const bool loaded = from_snapshot.load_snapshot(snapshot, 0).has_value();
  RC_ASSERT(loaded == (snapshot == server.snapshot()));
}

TEST(HostileInput, that_was_found_once_is_survived) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator("sim/redis/corpus")) {
    found.push_back(entry.path());
  }
  EXPECT_FALSE(found.empty());
  for (const auto& path : found) {
    std::ifstream in(path, std::ios::binary);
    survive_hostile_input(std::string(std::istreambuf_iterator<char>(in), {}));
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
