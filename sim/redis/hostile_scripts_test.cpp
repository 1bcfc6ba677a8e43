// Scripts that want to break out, to use up what they share with others, or never to end.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/lua_library.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

std::string ask(Server& server, const std::vector<std::string>& words) {
  const ConnectionId connection = server.connect();
  server.feed(connection, resp_request(words), 1);
  std::string answers = server.take_output(connection);
  server.disconnect(connection);
  return answers;
}

std::string run(Server& server, const std::string& script) {
  return ask(server, {"EVAL", script, "1", "key", "value"});
}

Server small_server() { return Server({.script_instructions_max = 2'000'000}); }

struct Innocent {
  std::string script;
  std::string answer;
};

const std::vector<Innocent> innocent = {
    {"return 'still here'", "$10\r\nstill here\r\n"},
    {"local t = '' for w in ('a b c'):gmatch('%a') do t = t .. w end return t", "$3\r\nabc\r\n"},
    {"return {KEYS[1], ARGV[1], #('x'):rep(100000)}",
     "*3\r\n$3\r\nkey\r\n$5\r\nvalue\r\n:100000\r\n"},
    {"return cjson.encode({1, 'x', {a = 1}})", "$15\r\n[1,\"x\",{\"a\":1}]\r\n"},
    {"return cjson.decode('[1, {\"a\": 2}]')[2].a", ":2\r\n"},
    {"return cjson.encode_max_depth()", ":1000\r\n"},
    {"local t = {3, 1, 2} table.sort(t) return table.concat(t, ',')", "$5\r\n1,2,3\r\n"},
    {"return redis.call('incr', KEYS[1])", ":1\r\n"},
    {"return redis.call('del', KEYS[1])", ":1\r\n"},
    {"return {pcall(error, 'x')}", "*2\r\n$-1\r\n$1\r\nx\r\n"},
    {"return select('#', unpack({1, 2, 3}))", ":3\r\n"},
    {"return string.format('%5.1f|%s', 3.14159, string.upper('x'))", "$7\r\n  3.1|X\r\n"},
};

// The server answers as if nothing had been.
void expect_unharmed(Server& server, const std::string& attack) {
  for (const auto& [script, answer] : innocent) {
    EXPECT_EQ(run(server, script), answer) << script << ", after " << attack;
  }
  EXPECT_EQ(ask(server, {"DBSIZE"}), ":0\r\n") << "after " << attack;
}

const std::vector<std::string> endless = {
    "while true do end",
    "repeat pcall(error) until false",
    "while true do pcall(function() while true do end end) end",
    "while true do redis.pcall('get', KEYS[1]) end",
    "while true do redis.sha1hex('x') end",
    "local f f = function() return f() end return f()",
    "return coroutine.wrap(function() while true do end end)()",
    "local t = setmetatable({}, {__index = function() while true do end end}) return t.x",
    "table.sort({1, 2, 3}, function() while true do end end)",
    "return (('x'):gsub('.', function() while true do end end))",
    "for i = 1, math.huge do end",
    "return loadstring('while true do end')()",
    "while true do ('x'):rep(1000, 'y') end",
    // patterns that take years
    "return ('a'):rep(40):find(('a?'):rep(40) .. ('a'):rep(41))",
    "return ('a'):rep(1000):find(('.-'):rep(20) .. 'b')",
    "return ('a'):rep(1000):match(('a*'):rep(20) .. 'b')",
    "return (('a'):rep(1000):gsub(('(a+)'):rep(10) .. 'b', ''))",
    "for w in ('a'):rep(1000):gmatch(('.*'):rep(10) .. 'b') do end",
    "return ('('):rep(100000):find('%b()')",
    "while true do pcall(string.find, ('a'):rep(1000), ('.-'):rep(20) .. 'b') end",
};

TEST(EndlessScripts, are_ended_and_leave_the_server_as_it_was) {
  for (const std::string& script : endless) {
    Server server = small_server();
    EXPECT_TRUE(
        run(server, script).starts_with("-ERR Script killed by user with SCRIPT KILL... script: "))
        << script;
    expect_unharmed(server, script);
  }
}

