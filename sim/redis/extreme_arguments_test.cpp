// Requests whose numbers are out of bounds, or at their bounds.
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;

std::string ask(Server& server, const Words& words) {
  const ConnectionId connection = server.connect();
  server.feed(connection, resp_request(words), start_ms);
  return server.take_output(connection);
}

const std::string most = "9223372036854775807";
const std::string least = "-9223372036854775808";
const std::string almost_least = "-9223372036854775807";

// MOST, LEAST and ALMOST stand for those; LAST for the last id that a stream can have.
const std::vector<std::string> extremes = {"SET t MOST",
                                           "RPUSH l a b c",
                                           "SADD s a",
                                           "HSET h f MOST",
                                           "ZADD z 1 a inf b",
                                           "XADD x LAST f v",
                                           "INCR t",
                                           "INCRBY t MOST",
                                           "DECRBY t LEAST",
                                           "INCRBY t LEAST",
                                           "HINCRBY h f 1",
                                           "HINCRBYFLOAT h f 1e4932",
                                           "INCRBYFLOAT t 1e4932",
                                           "ZINCRBY z -inf b",
                                           "XADD x * f v",
                                           "XADD x 18446744073709551615-* f v",
                                           "XADD y MAXLEN ~ MOST LIMIT MOST 1-1 f v",
                                           "XTRIM x MAXLEN LEAST",
                                           "XRANGE x - + COUNT MOST",
                                           "XRANGE x (18446744073709551615-18446744073709551615 +",
                                           "XREVRANGE x + (0-0 COUNT LEAST",
                                           "XREAD COUNT MOST STREAMS x 0",
                                           "XREAD COUNT LEAST BLOCK MOST STREAMS x 0",
                                           "SETRANGE t 536870912 x",
                                           "SETRANGE t MOST x",
                                           "SETRANGE t LEAST x",
                                           "GETRANGE t LEAST MOST",
                                           "GETRANGE t MOST LEAST",
                                           "GETRANGE t LEAST LEAST",
                                           "GETBIT t MOST",
                                           "SETBIT t LEAST 1",
                                           "BITCOUNT t LEAST MOST",
                                           "BITCOUNT t MOST LEAST BIT",
                                           "BITPOS t 1 LEAST MOST BIT",
                                           "BITPOS t 0 MOST MOST",
                                           "BITFIELD t GET i64 #MOST",
                                           "BITFIELD t GET u63 LEAST",
                                           "BITFIELD t SET i64 0 LEAST INCRBY i64 0 -1",
                                           "BITFIELD t OVERFLOW SAT INCRBY u63 0 MOST",
                                           "SORT l ALPHA LIMIT LEAST MOST",
                                           "SORT l ALPHA LIMIT MOST MOST",
                                           "SORT l ALPHA LIMIT 1 LEAST",
                                           "LRANGE l LEAST MOST",
                                           "LRANGE l MOST LEAST",
                                           "LINDEX l LEAST",
                                           "LINDEX l MOST",
                                           "LSET l LEAST x",
                                           "LTRIM l LEAST MOST",
                                           "LREM l LEAST x",
                                           "LREM l MOST x",
                                           "LPOP l -1",
                                           "LPOP l MOST",
                                           "RPUSH l a b c",
                                           "LPOS l a RANK LEAST",
                                           "LPOS l a RANK MOST COUNT MOST",
                                           "LPOS l a MAXLEN MOST",
                                           "SRANDMEMBER s MOST",
                                           "SRANDMEMBER s LEAST",
                                           "SPOP s LEAST",
                                           "HRANDFIELD h MOST",
                                           "HRANDFIELD h LEAST",
                                           "HRANDFIELD h MOST WITHVALUES",
                                           "HRANDFIELD h ALMOST WITHVALUES",
                                           "ZRANDMEMBER z LEAST",
                                           "ZRANDMEMBER z ALMOST WITHSCORES",
                                           "SRANDMEMBER none ALMOST",
                                           "ZRANGE z LEAST MOST",
                                           "ZRANGE z MOST LEAST",
                                           "ZRANGE z -inf +inf BYSCORE LIMIT MOST MOST",
                                           "ZRANGE z -inf +inf BYSCORE LIMIT LEAST LEAST",
                                           "ZRANGE z -inf +inf BYSCORE LIMIT 0 LEAST",
                                           "ZRANGE z - + BYLEX LIMIT MOST MOST REV",
                                           "ZRANGEBYSCORE z (inf (-inf",
                                           "ZREMRANGEBYRANK z MOST LEAST",
                                           "ZPOPMIN z LEAST",
                                           "ZPOPMIN z MOST",
                                           "SCAN 0 COUNT MOST",

                                           "HSCAN h 0 COUNT MOST",
                                           "ZSCAN z 99999999999999999999",
                                           "EXPIRE t MOST",
                                           "EXPIRE t LEAST",
                                           "PEXPIRE t MOST",
                                           "PEXPIREAT t MOST",
                                           "EXPIREAT t 9223372036854776",
                                           "SET u v EX MOST",
                                           "SET u v PX MOST",
                                           "GETEX t EXAT MOST",
                                           "BLPOP none MOST",
                                           "BLPOP none 1e400",
                                           "LMPOP MOST l LEFT",
                                           "ZUNION MOST z",
                                           "ZINTERSTORE d MOST z",
                                           "EVAL return MOST",
                                           "EVAL return LEAST",
                                           "EVAL return LAST",
                                           "SELECT MOST",
                                           "SWAPDB 0 MOST",
                                           "MOVE t LEAST",
                                           "DEBUG SLEEP -1e300",
                                           "WAIT 0 MOST",
                                           "CLIENT KILL ID MOST",
                                           "CLIENT UNBLOCK LEAST",
                                           "XGROUP CREATE x g 0 ENTRIESREAD MOST",
                                           "XCLAIM x g c MOST 0-0",
                                           "XAUTOCLAIM x g c 0 0 COUNT MOST",
                                           "XREADGROUP GROUP g c COUNT MOST STREAMS x >",
                                           "XSETID x LAST ENTRIESADDED MOST MAXDELETEDID LAST"};

