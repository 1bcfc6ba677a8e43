// DUMP and RESTORE between the model and redis-server, both ways.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/dump_compact.h"
#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/listpack.h"
#include "sim/redis/rdb_value.h"
#include "sim/redis/rdb_writer.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

class Dump : public testing::Test {
 protected:
  std::string ask_real(const Words& words) {
    connection.send(resp_request(words));
    return connection.receive(1);
  }
  std::string ask_model(const Words& words) {
    model.feed(client, resp_request(words), 1'900'000'000'000);
    return model.take_output(client);
  }
  static std::string payload(std::string_view reply) { return take_resp(reply).text; }
  void expect_same(const Words& words) {
    EXPECT_EQ(ask_model(words), ask_real(words)) << testing::PrintToString(words);
  }

  RealRedis real{{"--enable-debug-command", "yes"}};
  RealConnection connection{real};
  Server model{{}};
  ConnectionId client = model.connect();
};

TEST_F(Dump, writes_short_strings_as_redis_does) {
  for (const std::string& value :
       Words{"", "a", "127", "-128", "128", "32767", "-32768", "32768", "2147483647", "-2147483648",
             "2147483648", "007", "+1", "12345678901234567890", std::string("\0\xff", 2)}) {
    expect_same({"SET", "key", value});
    expect_same({"DUMP", "key"});
  }
  expect_same({"DUMP", "none"});
}

TEST_F(Dump, of_the_model_is_restored_by_redis) {
  const std::string large(20'000, 'x');
  const std::vector<Words> writes = {
      {"SET", "key", large},
      {"RPUSH", "key", "a", "7", large, ""},
      {"SADD", "key", "1", "2", "3"},
      {"SADD", "key", "a", "b", large},
      {"HSET", "key", "field", "value", "1", "2", "large", large},
      {"ZADD", "key", "1.5", "a", "-inf", "b", "1e300", "c", "0", large},
  };
  for (const Words& words : writes) {
    ask_model({"DEL", "key"});
    ask_model(words);
    const std::string dumped = payload(ask_model({"DUMP", "key"}));
    EXPECT_EQ(ask_real({"RESTORE", "key", "0", dumped, "REPLACE"}), "+OK\r\n") << words[0];
    EXPECT_EQ(ask_model({"RESTORE", "key", "0", dumped, "REPLACE"}), "+OK\r\n") << words[0];
    expect_same({"DEBUG", "DIGEST-VALUE", "key"});
    expect_same({"OBJECT", "ENCODING", "key"});
  }
}

TEST_F(Dump, of_a_string_by_redis_is_restored_by_the_model) {
  std::string mixed;
  for (int i = 0; i < 3000; ++i) mixed += std::to_string(i % 97) + (i % 5 == 0 ? "abcabcabc" : "");
  for (const std::string& value : {std::string(100, 'a'), mixed, std::string(70'000, 'b')}) {
    ask_real({"SET", "key", value});
    const std::string dumped = payload(ask_real({"DUMP", "key"}));
    EXPECT_EQ(ask_model({"RESTORE", "key", "0", dumped, "REPLACE"}), "+OK\r\n");
    expect_same({"GET", "key"});
  }
}

// Of as many elements as drawn, of the lengths and numbers at which the encodings change.
RC_GTEST_FIXTURE_PROP(Dump, of_any_container_by_redis_is_restored_by_the_model, ()) {
  const auto word = rc::gen::weightedOneOf<std::string>(
      {{3, rc::gen::map(
               rc::gen::element<std::int64_t>(0, 1, 127, 128, -1, 4095, 4096, -4096, -4097, 32767,
                                              32768, -32769, 8388607, 8388608, -8388609, 2147483647,
                                              2147483648, -2147483649, INT64_MAX, INT64_MIN),
               [](std::int64_t number) { return std::to_string(number); })},
       {2, rc::gen::map(rc::gen::element<std::size_t>(0, 1, 62, 63, 64, 126, 127, 128, 4095, 4096,
                                                      9000, 16383, 16384),
                        [](std::size_t size) { return std::string(size, 'x'); })},
       {2, rc::gen::string<std::string>()}});
  const auto elements = *rc::gen::nonEmpty(rc::gen::container<Words>(word));
  const auto numbers = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::arbitrary<std::int64_t>()));
  std::vector<Words> writes = {
      {"RPUSH", "key"}, {"SADD", "key"}, {"SADD", "key"}, {"HSET", "key"}, {"ZADD", "key"}};
  for (const std::string& element : elements) {
    writes[0].push_back(element);
    writes[1].push_back(element);
    writes[3].insert(writes[3].end(), {element, elements.front()});
    writes[4].insert(writes[4].end(), {std::to_string(element.size()) + ".5", element});
  }
  for (const std::int64_t number : numbers) writes[2].push_back(std::to_string(number >> 40));
  for (const Words& words : writes) {
    ask_real({"DEL", "key"});
    ask_real(words);
    const std::string dumped = payload(ask_real({"DUMP", "key"}));
    RC_ASSERT(ask_model({"RESTORE", "key", "0", dumped, "REPLACE"}) == "+OK\r\n");
    const Words questions[] = {{"DEBUG", "DIGEST-VALUE", "key"}, {"OBJECT", "ENCODING", "key"}};
    for (const Words& question : questions) RC_ASSERT(ask_model(question) == ask_real(question));
  }
}

RC_GTEST_PROP(CompactEncodings, are_read_without_harm_whatever_they_hold, ()) {
  const auto body = *rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
      {{1, rc::gen::element('\xff', '\xf0', '\xf4', '\xe0', '\xc0', '\x80', '\x81', '\x01')},
       {1, rc::gen::arbitrary<char>()}}));
  std::string bytes{static_cast<char>(body.size() + 7), 0, 0, 0, '\xff', '\xff'};
  bytes += body + '\xff';
  const auto words = read_listpack(bytes);
  RC_ASSERT(!words || words->size() <= body.size());
  for (const char size : {'\2', '\4', '\10', '\3'}) {
    const std::string head{size, 0, 0, 0, static_cast<char>(body.size() / 2), 0, 0, 0};
    const auto numbers = read_intset(head + body);
    RC_ASSERT(!numbers || numbers->size() * static_cast<std::size_t>(size) == body.size());
  }
}