const std::vector<std::string> greedy = {
    "return string.rep('x', 2 ^ 31 - 1)",
    "local s = 'x' while true do s = s .. s end",
    "local t = {} while true do t[#t + 1] = {} end",
    "local t = {} while true do t[#t + 1] = #t .. 'text' end",
    "local t = {} while true do t = {t, t} end",
    "collectgarbage('stop') while true do local t = {{}, {}} end",
    "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(1000000) end return table.concat(t)",
    "return table.concat({}, 'x', 1, 2 ^ 31 - 1)",
    "return unpack({}, 1, 1e7)",
    "return unpack({}, -2 ^ 30, 2 ^ 30)",
    "return {unpack({}, -2 ^ 31, 2 ^ 31 - 1)}",
    "return string.format('%99999d', 1)",
    "return ('x'):rep(100):gsub('', ('y'):rep(10000000))",
    "while true do pcall(string.rep, 'x', 100000000) end",
    // what grows outside of the interpreter
    "local t = {} for i = 1, 60 do t = {t, t} end return t",
    "local s = ('x'):rep(10000000) local t = {} for i = 1, 100 do t[i] = s end return t",
    "local t = {} for i = 1, 60 do t = {t, t} end return cjson.encode(t)",
    "local s = ('x'):rep(10000000) local t = {} for i = 1, 100 do t[i] = s end "
    "return cjson.encode(t)",
    "cjson.encode_sparse_array(true, 0) return cjson.encode({[2000000000] = 1})",
    "return redis.call(unpack({}, 1, 7000))",
    "return redis.call('srandmember', KEYS[1], -2 ^ 60)",
    "redis.call('sadd', KEYS[1], 'x') return redis.call('srandmember', KEYS[1], '-1000000000')",
};

TEST(GreedyScripts, get_an_error_and_leave_the_server_as_it_was) {
  for (const std::string& script : greedy) {
    Server server = small_server();
    EXPECT_TRUE(run(server, script).starts_with("-ERR")) << script;
    ask(server, {"DEL", "key"});
    expect_unharmed(server, script);
  }
}

TEST(GreedyScripts, do_not_make_the_server_forget_the_other_ones) {
  Server server = small_server();
  const std::string digest = ask(server, {"SCRIPT", "LOAD", "return ARGV[1]"}).substr(5, 40);
  run(server, "local t = {} while true do t[#t + 1] = {} end");
  EXPECT_EQ(ask(server, {"EVALSHA", digest, "0", "known"}), "$5\r\nknown\r\n");
  EXPECT_EQ(ask(server, {"SCRIPT", "EXISTS", digest}), "*1\r\n:1\r\n");
}

const std::vector<std::string> prying = {
    "return io.open('/etc/passwd')",
    "os.exit(1)",
    "return debug.getregistry()",
    "return require('os')",
    "return dofile('/etc/passwd')",
    "return loadfile('/etc/passwd')",
    "return package.path",
    "print('x')",
    "setfenv(1, {})",
    "return getfenv(0)",
    "return newproxy(true)",
    "x = 1",
    "_G.x = 1",
    "rawset(_G, 'x', 1)",
    "_G = {}",
    "KEYS = nil x = 1",
    "setmetatable(_G, {})",
    "setmetatable(_G, nil)",
    "getmetatable(_G).__newindex = nil",
    "getmetatable('').__index = function() end",
    "getmetatable('').__index.upper = nil",
    "string.upper = nil",
    "redis.call = nil",
    "table.insert(redis, 'x')",
    "rawset(string, 'upper', nil)",
    "rawset(getmetatable('').__index, 'upper', nil)",
    "math.random = nil",
    "cjson.encode = nil",
    "for k in pairs(_G) do _G[k] = nil end",
    "return loadstring(string.dump(function() end))()",
    "return loadstring('\\27Lua')()",
    "local n = 0 return load(function() n = n + 1 return n == 1 and '\\27' or n == 2 and 'Lua' "
    "or nil end)()",
    "error()",
    "error(nil)",
    "error({})",
    "error({err = {}})",
    "error(setmetatable({}, {__index = function() error('again') end}))",
    "error(setmetatable({}, {__tostring = function() error('again') end}))",
    "error(('x'):rep(1000000))",
    "error(function() end)",
    "local t = {} t[t] = t error(t)",
    "return redis.call()",
    "return redis.call({})",
    "return redis.call('eval', 'return 1', 0)",
    "return redis.call('multi')",
    "return redis.call('blpop')",
    "return redis.error_reply(('x\r\n'):rep(3))",
    "return {err = 'a\r\n+OK'}",
    "redis.setresp(99)",
    "return cjson.decode(('['):rep(100000))",
    "return cjson.decode('nope')",
    "cjson.decode_max_depth(100000) return cjson.decode(('['):rep(50000) .. (']'):rep(50000))",
    "cjson.encode_max_depth(100000)",
    "local t = {} t[1] = t return cjson.encode(t)",
    "return bit.tohex({})",
    "return ('x'):find('[')",
    "return ('x'):find('%')",
    "return ('x'):find('(')",
    "return ('x'):find('%1')",
    "return ('x'):gsub('x', '%9')",
    "return ('x'):find(('()'):rep(33))",
};

