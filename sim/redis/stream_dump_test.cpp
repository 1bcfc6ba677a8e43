// DUMP and RESTORE of streams between the model and redis-server, both ways.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/rdb_writer.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

class StreamDump : public testing::Test {
 protected:
  std::string ask_real(const Words& words) {
    connection.send(resp_request(words));
    return connection.receive(1);
  }
  std::string ask_model(const Words& words) {
    model.feed(client, resp_request(words), 1'900'000'000'000);
    return model.take_output(client);
  }
  std::string restore_in_model(const std::string& payload) {
    return ask_model({"RESTORE", "copy", "0", payload, "REPLACE"});
  }
  // What was restored is the same in both, and goes on alike.
  void expect_same_stream() {
    for (const Words& words :
         std::vector<Words>{{"XINFO", "STREAM", "copy", "FULL", "COUNT", "0"},
                            {"XREVRANGE", "copy", "+", "-"},
                            {"DEBUG", "DIGEST-VALUE", "copy"},
                            {"XADD", "copy", "MAXLEN", "~", "3", "99-*", "f", "v"},
                            {"XTRIM", "copy", "MINID", "~", "3-40"},
                            {"XTRIM", "copy", "MAXLEN", "2"},
                            {"XINFO", "STREAM", "copy"}}) {
      ASSERT_EQ(ask_model(words), ask_real(words)) << testing::PrintToString(words);
    }
  }
  void expect_restored_in_both(const std::string& payload) {
    ASSERT_EQ(ask_real({"RESTORE", "copy", "0", payload, "REPLACE"}), "+OK\r\n");
    ASSERT_EQ(restore_in_model(payload), "+OK\r\n");
    expect_same_stream();
  }

  RealRedis real{{"--enable-debug-command", "yes", "--rdbcompression", "no"}};
  RealConnection connection{real};
  Server model{{}};
  ConnectionId client = model.connect();
};

std::string payload_in(std::string_view reply) { return take_resp(reply).text; }

std::vector<Words> entries_of_all_sizes() {
  std::vector<Words> writes;
  for (const std::int64_t number : {0L, 127L, 128L, -1L, 4095L, 4096L, -4097L, 32768L, -8388609L,
                                    2147483648L, INT64_MAX, INT64_MIN}) {
    writes.push_back({"XADD", "s", "1-*", "number", std::to_string(number)});
  }
  for (const std::size_t size : {0U, 63U, 64U, 4095U, 4096U, 16376U, 16377U, 16378U, 16379U}) {
    writes.push_back({"XADD", "s", "2-*", "text", std::string(size, 'x'), "number", "7"});
  }
  for (int i = 0; i < 250; ++i) {
    writes.push_back({"XADD", "s", "3-*", i % 7 == 0 ? "other" : "field", std::to_string(i)});
  }
  writes.push_back({"XGROUP", "CREATE", "s", "g", "2", "ENTRIESREAD", "5"});
  writes.push_back({"XGROUP", "CREATE", "s", "h", "$"});
  return writes;
}

TEST_F(StreamDump, has_the_bytes_of_redis) {
  for (const Words& words : entries_of_all_sizes()) {
    ASSERT_EQ(ask_model(words), ask_real(words)) << testing::PrintToString(words);
    ASSERT_EQ(ask_model({"DUMP", "s"}), ask_real({"DUMP", "s"})) << testing::PrintToString(words);
  }
  expect_restored_in_both(payload_in(ask_model({"DUMP", "s"})));
}

