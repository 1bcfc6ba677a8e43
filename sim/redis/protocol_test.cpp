// RESP3: every reply as redis-server gives it to a client that has said HELLO 3, and as ever to one
// that has not.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

// Asked by a client that speaks each protocol.
void expect_same(const std::vector<Words>& commands) {
  for (const std::string protocol : {"2", "3"}) {
    std::vector<Step> steps{{0, {"HELLO", protocol}}};
    for (const Words& words : commands) steps.push_back({0, words});
    const auto difference = first_difference(real(), steps);
    EXPECT_FALSE(difference) << "HELLO " << protocol << ": " << *difference;
  }
}

void expect_same_scripts(const std::vector<std::string>& scripts) {
  std::vector<Words> commands{
      {"HSET", "h", "a", "1", "b", "2", "c", "3", "d", "4", "e", "5"},
      {"SADD", "s", "1", "2", "3", "4", "5"},
      {"ZADD", "z", "1.5", "a", "inf", "b"},
      {"XADD", "x", "1-1", "a", "1"},
      // What the real server has been told stays so for the tests after this one.
      {"DEBUG", "SET-DISABLE-DENY-SCRIPTS", "1"}};
  for (const std::string& script : scripts) commands.push_back({"EVAL", script, "0"});
  commands.push_back({"DEBUG", "SET-DISABLE-DENY-SCRIPTS", "0"});
  expect_same(commands);
}

TEST(Resp3, hashes_and_strings_are_shown_as_in_redis) {
  expect_same({{"HGETALL", "h"},
               {"HSET", "h", "a", "1", "b", "2"},
               {"HGETALL", "h"},
               {"HKEYS", "h"},
               {"HVALS", "none"},
               {"HGET", "h", "none"},
               {"HMGET", "h", "a", "none"},
               {"HRANDFIELD", "none"},
               {"HRANDFIELD", "none", "1", "WITHVALUES"},
               {"HRANDFIELD", "h", "100", "WITHVALUES"},
               {"HRANDFIELD", "h", "-3", "WITHVALUES"},
               {"HRANDFIELD", "h", "100"},
               {"HSCAN", "h", "0"},
               {"HINCRBYFLOAT", "h", "a", "0.5"},
               {"INCRBYFLOAT", "f", "0.5"},
               {"GET", "none"},
               {"MGET", "f", "none"},
               {"SET", "f", "x", "NX"},
               {"SET", "none", "x", "XX", "GET"},
               {"GETEX", "none"},
               {"GETDEL", "none"},
               {"BITFIELD", "b", "OVERFLOW", "FAIL", "INCRBY", "u2", "0", "9"},
               {"MSET", "t1", "hello", "t2", "hallo"},
               {"LCS", "t1", "t2", "IDX", "WITHMATCHLEN"},
               {"RANDOMKEY"},
               {"DUMP", "none"},
               {"OBJECT", "ENCODING", "none"},
               {"MEMORY", "USAGE", "none"}});
}

TEST(Resp3, sets_and_sorted_sets_are_shown_as_in_redis) {
  expect_same({{"SMEMBERS", "s"},
               {"SADD", "s", "1", "2", "3"},
               {"SMEMBERS", "s"},
               {"SINTER", "s", "none"},
               {"SUNION", "s", "none"},
               {"SDIFF", "s", "none"},
               {"SMISMEMBER", "s", "1", "4"},
               {"SRANDMEMBER", "s", "2"},
               {"SRANDMEMBER", "s", "-2"},
               {"SRANDMEMBER", "none"},
               {"SRANDMEMBER", "none", "2"},
               {"SPOP", "none"},
               {"SPOP", "none", "2"},
               {"SPOP", "s", "0"},
               {"SPOP", "s", "3"},
               {"ZADD", "z", "1", "a", "2.5", "b", "inf", "c", "-inf", "d"},
               {"ZADD", "z", "INCR", "0.1", "a"},
               {"ZADD", "z", "NX", "INCR", "1", "a"},
               {"ZINCRBY", "z", "0.2", "a"},
               {"ZSCORE", "z", "c"},
               {"ZSCORE", "z", "none"},
               {"ZMSCORE", "z", "a", "none"},
               {"ZRANK", "z", "none"},
               {"ZRANGE", "z", "0", "-1"},
               {"ZRANGE", "z", "0", "-1", "WITHSCORES"},
               {"ZREVRANGEBYSCORE", "z", "+inf", "0", "WITHSCORES"},
               {"ZRANGE", "none", "0", "-1", "WITHSCORES"},
               {"ZUNION", "2", "z", "z", "WITHSCORES"},
               {"ZINTER", "2", "z", "z", "WITHSCORES"},
               {"ZDIFF", "2", "z", "none", "WITHSCORES"},
               {"ZRANDMEMBER", "z", "100", "WITHSCORES"},
               {"ZRANDMEMBER", "z", "2"},
               {"ZRANDMEMBER", "none"},
               {"ZSCAN", "z", "0"},
               {"ZPOPMIN", "z"},
               {"ZPOPMAX", "z", "1"},
               {"ZPOPMAX", "none", "1"},
               {"ZMPOP", "1", "z", "MIN"},
               {"ZMPOP", "1", "none", "MIN"},
               {"BZPOPMIN", "z", "0"}});
}