TEST(PryingScripts, get_an_error_and_leave_the_server_as_it_was) {
  Server server = small_server();
  for (const std::string& script : prying) {
    EXPECT_TRUE(run(server, script).starts_with("-")) << script << ": " << run(server, script);
  }
  expect_unharmed(server, "all of them");
}

// Patterns and texts over few characters, so that they meet.
std::string any_of(const std::vector<std::string>& parts) {
  std::string text;
  // Few: the stock matcher would not end otherwise.
  const auto some =
      *rc::gen::resize(10, rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)));
  for (const std::string& part : some) text += part;
  return text;
}

std::string shown(lua_State* lua) {
  std::string text;
  for (int at = 1; at <= lua_gettop(lua); ++at) {
    lua_getglobal(lua, "tostring");
    lua_pushvalue(lua, at);
    lua_call(lua, 1, 1);
    std::size_t length = 0;
    const char* const value = lua_tolstring(lua, -1, &length);
    text.append(value, length);
    text += '|';
    lua_pop(lua, 1);
  }
  return text;
}

// What Lua's own library says, error texts included.
std::string said_by_stock_lua(const std::string& script) {
  lua_State* const lua = luaL_newstate();
  luaL_openlibs(lua);
  if (luaL_loadbuffer(lua, script.data(), script.size(), "@user_script") == 0)
    lua_pcall(lua, 0, LUA_MULTRET, 0);
  std::string text = shown(lua);
  lua_close(lua);
  return text;
}

RC_GTEST_PROP(Patterns, match_as_those_of_lua, ()) {
  const std::string text = any_of({"a", "b", "ab", "(", ")", "1", " ", "-", "\\0", "]", "%%"});
  const std::string pattern =
      any_of({"a",    "b",      ".",  "*",    "+",    "-",     "?",     "%%",    "[",  "]",
              "^",    "$",      "(",  ")",    "()",   "(a*)",  "%a",    "%W",    "%d", "%z",
              "%b()", "%f[%w]", "%f", "%1",   "[^a]", "[a-b]", "[%a-]", "[]]",   "[a", "(.-)",
              "a-",   ".*",     "%s", "(b?)", "%u",   "%",     "\\0",   "[^%s]*"});
  const std::string quoted = "'" + text + "', '" + pattern + "'";
  const std::string calls =
      "local r = {} "
      "local function keep(...) for i = 1, select('#', ...) do "
      "local v = tostring(select(i, ...)) r[#r + 1] = (v:gsub('^.*user_script:%d+: ', '')) end end "
      "keep(pcall(string.find, " +
      quoted +
      ")) "
      "keep(pcall(string.find, " +
      quoted +
      ", -2)) "
      "keep(pcall(string.match, " +
      quoted +
      ", 2)) "
      "keep(pcall(string.gsub, " +
      quoted +
      ", '<%0%1>')) "
      "keep(pcall(string.gsub, " +
      quoted +
      ", '%2', 3)) "
      "keep(pcall(string.gsub, " +
      quoted +
      ", {a = 'A', b = false})) "
      "keep(pcall(string.gsub, " +
      quoted +
      ", function(x, y) return y end)) "
      "keep(pcall(function() for x, y in string.gmatch(" +
      quoted +
      ") do keep(x, y) end end)) "
      "return table.concat(r, '|')";
  Server server({});
  std::string answers = run(server, calls);
  std::string_view rest = answers;
  RC_ASSERT(take_resp(rest).text + "|" == said_by_stock_lua(calls));
}

}  // namespace
}  // namespace rollcall::sim::redis
