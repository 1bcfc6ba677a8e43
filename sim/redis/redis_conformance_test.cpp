// Fixed questions to the model and to redis-server: error texts, scripts, the protocol's corners.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

void expect_same(const std::vector<Words>& commands) {
  std::vector<Step> steps;
  for (const Words& words : commands) steps.push_back({0, words});
  const auto difference = first_difference(real(), steps);
  EXPECT_FALSE(difference) << *difference;
}

void expect_same_scripts(const std::vector<std::string>& scripts) {
  for (const std::string& script : scripts) {
    expect_same({{"SET", "s", "text"}, {"EVAL", script, "1", "s", "value"}});
  }
}

TEST(RedisConformance, refuses_wrong_requests_with_the_same_words) {
  expect_same({{"nosuch"},
               {"NoSuch", "a\\nb", std::string(200, 'x'), "y"},
               {std::string(200, 'n'), "a"},
               {"get"},
               {"config"},
               {"config", "foo"},
               {"client", "foo", "bar"},
               {"script", "Foo"},
               {"command", "count", "x"},
               {"auth", "a"},
               {"auth", "a", "b"},
               {"auth", "a", "b", "c"},
               {"auth", "default", "anything"},
               {"hello", "foo"},
               {"hello", "1"},
               {"hello", "2", "auth", "x"},
               {"hello", "2", "setname", "a b"},
               {"client", "setname", "a\\nb"},
               {"select", "a"},
               {"ping", "a"},
               {"ping", "a", "b"},
               {"expire", "k", "1", "foo"},
               {"scan", ""},
               {"scan", "1x"},
               {"scan", "18446744073709551616"},
               {"scan", "-"},
               {"scan", "0", "count", "1", "match"},
               {"flushall", "foo"},
               {"flushdb", "sync", "async"},
               {"exec"},
               {"discard"}});
}

TEST(RedisConformance, scans_small_containers_in_one_go) {
  const std::string longest(64, 'x');
  expect_same({{"SADD", "integers", "3", "1", "-2"},
               {"SSCAN", "integers", "0", "COUNT", "1"},
               {"SSCAN", "integers", "7", "COUNT", "1", "MATCH", "-*"},
               {"HSET", "hash", longest, longest, "f", "v"},
               {"HSCAN", "hash", "0", "COUNT", "1"},
               {"HSCAN", "hash", "9", "COUNT", "1"}});
}

TEST(RedisConformance, configures_with_the_same_words) {
  expect_same({{"config", "get"},
               {"config", "get", "save", "nope", "SAVE"},
               {"config", "get", "SAVE"},
               {"config", "get", "databases"},
               {"config", "set", "save"},
               {"config", "set", "nope", "1"},
               {"config", "set", "databases", "3"},
               {"config", "set", "save", "60"},
               {"config", "set", "save", "a b"},
               {"config", "set", "save", "0 1"},
               {"config", "set", "save", "60 1", "save", "70 2"},
               {"config", "set", "save", ""}});
}

TEST(RedisConformance, ends_transactions_with_the_same_words) {
  expect_same({{"multi"}, {"multi"}, {"watch", "a"}, {"exec"}});
  expect_same({{"multi"}, {"get"}, {"exec"}, {"exec"}});
  expect_same({{"multi"}, {"exec", "x"}, {"exec"}});
  expect_same({{"multi"}, {"set", "a", "1"}, {"lpush", "a", "1"}, {"incr", "a"}, {"exec"}});
  expect_same({{"watch", "a"}, {"set", "a", "1"}, {"multi"}, {"ping"}, {"exec"}, {"ping"}});
  expect_same({{"set", "a", "1", "pxat", "1"}, {"watch", "a"}, {"multi"}, {"get", "a"}, {"exec"}});
}

TEST(RedisConformance, breaks_watches_alike) {
  const std::vector<Words> changes = {{"LTRIM", "list", "0", "-1"},
                                      {"LTRIM", "watched", "0", "-1"},
                                      {"LMOVE", "list", "watched", "LEFT", "LEFT"},
                                      {"SMOVE", "set", "watched", "a"},
                                      {"SMOVE", "set", "other", "a"},
                                      {"SWAPDB", "0", "1"},
                                      {"SWAPDB", "1", "0"},
                                      {"MOVE", "watched", "1"},
                                      {"COPY", "list", "watched"},
                                      {"COPY", "list", "watched", "REPLACE"},
                                      {"SINTERSTORE", "watched", "no"},
                                      {"LINSERT", "watched", "BEFORE", "no", "a"},
                                      {"SPOP", "watched", "0"},
                                      {"GETEX", "watched"},
                                      {"GETEX", "watched", "PERSIST"},
                                      {"SETRANGE", "watched", "0", ""},
                                      {"RENAMENX", "list", "watched"},
                                      {"TOUCH", "watched"}};
  for (const Words& seed : {Words{"RPUSH", "watched", "a"},
                            {"SADD", "watched", "a"},
                            {"SET", "watched", "a"},
                            {"PING"}}) {
    for (const Words& change : changes) {
      expect_same({{"RPUSH", "list", "a", "b"},
                   {"SADD", "set", "a", "b"},
                   {"SADD", "other", "a"},
                   seed,
                   {"WATCH", "watched", "other"},
                   change,
                   {"MULTI"},
                   {"PING"},
                   {"EXEC"}});
    }
  }
}

