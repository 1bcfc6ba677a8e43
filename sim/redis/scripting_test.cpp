// Claims on scripts that redis-server cannot witness: determinism, cleanliness, limits.
#include <gtest/gtest.h>
#include <pthread.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/interpreter_pool.h"
#include "sim/redis/lua_library.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

class Scripts : public testing::Test {
 protected:
  std::string run(const std::string& script) {
    server.feed(client, resp_request({"EVAL", script, "1", "key", "value"}), 1);
    return server.take_output(client);
  }

  Server server{{.persistence = Persistence::none, .script_instructions_max = 3'000'000}};
  ConnectionId client = server.connect();
};

// Orders and texts that hang on addresses in stock Lua.
constexpr const char* addresses = R"(
  local seen, t = {}, {}
  for i = 1, 50 do t[{}] = i t[function() end] = -i end
  for k, v in pairs(t) do seen[#seen + 1] = tostring(k) .. v end
  return table.concat(seen, ','))";

TEST_F(Scripts, see_the_same_order_and_addresses_in_every_server) {
  const std::string here = run(addresses);
  Server another({});
  const ConnectionId connection = another.connect();
  another.feed(connection, resp_request({"EVAL", addresses, "1", "key", "value"}), 1);
  EXPECT_EQ(here, another.take_output(connection));
  EXPECT_NE(here.find("table: 0x"), std::string::npos);
}

TEST_F(Scripts, leave_nothing_behind_after_script_flush) {
  const std::string fresh = run(addresses);
  run("local t = {} for i = 1, 1000 do t[i] = {i} end cjson.encode_max_depth(3)");
  server.feed(client, resp_request({"SCRIPT", "FLUSH"}), 1);
  static_cast<void>(server.take_output(client));
  EXPECT_EQ(run(addresses), fresh);
}

TEST_F(Scripts, share_no_globals) {
  EXPECT_TRUE(run("x = 1").starts_with("-ERR user_script:1: Attempt to modify a readonly table"));
  EXPECT_TRUE(run("return x").starts_with("-ERR user_script:1: Script attempted to access"));
  EXPECT_EQ(run("return pcall(rawset, _G, 'x', 1) and 'written' or 'refused'"),
            "$7\r\nrefused\r\n");
}

TEST_F(Scripts, that_loop_for_ever_are_ended_whatever_they_catch) {
  for (const char* const script :
       {"while true do end", "while true do pcall(function() while true do end end) end",
        "local co = coroutine.wrap(function() while true do end end) while true do pcall(co) end",
        "local function f() return f() end return f()"}) {
    EXPECT_TRUE(run(script).starts_with("-ERR Script killed by user with SCRIPT KILL... script: "))
        << script;
  }
  EXPECT_EQ(run("return 'still here'"), "$10\r\nstill here\r\n");
}

TEST_F(Scripts, that_want_too_much_memory_get_an_error) {
  EXPECT_TRUE(run("return string.rep('x', 2000000000)").find("not enough memory") !=
              std::string::npos);
  EXPECT_TRUE(run("local s = 'x' while true do s = s .. s end").find("not enough memory") !=
              std::string::npos);
  EXPECT_EQ(run("return 'still here'"), "$10\r\nstill here\r\n");
}

TEST_F(Scripts, that_nest_too_deeply_get_an_error) {
  EXPECT_TRUE(run("local function f() return 1 + f() end return f()").find("stack overflow") !=
              std::string::npos);
  EXPECT_TRUE(
      run(std::string(300, '(') + std::string(300, ')')).starts_with("-ERR Error compiling"));
  EXPECT_TRUE(run("return cjson.decode(string.rep('[', 2000))").starts_with("-ERR"));
}