TEST(Resp3, lists_and_streams_are_shown_as_in_redis) {
  expect_same({{"LPOP", "none"},
               {"LPOP", "none", "1"},
               {"LINDEX", "none", "0"},
               {"LPOS", "none", "a"},
               {"LMOVE", "none", "none", "LEFT", "RIGHT"},
               {"LMPOP", "1", "none", "LEFT"},
               {"RPUSH", "l", "a", "b"},
               {"SORT", "l", "BY", "none", "GET", "none*", "GET", "#"},
               {"BLMPOP", "0", "1", "l", "LEFT"},
               {"XADD", "x", "1-1", "a", "1", "b", "2"},
               {"XADD", "x", "2-1", "a", "1"},
               {"XADD", "none", "NOMKSTREAM", "2-1", "a", "1"},
               {"XRANGE", "x", "-", "+"},
               {"XRANGE", "x", "-", "+", "COUNT", "0"},
               {"XREAD", "STREAMS", "x", "none", "0", "0"},
               {"XREAD", "STREAMS", "x", "9"},
               {"XGROUP", "CREATE", "x", "g", "0"},
               {"XPENDING", "x", "g"},
               {"XREADGROUP", "GROUP", "g", "c", "STREAMS", "x", ">"},
               {"XDEL", "x", "1-1"},
               {"XREADGROUP", "GROUP", "g", "c", "STREAMS", "x", "0"},
               {"XPENDING", "x", "g"},
               {"XINFO", "STREAM", "x"},
               {"XINFO", "STREAM", "x", "FULL"},
               {"XINFO", "GROUPS", "x"},
               {"XINFO", "CONSUMERS", "x", "g"},
               {"XAUTOCLAIM", "x", "g", "d", "0", "0"}});
}

TEST(Resp3, what_the_server_says_of_itself_is_shown_as_in_redis) {
  const std::string library =
      "#!lua name=l\nredis.register_function{function_name='f', flags={'no-writes'},"
      " callback=function() redis.setresp(3) return redis.call('hgetall', 'none') end}";
  expect_same({{"HELLO"},
               {"CONFIG", "GET", "maxmemory"},
               {"CONFIG", "GET", "none"},
               {"CLIENT", "GETNAME"},
               {"CLIENT", "INFO"},
               {"CLIENT", "LIST"},
               {"CLIENT", "LIST", "ID", "99999999"},
               {"INFO", "server"},
               {"COMMAND", "INFO", "get", "none"},
               {"COMMAND", "DOCS", "none"},
               {"FUNCTION", "LOAD", library},
               {"FUNCTION", "LIST", "WITHCODE"},
               {"FUNCTION", "STATS"},
               {"FCALL", "f", "0"},
               {"FUNCTION", "LOAD", "#!lua name=m\nredis.setresp(3)"},
               {"ROLE"},
               {"XINFO", "HELP"},
               {"SCRIPT", "EXISTS", "none"},
               {"DEBUG", "DIGEST-VALUE", "none"}});
}

TEST(Resp3, each_type_has_its_sample) {
  std::vector<Words> commands;
  for (const std::string type : {"string", "integer", "double", "bignum", "null", "array", "set",
                                 "map", "attrib", "push", "verbatim", "true", "false", "none"}) {
    commands.push_back({"DEBUG", "PROTOCOL", type});
  }
  expect_same(commands);
}