Words words_of(const std::string& line) {
  const std::map<std::string, std::string> meanings = {
      {"MOST", most},
      {"LEAST", least},
      {"ALMOST", almost_least},
      {"LAST", "18446744073709551615-18446744073709551615"}};
  std::istringstream in(line);
  Words words;
  for (std::string word; in >> word; words.push_back(word)) {
    if (const auto found = meanings.find(word); found != meanings.end()) word = found->second;
  }
  return words;
}

const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

TEST(ExtremeArguments, are_answered_as_in_redis) {
  std::vector<Step> steps;
  for (const std::string& line : extremes) steps.push_back({0, words_of(line)});
  if (const auto difference = first_difference(real(), steps)) FAIL() << *difference;
}

TEST(ExtremeArguments, that_would_end_a_redis_for_want_of_memory_get_an_error) {
  Server server({});
  const std::string long_member(1024 * 1024, 'x');
  ask(server, {"SADD", "s", "a"});
  ask(server, {"HSET", "h", "f", "v"});
  ask(server, {"ZADD", "z", "1", "a"});
  ask(server, {"SADD", "long", long_member});
  for (const std::string& count : {almost_least, std::string("-1000000000")}) {
    EXPECT_EQ(ask(server, {"SRANDMEMBER", "s", count}), "-ERR value is out of range\r\n");
    EXPECT_EQ(ask(server, {"HRANDFIELD", "h", count}), "-ERR value is out of range\r\n");
    EXPECT_EQ(ask(server, {"ZRANDMEMBER", "z", count}), "-ERR value is out of range\r\n");
  }
  EXPECT_EQ(ask(server, {"SRANDMEMBER", "long", "-1000"}), "-ERR value is out of range\r\n");
  EXPECT_TRUE(ask(server, {"SRANDMEMBER", "s", "-100000"}).starts_with("*100000\r\n$1\r\na\r\n"));
}

TEST(ExtremeArguments, let_the_server_sleep_no_longer_than_its_clock_can_count) {
  for (const std::string seconds : {"1e18", "inf", "-inf", "1e-4000", "x"}) {
    Server server({});
    const ConnectionId connection = server.connect();
    server.receive(connection, resp_request({"DEBUG", "SLEEP", seconds}));
    const auto info = server.run_next(connection, start_ms);
    ASSERT_TRUE(info);
    EXPECT_GE(info->asleep_ms, 0);
    EXPECT_LE(info->asleep_ms, 1'000'000'000'000);
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