TEST_F(Dump, that_is_damaged_anywhere_is_refused_or_read_without_harm) {
  ask_model({"HSET", "key", "field", "value", "n", "5"});
  const std::string dumped = payload(ask_model({"DUMP", "key"}));
  for (std::size_t at = 0; at < dumped.size(); ++at) {
    std::string damaged = dumped;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
    expect_same({"RESTORE", "other", "0", damaged});
    expect_same({"RESTORE", "other", "0", dumped.substr(0, at)});
  }
}

// One of a type and a body, whose footer is right.
std::string sealed(std::string_view type_and_body) {
  RdbWriter writer;
  writer.bytes = type_and_body;
  writer.little_endian(rdb_version, sizeof rdb_version);
  writer.checksum();
  return std::move(writer.bytes);
}

std::string binary(double score) {
  std::string bytes(sizeof score, 0);
  std::memcpy(bytes.data(), &score, sizeof score);
  return bytes;
}

std::string listpack(const Words& words) {
  std::string body;
  for (const std::string& word : words) {
    body += static_cast<char>(0x80 | word.size());
    body += word + static_cast<char>(word.size() + 1);
  }
  const std::string pack{static_cast<char>(body.size() + 7), 0, 0, 0,
                         static_cast<char>(words.size()),    0};
  const std::string whole = pack + body + '\xff';
  return static_cast<char>(whole.size()) + whole;
}

TEST_F(Dump, with_content_that_no_value_has_is_refused) {
  using namespace std::string_literals;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::string one = binary(1);
  const std::string field(100, 'f');  // too long for a listpack
  const std::vector<std::string> bodies = {
      "\5\1\1a"s + binary(nan),
      "\5\1\1a"s + binary(-nan),
      "\5\3\1a"s + one + "\1b" + binary(nan) + "\1c" + one,
      "\5\2\1a"s + one + "\1a" + one,
      "\5\2\1a"s + one + "\1a" + binary(2),
      "\2\2\1a\1a"s,
      "\2\3\1a\1b\1a"s,
      "\2\2\0011\0011"s,
      "\2\2\xc0\1\0011"s,
      "\4\2\x40\x64"s + field + "\0011\x40\x64" + field + "\0012",
      "\x12\1\3"s + listpack({"a"}),
      "\x12\1\0"s + listpack({"a"}),
  };
  for (const std::string& body : bodies) {
    expect_same({"RESTORE", "key", "0", sealed(body), "REPLACE"});
    expect_same({"EXISTS", "key"});
  }
}