TEST(RedisConformance, converts_what_scripts_return) {
  expect_same_scripts({
      "return {1, 2, {3, 'x'}, nil, 4}",
      "return 3.99",
      "return -3.99",
      "return -0.0",
      "return 1/0",
      "return 0/0",
      "return 1e300",
      "return true",
      "return false",
      "return {}",
      "return {false, true, 3.9}",
      "return function() end",
      "return cjson.null",
      "return {err = 'a\\nb'}",
      "return {ok = 'a\\nb'}",
      "return {err = 'a', ok = 'b'}",
      "return {ok = 'a', 1}",
      "return {err = 5}",
      "return {err = {}}",
      "return {ok = {}}",
      "return {double = 3.25}",
      "return {double = 0.1}",
      "return {double = 1/0}",
      "return {double = 1e300}",
      "return {double = 'x'}",
      "return {map = {a = 1}}",
      "return {set = {a = true}}",
      "return {big_number = '123'}",
      "return {verbatim_string = {format = 'txt', string = 'x'}}",
      "return {verbatim_string = {string = 'x'}}",
      "local t = {} t[1] = t return t",
      "return unpack({1, 2})",
      "local x",
      "return redis.call('get', 'nokey')",
      "return tostring(redis.call('get', 'nokey'))",
      "return redis.call('ping').ok",
      "return redis.call('hgetall', 'nokey')",
      "redis.call('set', 'a', 1e20) return redis.call('get', 'a')",
      "redis.call('set', 'a', 0.1) return redis.call('get', 'a')",
      "redis.call('set', 'a', 12345678901234567) return redis.call('get', 'a')",
      "redis.call('set', 'a', 1/0) return redis.call('get', 'a')",
  });
}

TEST(RedisConformance, words_the_errors_of_scripts_alike) {
  expect_same_scripts({
      "syntax error",
      "return redis.call('nosuch')",
      "return redis.pcall('nosuch')",
      "return redis.call('get')",
      "return redis.call('multi')",
      "return redis.call('client')",
      "return redis.call('client', 'foo')",
      "return redis.call('script', 'exists')",
      "return redis.call('script', 'flush')",
      "return redis.call('hello')",
      "return redis.call('quit')",
      "return redis.call()",
      "return redis.call({})",
      "return redis.call('set', 'a', true)",
      "return redis.call('incr', 's')",
      "return redis.pcall('incr', 's')",
      "return redis.call('lpush', 's', 1)",
      "return {pcall(function() redis.call('incr', 's') end)}",
      "return select(2, pcall(redis.call, 'incr', 's'))",
      "local e = redis.pcall('nosuch') local t = {} for k, v in pairs(e) do t[#t + 1] = k .. '=' "
      ".. "
      "tostring(v) end table.sort(t) return t",
      "local ok, e = xpcall(function() redis.call('incr', 's') end, function(e) return e.err end) "
      "return e",
  });
}

TEST(RedisConformance, words_the_errors_that_scripts_raise_and_make_alike) {
  expect_same_scripts({
      "error('boom')",
      "error('a\\nb')",
      "error({err = 'MY boom'})",
      "error({err = '-X y'})",
      "error()",
      "error(5)",
      "return {pcall(error, 'x')}",
      "local a = 1 .. nil",
      "local t = nil; t.x = 1",
      "\n\n return redis.call('nosuch')",
      "local function f() error('deep') end\n f()",
      "return redis.error_reply('boom')",
      "return redis.error_reply('MY boom')",
      "return redis.error_reply('-MY boom')",
      "return redis.error_reply('')",
      "return redis.error_reply('-')",
      "return redis.error_reply('- x')",
      "return redis.error_reply({})",
      "return redis.status_reply('boom')",
      "return redis.status_reply()",
      "return redis.status_reply(1)",
      "return redis.sha1hex()",
      "return redis.sha1hex('')",
      "return redis.sha1hex(3)",
      "return redis.sha1hex({})",
      "redis.log()",
      "redis.log('x', 'y')",
      "redis.log(9, 'y')",
      "return redis.log(3, 'y')",
      "return redis.setresp(2)",
      "return redis.setresp(4)",
      "return redis.setresp()",
      "return redis.set_repl()",
      "return redis.set_repl(99)",
      "return redis.breakpoint()",
      "return cjson.decode('{')",
  });
}