TEST(Resp3, the_protocol_changes_with_hello_and_ends_with_reset) {
  expect_same({{"MULTI"},
               {"HELLO", "2"},
               {"HGETALL", "none"},
               {"HELLO", "3", "SETNAME", "me"},
               {"HGETALL", "none"},
               {"BLPOP", "none", "0"},
               {"BLMOVE", "none", "none", "LEFT", "RIGHT", "0"},
               {"XREAD", "BLOCK", "0", "STREAMS", "none", "0"},
               {"EXEC"},
               {"HELLO"},
               {"HELLO", "4"},
               {"HELLO", "2", "AUTH", "nobody", "x"},
               {"HELLO", "2", "SETNAME"},
               {"HGETALL", "none"},
               {"WATCH", "k"},
               {"SET", "k", "v"},
               {"MULTI"},
               {"EXEC"},
               {"RESET"},
               {"HGETALL", "none"}});
}

TEST(Resp3, who_waits_in_vain_is_told_so_as_in_redis) {
  expect_same({{"BLPOP", "none", "0.01"},
               {"BRPOPLPUSH", "none", "none", "0.01"},
               {"BLMOVE", "none", "none", "LEFT", "RIGHT", "0.01"},
               {"BLMPOP", "0.01", "1", "none", "LEFT"},
               {"BZPOPMIN", "none", "0.01"},
               {"BZMPOP", "0.01", "1", "none", "MIN"},
               {"XREAD", "BLOCK", "10", "STREAMS", "none", "0"}});
}

TEST(Resp3, each_client_that_waits_is_served_in_its_own_protocol) {
  const auto difference = first_difference(
      real(), {{0, {"HELLO", "3"}},
               {0, {"BZPOPMIN", "z", "0"}},
               {1, {"BZPOPMIN", "z", "0"}},
               {2, {"ZADD", "z", "1", "a", "2", "b"}},
               {0, {"XREAD", "BLOCK", "0", "STREAMS", "x", "0"}},
               {1, {"XREAD", "BLOCK", "0", "STREAMS", "x", "0"}},
               {2, {"EVAL", "return redis.call('xadd', 'x', '1-1', 'a', '1')", "0"}}});
  EXPECT_FALSE(difference) << *difference;
}

TEST(Resp3, scripts_see_replies_as_in_redis) {
  expect_same_scripts({
      "redis.setresp(3) local r = redis.call('hgetall', 'h') return {type(r.map), r.map.a, #r}",
      "redis.setresp(3) local r = redis.call('smembers', 's') return tostring(r.set['1'])",
      "redis.setresp(3) local r = redis.call('zscore', 'z', 'a') return tostring(r.double)",
      "redis.setresp(3) local r = redis.call('zscore', 'z', 'b') return tostring(r.double)",
      "redis.setresp(3) return type(redis.call('get', 'none'))",
      "redis.setresp(3) local r = redis.call('mget', 'none', 'none') return {type(r), #r}",
      "redis.setresp(3) local r = redis.call('info', 'server').verbatim_string "
      "return {r.format, type(r.string)}",
      "redis.setresp(3) return type(redis.call('debug', 'protocol', 'true'))",
      "redis.setresp(3) return redis.call('debug', 'protocol', 'bignum').big_number",
      "redis.setresp(3) return redis.call('debug', 'protocol', 'attrib')",
      "redis.setresp(3) return redis.call('zrange', 'z', 0, -1, 'withscores')[1][2].double * 2",
      "redis.setresp(3) redis.setresp(2) return redis.call('hgetall', 'h')[1]",
      "redis.setresp(3) return #redis.call('xread', 'streams', 'x', '0').map.x",
      "return type(redis.call('get', 'none'))",
      "return redis.call('hgetall', 'h')[4]",
      "return type(redis.call('debug', 'protocol', 'true'))",
      "return redis.call('client', 'info'):match('resp=%d')",
      "redis.setresp(3) return redis.call('client', "
      "'info').verbatim_string.string:match('resp=%d')",
      "return redis.setresp(3.9)",
      "return redis.setresp(4)",
      "return redis.setresp(0/0)",
  });
}