// Whatever was done to it there, deleted entries and pending ones with their consumers included.
RC_GTEST_FIXTURE_PROP(StreamDump, of_either_is_restored_in_both, ()) {
  const bool by_real = *rc::gen::arbitrary<bool>();
  const RequestFamily& family = **rc::gen::element(&stream_requests(), &stream_group_requests());
  const auto ask = [&](const Words& words) { return by_real ? ask_real(words) : ask_model(words); };
  ask_real({"FLUSHALL"});
  ask_model({"FLUSHALL"});
  ask_real({"CONFIG", "SET", "rdbcompression", *rc::gen::element("yes", "no")});
  for (const Step& step : *any_sequence(family)) {
    const bool waits = std::ranges::find(step.words, "BLOCK") != step.words.end();
    if (!waits && (step.words[0].starts_with("X") || step.words[0] == "EVAL")) ask(step.words);
  }
  for (const std::string key : {"s", "t"}) {
    if (ask({"TYPE", key}) != "+stream\r\n") continue;
    expect_restored_in_both(payload_in(ask({"DUMP", key})));
    RC_ASSERT(!HasFatalFailure());
  }
}

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

// By redis-server 7.0.15, compressed: 1-1, the deleted 1-2, and 2-1 with other fields; a group with
// a consumer who has read 1-1.
const std::string recorded = bytes_of(
    "13011000000000000000010000000000000001c3383e073e00000018000201400007816602000102010020010581"
    "6102040103200820150062200a4008401b20220b8163028167028164020801ff0202010101010203010167010181"
    "ffffffffffffffff0100000000000000010000000000000001ab7cb819a201000001010163ab7cb819a201000001"
    "000000000000000100000000000000010a00416fb38a5f2dfa70");

TEST_F(StreamDump, of_a_recorded_stream_is_what_it_was) {
  ASSERT_EQ(restore_in_model(recorded), "+OK\r\n");
  EXPECT_EQ(ask_model({"XRANGE", "copy", "-", "+"}),
            "*2\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nf\r\n$1\r\na\r\n"
            "*2\r\n$3\r\n2-1\r\n*4\r\n$1\r\nf\r\n$1\r\nc\r\n$1\r\ng\r\n$1\r\nd\r\n");
  EXPECT_EQ(ask_model({"XPENDING", "copy", "g"}),
            "*4\r\n:1\r\n$3\r\n1-1\r\n$3\r\n1-1\r\n*1\r\n*2\r\n$1\r\nc\r\n$1\r\n1\r\n");
  expect_restored_in_both(recorded);
}

std::string sealed(std::string body) {
  RdbWriter writer{.bytes = std::move(body)};
  writer.little_endian(rdb_version, sizeof rdb_version);
  writer.checksum();
  return std::move(writer.bytes);
}

// 1-1 in a node of its own, and a time.
const std::string id("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1", 16);
const std::string pack("\x1d\0\0\0\x0a\0\1\1\0\1\1\1\x81\x66\2\0\1\2\1\0\1\0\1\x81\x61\2\4\1\xff",
                       29);
const std::string time(8, '\1');

// Redis 5 and 6 wrote neither counters nor how much a group has read.
TEST_F(StreamDump, of_an_older_redis_gets_its_counters) {
  const std::string counters("\1\1\1\1\1g\1\1\0\0", 10);
  expect_restored_in_both(sealed("\x0f\1\x10" + id + "\x1d" + pack + counters));
}

TEST_F(StreamDump, that_makes_no_sense_to_redis_is_refused_in_its_words) {
  const std::string node = "\x10" + id + "\x1d" + pack;
  const std::string counters("\1\1\1\1\1\0\0\1", 8);
  const std::string one("\1g\1\1\1", 5);
  ASSERT_EQ(restore_in_model(sealed("\x13\1" + node + counters + std::string(1, '\0'))), "+OK\r\n");
  for (const std::string& body : {
           "\x13\2" + node + node + counters + std::string(1, '\0'),       // twice
           "\x13\1\x0f" + id.substr(1) + "\x1d" + pack + counters + '\0',  // a short id
           "\x13\1\x10" + id + "\x1c" + pack.substr(1) + counters + '\0',  // a torn node
           std::string("\x13\0", 2) + counters + '\0',                     // nothing there
           "\x13\1" + node + counters,                                     // no groups
           "\x13\1" + node + counters + "\2" + one + std::string(2, '\0') + one +
               std::string(2, '\0'),
           "\x13\1" + node + counters + "\1" + one + "\2" + id + time + "\1" + id + time + "\1" +
               '\0',
           "\x13\1" + node + counters + "\1" + one + std::string("\0\1\1c", 4) + time + "\1" + id,
           "\x13\1" + node + counters + "\1" + one + "\1" + id + time + "\1\1\1c" + time + "\2" +
               id + id,
       }) {
    EXPECT_EQ(ask_real({"RESTORE", "copy", "0", sealed(body), "REPLACE"}),
              "-ERR Bad data format\r\n")
        << testing::PrintToString(body);
    EXPECT_EQ(restore_in_model(sealed(body)), "-ERR Bad data format\r\n")
        << testing::PrintToString(body);
  }
}