// Redis takes these, and some of them end it later.
TEST_F(Dump, that_redis_takes_though_it_makes_no_sense_does_no_harm) {
  using namespace std::string_literals;
  for (const std::string& body :
       {"\x11"s + listpack({"a", "nan", "b", "1"}), "\x11"s + listpack({"a", "-nan"}),
        "\x11"s + listpack({"a", "x"}), "\x11"s + listpack({"a", "1", "a", "2"}),
        "\x11"s + listpack({"a", "1", "b"}), "\x10"s + listpack({"a", "1", "b"}),
        "\x10"s + listpack({"a", "1", "a", "2"}), "\4\2\1a\0011\1a\0012"s,
        "\x0b\x0c\2\0\0\0\2\0\0\0\1\0\1\0"s, "\x0b\x0c\2\0\0\0\2\0\0\0\2\0\1\0"s,
        "\x11"s + listpack({"a", "2", "b", "1"}), "\x11"s + listpack({"b", "1", "a", "1"})}) {
    EXPECT_EQ(ask_real({"RESTORE", "key", "0", sealed(body), "REPLACE"}), "+OK\r\n");
    EXPECT_EQ(ask_model({"RESTORE", "key", "0", sealed(body), "REPLACE"}),
              "-ERR Bad data format\r\n");
    EXPECT_EQ(ask_model({"EXISTS", "key"}), ":0\r\n");
  }
}

TEST_F(Dump, of_functions_is_restored_on_both_sides) {
  const auto library = [](const std::string& name, const std::string& function) {
    return "#!lua name=" + name + "\nredis.register_function('" + function +
           "', function() return '" + std::string(100, 'x') + "' end)";
  };
  for (const bool by_redis : {false, true}) {
    expect_same({"FUNCTION", "FLUSH"});
    expect_same({"FUNCTION", "LOAD", library("first", "f")});
    expect_same({"FUNCTION", "LOAD", library("second", "g")});
    const Words dump{"FUNCTION", "DUMP"};
    const std::string dumped = payload(by_redis ? ask_real(dump) : ask_model(dump));
    expect_same({"FUNCTION", "DELETE", "first"});
    expect_same({"FUNCTION", "RESTORE", dumped});
    expect_same({"FUNCTION", "RESTORE", dumped.substr(0, 1), "APPEND"});
    expect_same({"FUNCTION", "RESTORE", dumped, "replace"});
    expect_same({"FUNCTION", "FLUSH"});
    expect_same({"FUNCTION", "RESTORE", dumped});
    expect_same({"FCALL", "f", "0"});
    expect_same({"FCALL", "g", "0"});
    expect_same({"FUNCTION", "FLUSH"});
    expect_same({"FUNCTION", "LOAD", library("other", "f")});
    expect_same({"FUNCTION", "RESTORE", dumped, "REPLACE"});
    expect_same({"FUNCTION", "LIST", "WITHCODE"});
    expect_same({"FUNCTION", "RESTORE", dumped, "FLUSH"});
    expect_same({"FCALL", "g", "0"});
    expect_same({"FUNCTION", "RESTORE", dumped, "NONSENSE"});
    expect_same({"FUNCTION", "RESTORE", dumped, "FLUSH", "more"});
    expect_same({"FUNCTION", "RESTORE", dumped.substr(1)});
  }
  expect_same({"FUNCTION", "FLUSH"});
  expect_same({"FUNCTION", "DUMP"});
  expect_same({"SET", "key", "value"});
  expect_same({"FUNCTION", "RESTORE", payload(ask_real({"DUMP", "key"}))});
}

TEST_F(Dump, is_restored_with_the_options_of_redis) {
  expect_same({"SET", "key", "value"});
  const std::string dumped = payload(ask_model({"DUMP", "key"}));
  const std::vector<Words> options = {{"0"},
                                      {"-1"},
                                      {"x"},
                                      {"0", "REPLACE"},
                                      {"100000"},
                                      {"1", "ABSTTL", "REPLACE"},
                                      {"0", "IDLETIME", "-1"},
                                      {"0", "FREQ", "256"},
                                      {"0", "FREQ", "-1"},
                                      {"0", "IDLETIME", "5", "FREQ", "5"},
                                      {"0", "IDLETIME"},
                                      {"0", "x"},
                                      {"0", "IDLETIME", "1000", "REPLACE"}};
  for (const Words& option : options) {
    for (const std::string key : {"key", "new"}) {
      Words words{"RESTORE", key, option[0], dumped};
      words.insert(words.end(), option.begin() + 1, option.end());
      expect_same(words);
      expect_same({"EXISTS", key});
    }
    expect_same({"DEL", "new"});
    expect_same({"SET", "key", "value"});
  }
  expect_same({"RESTORE", "new", "0", "x"});
}

}  // namespace
}  // namespace rollcall::sim::redis