TEST(Resp3, scripts_reply_as_in_redis) {
  std::vector<std::string> scripts;
  for (const std::string value :
       {"true",
        "false",
        "nil",
        "1.9",
        "'text'",
        "{ok='fine'}",
        "{err='bad'}",
        "{double=3.5}",
        "{double=1/0}",
        "{double=-1/0}",
        "{map={a=1}}",
        "{map={}}",
        "{set={a=true}}",
        "{set={a=false}}",
        "{big_number='12'}",
        "{big_number='1\\r\\n2'}",
        "{verbatim_string={format='txt', string='a\\r\\nb'}}",
        "{verbatim_string={format='markdown', string='b'}}",
        "{verbatim_string={format='t', string='b'}}",
        "{verbatim_string={string='b'}}",
        "{{double=1}, {map={a={set={b=1}}}}, false, true, {map={[true]={}}}}",
        "redis.call('hgetall', 'h')",
        "redis.call('smembers', 's')",
        "redis.call('zrange', 'z', 0, -1, 'withscores')",
        "redis.call('get', 'none')",
        "redis.call('xread', 'streams', 'x', '0')",
        "redis.call('debug', 'protocol', 'map')",
        "redis.call('debug', 'protocol', 'verbatim')",
        "redis.call('debug', 'protocol', 'false')"}) {
    scripts.push_back("return " + value);
    scripts.push_back("redis.setresp(3) return " + value);
  }
  expect_same_scripts(scripts);
}

TEST(RespNodes, are_read_from_replies_of_both_protocols) {
  const std::pair<std::string, std::string> shown[] = {
      {"*2\r\n$-1\r\n*-1\r\n", "[$nil *nil]"},
      {"%1\r\n+a\r\n_\r\n", "%[+a nil]"},
      {"~2\r\n,1.5\r\n#t\r\n", "~[,1.5 #t]"},
      {"=7\r\ntxt:a\r\n\r\n", "=\"txt:a\r\\n\""},
      {"|1\r\n$1\r\na\r\n:1\r\n(12\r\n", "|[\"a\" :1 (12]"},
      {">1\r\n:1\r\n", ">[:1]"},
  };
  for (const auto& [bytes, expected] : shown) {
    EXPECT_EQ(resp_length(bytes + "+more\r\n"), bytes.size()) << expected;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_EQ(resp_length(std::string_view(bytes).substr(0, size)), std::nullopt) << expected;
    }
    std::string_view rest = bytes;
    EXPECT_EQ(take_resp(rest).shown(), expected);
    EXPECT_TRUE(rest.empty());
  }
}

class Clients : public testing::Test {
 protected:
  std::string ask(ConnectionId client, const Words& words) {
    server.feed(client, resp_request(words), 0);
    return server.take_output(client);
  }

  Server server{{}};
  ConnectionId old = server.connect();  // that says no HELLO, as the strategies' clients
  ConnectionId young = server.connect();
};

TEST_F(Clients, that_have_not_asked_for_resp3_do_not_get_it_because_others_have) {
  ask(young, {"HELLO", "3"});
  ask(young, {"HSET", "h", "f", "v"});
  ask(young, {"EVAL", "redis.setresp(3) return redis.call('hgetall', 'h')", "0"});
  EXPECT_EQ(ask(young, {"HGETALL", "h"}), "%1\r\n$1\r\nf\r\n$1\r\nv\r\n");
  EXPECT_EQ(ask(old, {"HGETALL", "h"}), "*2\r\n$1\r\nf\r\n$1\r\nv\r\n");
  EXPECT_EQ(ask(old, {"GET", "none"}), "$-1\r\n");
  EXPECT_EQ(ask(old, {"SET", "k", "v", "NX", "PX", "5"}), "+OK\r\n");
  EXPECT_EQ(ask(old, {"SET", "k", "v", "NX", "PX", "5"}), "$-1\r\n");
  EXPECT_EQ(ask(old, {"EVAL", "return redis.call('hgetall', 'h')", "0"}),
            "*2\r\n$1\r\nf\r\n$1\r\nv\r\n");
  EXPECT_EQ(ask(old, {"EVAL", "return {false, true}", "0"}), "*2\r\n$-1\r\n:1\r\n");
  EXPECT_EQ(ask(old, {"BRPOP", "none", "1"}), "");
  server.time_out(1000);
  EXPECT_EQ(server.take_output(old), "*-1\r\n");
}

}  // namespace
}  // namespace rollcall::sim::redis