// Redis takes that an entry is claimed twice, and another by nobody, and crashes when that one is
// acknowledged. A consumer may have the empty name.
TEST_F(StreamDump, with_an_entry_that_two_consumers_claim_is_refused) {
  const std::string other = id.substr(0, 15) + '\2';
  const std::string group("\1\1\2\1\1\0\0\2\1\1g\1\2\2", 14);
  const auto claimed = [&](const std::string& by_nameless, const std::string& by_named) {
    return sealed("\x13\1\x10" + id + "\x1d" + pack + group + "\2" + id + time + "\1" + other +
                  time + "\1\2" + std::string(1, '\0') + time + "\1" + by_nameless + "\1c" + time +
                  "\1" + by_named);
  };
  expect_restored_in_both(claimed(id, other));
  expect_restored_in_both(claimed(other, id));
  EXPECT_EQ(restore_in_model(claimed(id, id)), "-ERR Bad data format\r\n");
  EXPECT_EQ(restore_in_model(claimed(other, other)), "-ERR Bad data format\r\n");
}

// With a right checksum: refused, or a stream that can be used like any other.
RC_GTEST_FIXTURE_PROP(StreamDump, with_any_damage_does_no_harm, ()) {
  for (const Words& words : entries_of_all_sizes()) {
    if (words[0] != "XADD" || words[2] != "2-*") ask_model(words);
  }
  ask_model({"XREADGROUP", "GROUP", "g", "c", "COUNT", "3", "STREAMS", "s", ">"});
  const bool plain = *rc::gen::arbitrary<bool>();
  std::string body = plain ? payload_in(ask_model({"DUMP", "s"})) : recorded;
  body.resize(body.size() - 10);
  for (int edits = *rc::gen::inRange(1, 4); edits > 0; --edits) {
    const auto at = *rc::gen::inRange<std::size_t>(1, body.size());
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        body[at] = static_cast<char>(body[at] ^ 1 << *rc::gen::inRange(0, 8));
        break;
      case 1:
        body[at] = *rc::gen::element('\0', '\1', '\x7f', '\x80', '\x81', '\xff');
        break;
      case 2:
        body.erase(at, *rc::gen::inRange<std::size_t>(1, 20));
        break;
      default:
        body.insert(at, *rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
    }
    body.resize(std::max<std::size_t>(body.size(), 2));
  }
  const std::string answer = restore_in_model(sealed(body));
  RC_ASSERT(answer == "+OK\r\n" || answer == "-ERR Bad data format\r\n");
  RC_TAG(answer);
  for (const Words& words :
       std::vector<Words>{{"XINFO", "STREAM", "copy", "FULL"},
                          {"XREADGROUP", "GROUP", "g", "d", "STREAMS", "copy", ">"},
                          {"XAUTOCLAIM", "copy", "g", "e", "0", "-"},
                          {"XADD", "copy", "*", "f", "v"},
                          {"XGROUP", "DELCONSUMER", "copy", "g", "c"},
                          {"XTRIM", "copy", "MAXLEN", "1"},
                          {"XDEL", "copy", "1-1", "1-2", "3-1"},
                          {"XTRIM", "copy", "MAXLEN", "0"}}) {
    RC_ASSERT(!ask_model(words).empty());
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