TEST(RedisConformance, shows_scripts_the_same_world) {
  expect_same_scripts({
      "return foo",
      "foo = 1",
      "KEYS = {}",
      "KEYS[1] = 'a' return KEYS[1]",
      "string.x = 1",
      "rawset(_G, 'a', 1)",
      "rawset(string, 'a', 1)",
      "table.insert(string, 1)",
      "setmetatable(_G, {})",
      "getmetatable(_G).__index = {}",
      "return type(getmetatable(_G))",
      "getmetatable('').__index = 1",
      "getmetatable('').x = 1",
      "local f, s = pairs(redis) s.x = 1",
      "return tostring(getmetatable(redis))",
      "return rawget(_G, 'zz')",
      "return rawget(string, 'len') == string.len",
      "return tostring(print) .. tostring(os)",
      "return ('abc'):upper() .. #'abc'",
      "return #KEYS",
      "return {redis.REDIS_VERSION, redis.REDIS_VERSION_NUM, redis.LOG_WARNING, redis.REPL_ALL}",
      "return tostring(redis.replicate_commands())",
      "return tostring({}):sub(1, 9)",
      "return load('x')",
      "return load(function() return nil end)()",
      "local p = {'return ', '7'} local i = 0 return load(function() i = i + 1 return p[i] end)()",
      "return loadstring('return 1 + 1')()",
      "return {('key=value'):match('(%w+)=(%w+)'), ('abc'):find('b', 1, true)}",
      "return {('hello'):gsub('l+', function(s) return #s end)}",
      "local t = {} for word in ('a b c'):gmatch('%a') do t[#t + 1] = word end return t",
      "return string.find(nil)",
      "return ('x'):match(string.rep('(', 40))",
      "return ('x'):gsub('[')",
      "return ('x'):gsub('x', error)",
      "table.insert(nil, 1)",
      "table.insert({}, 1, 2, 3)",
      "local t = {1, 3} table.insert(t, 2, 2) return t",
      "return coroutine.resume(nil)",
      "return {coroutine.resume(coroutine.create(function() error('x') end))}",
      "return select(2, loadstring('\27Lua'))",
      "return select(2, load(function() return '\27Lua' end))",
      "\27Lua",
      "return select('#', string.dump(function() end))",
      "return {math.floor(1.5), math.mod(7, 3), table.getn({1, 2}), table.maxn({1, 2})}",
      "return cjson.encode({1, 2, {a = 1}})",
      "return cjson.encode({})",
      "return cjson.encode(cjson.decode('{\"a\":[1,2.5,null]}'))",
      "return {bit.band(6, 3), bit.bor(4, 1), bit.bxor(5, 1), bit.lshift(1, 4)}",
      "return coroutine.wrap(function() coroutine.yield(redis.call('ping').ok) end)()",
      "return tostring(1e15) .. ' ' .. tostring(2^53) .. ' ' .. 1e100",
      "math.randomseed(7) return {math.random(100), math.random(5, 8), tostring(math.random())}",
      "return {string.format('%5.2f|%d|%q', 1.5, 3, 'x'), string.rep('ab', 3)}",
  });
}

struct Raw {
  std::string_view name;
  std::string bytes;
  std::size_t replies;
};

class RedisProtocol : public testing::TestWithParam<Raw> {};

TEST_P(RedisProtocol, answers_raw_bytes_alike) {
  RealConnection actual(real());
  actual.send(GetParam().bytes);
  Server model({.persistence = Persistence::none});
  const ConnectionId connection = model.connect();
  model.feed(connection, GetParam().bytes, 0);
  const std::string answer = model.take_output(connection);
  EXPECT_EQ(answer, model.wants_close(connection) ? actual.receive_rest()
                                                  : actual.receive(GetParam().replies));
}