// Recursion of every kind that reaches into C.
const std::vector<std::string> deep_scripts = {
    "local t = {} t[1] = t return t",
    "local t = {} t.map = {k = t} return t",
    "local function f() return pcall(f) end return {f()}",
    "local function f() return xpcall(f, f) end return {f()}",
    "local function f(s) return (s:gsub('.', f)) end return f('x')",
    "local function f(s) local _, r = pcall(string.gsub, s, '.', f) return r end return f('x')",
    "local function f() return coroutine.resume(coroutine.create(f)) end return {f()}",
    "local function f() return coroutine.wrap(f)() end return f()",
    "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) return t[1]",
    "local t = setmetatable({}, {__tostring = function(t) return tostring(t) end}) "
    "return tostring(t)",
    "local function f() table.sort({3, 2, 1}, f) end f()",
    "local function f() table.foreach({1}, f) end f()",
    "local function f() return load(f) end return f()",
    "return ('x'):find(string.rep('a?', 100000))",
    "return ('x'):match(string.rep('(', 40))",
    "return loadstring('return ' .. string.rep('(', 10000))",
    "return loadstring('return ' .. string.rep('{', 150) .. string.rep('}', 150))",
    "return cjson.decode(string.rep('[', 990) .. string.rep(']', 990))",
    "local t = {} for i = 1, 990 do t = {t} end return cjson.encode(t)",
    "local t = {} t[1] = t return cjson.encode(t)",
    "return cjson.decode(string.rep('{\"a\":', 999) .. '1' .. string.rep('}', 999))",
    "local t = {} for i = 1, 999 do t = {a = t} end return cjson.encode(cjson.decode("
    "cjson.encode(t)))",
    "local t = {} for i = 1, 100000 do t = {t} end return t",
    "local t = {} for i = 1, 100000 do t = setmetatable({}, {__index = t}) end return t.x",
    "local m = {} m.__concat = function(a, b) return a .. b end "
    "return setmetatable({}, m) .. 'x'",
    "local m = {} m.__lt = function(a, b) return a < b end "
    "return setmetatable({}, m) < setmetatable({}, m)",
    "local m = {} m.__newindex = function(t, k, v) t[k + 1] = v end setmetatable({}, m)[1] = 1",
    "local function f(e) error(e) end return {xpcall(f, f)}",
    "local function f(e) return xpcall(error, f) end return {f()}",
    "local function f() return pcall(coroutine.wrap(function() return pcall(f) end)) end "
    "return {f()}",
    "local f = error for i = 1, 10000 do local g = f f = function(e) return pcall(g, e) end end "
    "return {f('x')}",
    "return ('x'):rep(200000):match(string.rep('(.-', 30) .. string.rep(')', 30) .. 'y')",
    "return ('('):rep(200000):match('%b()')",
};

TEST(ScriptsOnAFiber, stay_within_its_stack_however_deep_they_go) {
  // As much as a fiber has; below it lies a page that ends the program.
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  const auto run_all = [](void*) -> void* {
    for (const std::string& script : deep_scripts) {
      Server server({.script_instructions_max = 1'000'000});
      const ConnectionId connection = server.connect();
      server.feed(connection, resp_request({"EVAL", script, "0"}), 1);
      EXPECT_NE(server.take_output(connection), "") << script;
    }
    return nullptr;
  };
  pthread_t thread{};
  ASSERT_EQ(pthread_create(&thread, &attributes, run_all, nullptr), 0);
  pthread_join(thread, nullptr);
}

TEST_F(Scripts, that_raise_a_table_without_a_message_get_one) {
  EXPECT_TRUE(run("error({'x'})").starts_with("-ERR unknown error"));
}

TEST_F(Scripts, draw_on_where_the_last_one_stopped) {
  EXPECT_EQ(run("return tostring(math.random())"), "$16\r\n0.39646477363839\r\n");
  EXPECT_EQ(run("return math.random(100)"), ":85\r\n");
}

TEST_F(Scripts, can_be_found_by_their_digest_in_any_case) {
  run("return 1");
  server.feed(client, resp_request({"EVALSHA", "E0E1F9FABFC9D4800C877A703B823AC0578FF8DB", "0"}),
              1);
  EXPECT_EQ(server.take_output(client), ":1\r\n");
}

TEST(InterpreterPool, lends_what_looks_fresh_to_the_next_server) {
  InterpreterPool interpreters;
  const auto run_in_a_new_server = [&](const std::string& script) {
    Server server({}, &interpreters);
    const ConnectionId connection = server.connect();
    server.feed(connection, resp_request({"EVAL", script, "1", "key", "value"}), 1);
    return server.take_output(connection);
  };
  const std::string fresh = run_in_a_new_server(addresses);
  run_in_a_new_server("return redis.call('set', KEYS[1], math.random())");
  run_in_a_new_server("cjson.encode_sparse_array(true) error('x')");
  run_in_a_new_server("local t = {} for i = 1, 1e5 do t[i] = {i} end return t");
  EXPECT_EQ(run_in_a_new_server(addresses), fresh);
  EXPECT_EQ(run_in_a_new_server("return tostring(math.random())"), "$16\r\n0.39646477363839\r\n");
}

TEST(LuaSandbox, is_as_new_to_the_byte_after_a_reset) {
  LuaSandbox sandbox;
  const auto offset_of_a_new_table = [&] {
    lua_newtable(sandbox.state());
    const auto offset = sandbox.heap().offset_of(lua_topointer(sandbox.state(), -1));
    return std::pair(offset, lua_gc(sandbox.state(), LUA_GCCOUNT, 0));
  };
  const auto fresh = offset_of_a_new_table();
  for (int i = 0; i < 10'000; ++i) lua_newtable(sandbox.state()), lua_settop(sandbox.state(), 0);
  sandbox.reset();
  EXPECT_EQ(offset_of_a_new_table(), fresh);
}

}  // namespace
}  // namespace rollcall::sim::redis