const Raw raw_requests[] = {
    {"inline", "PING\r\n", 1},
    {"inline_without_cr", "PING\nECHO \"a\\x41\\n\\\"b\" \n", 2},
    {"single_quotes", "ECHO 'it\\'s \\n'\r\n", 1},
    {"unbalanced_quotes", "ECHO \"a\r\n", 1},
    {"quote_without_blank", "ECHO \"a\"b\r\n", 1},
    {"empty_requests", "\r\n*0\r\n*-1\r\n   \r\nPING\r\n", 1},
    {"empty_word", "*1\r\n$0\r\n\r\n", 1},
    {"words_with_line_ends", "*2\r\n$4\r\nECHO\r\n$4\r\n\r\na\n\r\n", 1},
    {"wrong_bytes_behind_a_word", "*2\r\n$4\r\nECHOxx$1\r\nayyPING\r\n", 2},
    {"no_dollar", "*2\r\n:4\r\nECHO\r\n", 1},
    {"count_is_no_number", "*a\r\n", 1},
    {"count_too_big", "*2147483648\r\n", 1},
    {"length_is_no_number", "*1\r\n$x\r\n", 1},
    {"length_negative", "*1\r\n$-1\r\n", 1},
    {"length_too_big", "*1\r\n$536870913\r\n", 1},
    {"length_with_zero_in_front", "*1\r\n$04\r\nPING\r\n", 1},
    {"long_line", std::string(70000, 'x'), 1},
    {"long_count", "*" + std::string(70000, '1'), 1},
    {"long_length", "*1\r\n$" + std::string(70000, '1'), 1},
    {"http_get", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1},
    {"http_post", "POST / HTTP/1.1\r\nHost: x\r\n\r\n", 0},
    {"quit", "QUIT\r\nPING\r\n", 1},
    {"reply_off_reset", "CLIENT REPLY OFF\r\nRESET\r\nPING\r\n", 2},
    {"reply_skip_reset", "CLIENT REPLY SKIP\r\nRESET\r\nPING\r\n", 1},
    {"reply_skip_twice", "CLIENT REPLY SKIP\r\nCLIENT REPLY SKIP\r\nPING\r\nPING\r\n", 1},
    {"reply_on_in_a_transaction",
     "CLIENT REPLY OFF\r\nMULTI\r\nPING\r\nCLIENT REPLY ON\r\nPING\r\nEXEC\r\nPING\r\n", 3},
    {"reply_on_and_off_in_a_transaction",
     "CLIENT REPLY OFF\r\nMULTI\r\nCLIENT REPLY ON\r\nPING\r\nCLIENT REPLY OFF\r\nEXEC\r\nPING\r\n"
     "CLIENT REPLY ON\r\n",
     3},
    {"reply_off_in_a_transaction",
     "MULTI\r\nCLIENT REPLY OFF\r\nPING\r\nEXEC\r\nPING\r\nRESET\r\nPING\r\n", 6},
    {"reply_skip_in_a_transaction",
     "MULTI\r\nPING\r\nCLIENT REPLY SKIP\r\nCLIENT REPLY ON\r\nPING\r\nEXEC\r\nPING\r\nPING\r\n",
     7},
    {"reply_skip_and_off",
     "CLIENT REPLY SKIP\r\nCLIENT REPLY OFF\r\nPING\r\nCLIENT REPLY ON\r\nPING\r\n", 2},
    {"acl_check_of_nothing", "EVAL \"return redis.acl_check_cmd()\" 0\r\n", 1},
    {"after_an_error_nothing_runs", "PING\r\n*x\r\nPING\r\n", 2},
};

INSTANTIATE_TEST_SUITE_P(All, RedisProtocol, testing::ValuesIn(raw_requests),
                         [](const auto& raw) { return std::string(raw.param.name); });

TEST(RedisProtocolWithPassword, refuses_alike_before_the_login) {
  const RealRedis guarded({"--requirepass", "secret"});
  for (const std::string bytes : {
           "PING\r\nGET a\r\nMULTI\r\nEXEC\r\nNOSUCH\r\nGET\r\nAUTH wrong\r\nHELLO 2\r\n",
           "*11\r\n",
           "*1\r\n$16385\r\n",
           "RESET\r\nAUTH default secret\r\nGET a\r\nRESET\r\nGET a\r\n",
           "HELLO 2 AUTH default wrong\r\nHELLO 2 AUTH default secret SETNAME me\r\n",
           "EXEC x\r\nQUIT\r\n",
       }) {
    RealConnection actual(guarded);
    actual.send(bytes + "QUIT\r\n");
    Server model({.persistence = Persistence::none, .requirepass = "secret"});
    const ConnectionId connection = model.connect();
    model.feed(connection, bytes + "QUIT\r\n", 0);
    std::string answer = actual.receive_rest();
    // The number of the connection is its own on each side.
    if (const auto id = answer.find("$2\r\nid\r\n:"); id != std::string::npos) {
      answer.replace(id, answer.find('\n', id + 9) - id + 1, "$2\r\nid\r\n:1\r\n");
    }
    EXPECT_EQ(model.take_output(connection), answer) << bytes;
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
