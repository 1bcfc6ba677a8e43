#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

Choices script_choices() {
  return {
      {"{reading}",
       {"return redis.call('get', KEYS[1])",
        "#!lua flags=no-writes\nreturn redis.call('get', KEYS[1])"}},
      {"{digest}",
       {"4e6d8fc8bb01276962cce5371fa795a7763657ae", "8822dee64c14b51d475f4b45eb44843318ccc8e1"}},
      {"{shebang}",
       {"#!lua\nreturn redis.call('get', KEYS[1])",
        "#!lua flags=no-writes\nreturn redis.call('get', KEYS[1])",
        "#!lua flags=no-writes,allow-oom\nreturn redis.call('incr', KEYS[1])",
        "#!lua flags=\nreturn redis.call('set', KEYS[1], 'x')", "#!lua flags=x\nreturn 1",
        "#!js\nreturn 1", "#!lua x\nreturn 1", "#!lua", "return redis.call('get', KEYS[1])",
        "return redis.call('set', KEYS[1], 'y')", "#!lua flags=allow-stale\n\nreturn nothing"}},
  };
}

// What FUNCTION DUMP tells of a server with these libraries: one at the most, because which of
// several stands in the way is told in the order of a table of Redis.
std::string dumped(const std::vector<std::string>& libraries) {
  Server server({});
  const ConnectionId client = server.connect();
  for (const std::string& library : libraries) {
    server.feed(client, resp_request({"FUNCTION", "LOAD", library}), 0);
  }
  static_cast<void>(server.take_output(client));
  server.feed(client, resp_request({"FUNCTION", "DUMP"}), 0);
  const std::string output = server.take_output(client);
  std::string_view rest = output;
  return take_resp(rest).text;
}

// Functions are listed in the order of a table of Redis: each library has one.
Choices function_choices() {
  const std::string head = "#!lua name=";
  return {
      {"{function}", {"f", "g", "ro", "writes", "fails", "F", "nosuch", "f", "ro"}},
      {"{library}",
       {head + "one\nredis.register_function('f', function(keys, args) return {keys, args} end)",
        head + "two\nredis.register_function('g', function(keys, args)\n"
               "redis.call('set', keys[1], args[1]) return redis.call('get', keys[1]) end)",
        head + "three\nredis.register_function{function_name='ro', description='reads', "
               "callback=function(keys) return redis.call('get', keys[1]) end, "
               "flags={'no-writes', 'allow-stale'}}",
        head + "four\nredis.register_function{function_name='writes', callback=function(keys) "
               "return redis.call('incr', keys[1]) end, flags={'no-writes'}}",
        head + "seven\nlocal lib = redis\nredis.register_function('fails', function()\n"
               "lib.register_function('late', function() end) end)",
        head + "five\n\nredis.register_function('fails', function(keys)\nlocal a = nil\n"
               "return a.b end)",
        head +
            "one\nredis.register_function('f', function() return redis.status_reply('OK') end)"}},
      {"{wrong}",
       {"return 1",
        "#!lua name=one",
        "#!lua\n",
        head + "a name=b\n",
        head + "a x=y\n",
        "#!js name=a\n",
        head + "a-b\n",
        head + "six\nreturn 1",
        head + "six\nretur n",
        head + "six\nx = 1",
        head + "six\nredis.call('get', 'x')",
        head + "six\nreturn redis.setresp(3)",
        head + "six\nreturn redis.redis",
        head + "six\nreturn math.random()",
        head + "six\nlocal n = tonumber('1')",
        head + "six\nlocal mt = getmetatable(_G)",
        head + "six\nredis.register_function('f', function() end)",
        head + "six\nredis.register_function('f')",
        head + "six\nredis.register_function()",
        head + "six\nredis.register_function('x', 1)",
        head + "six\nredis.register_function({}, function() end)",
        head + "six\nredis.register_function('a b', function() end)",
        head + "six\nredis.register_function('x', function() end)\n"
               "redis.register_function('x', function() end)",
        head + "six\nredis.register_function{function_name='x'}",
        head + "six\nredis.register_function{callback=function() end}",
        head + "six\nredis.register_function{callback=1}",
        head + "six\nredis.register_function{function_name={}}",
        head + "six\nredis.register_function{description={}}",
        head + "six\nredis.register_function{flags={'x'}}",
        head + "six\nredis.register_function{flags=1}",
        head + "six\nredis.register_function{x=1}"}},
      {"{dump}",
       {dumped({head + "one\nredis.register_function('f', function() return 'restored' end)"}),
        dumped({head + "two\nredis.register_function('g', function() return 2 end)"}), dumped({})}},
      {"{name}", {"one", "two", "t*", "ONE", "nosuch", "*"}},
      {"{count}", {"1", "1", "1", "0", "2", "-1", "5", "x"}},
  };
}

Choices choices() {
  Choices all = function_choices();
  all.merge(script_choices());
  return all;
}

Templates lines() {
  return {
      "FUNCTION LOAD {library}",
      "FUNCTION LOAD REPLACE {library}",
      "FUNCTION LOAD {wrong}",
      "FUNCTION LOAD x {library}",
      "FCALL {function} 1 {key} {value}",
      "FCALL {function} {count} {key} {value}",
      "FCALL f 2 {key} {key} {value}",
      "FCALL_RO {function} 1 {key}",
      "FCALL_RO ro {count} {key}",
      "FUNCTION DELETE {name}",
      "FUNCTION LIST LIBRARYNAME one",
      "FUNCTION LIST LIBRARYNAME two WITHCODE",
      "FUNCTION LIST WITHCODE LIBRARYNAME nosuch",
      "FUNCTION LIST LIBRARYNAME",
      "FUNCTION LIST x",
      "FUNCTION STATS",
      "FUNCTION DUMP",
      "FUNCTION LOAD REPLACE {library} ; FUNCTION DUMP",
      "FUNCTION RESTORE {name}",
      "FUNCTION RESTORE {dump}",
      "FUNCTION RESTORE {dump} REPLACE",
      "FUNCTION RESTORE {dump} FLUSH",
      "FUNCTION RESTORE {dump} append",
      "FUNCTION RESTORE {name} x",
      "FUNCTION RESTORE {name} FLUSH x",
      "FUNCTION KILL",
      "FUNCTION FLUSH",
      "FUNCTION FLUSH ASYNC",
      "FUNCTION FLUSH x",
      "EVAL {shebang} 1 {key}",
      "EVAL_RO {shebang} 1 {key}",
      "EVAL_RO {reading} 1 {key}",
      "EVAL_RO {reading} 1 {key}",
      "SCRIPT LOAD {reading} ; EVALSHA_RO {digest} 1 {key}",
      "SCRIPT LOAD {reading} ; SCRIPT LOAD {reading} ; EVALSHA_RO {digest} 1 {key}",
      "FCALL_RO ro 1 {key}",
      "SET {key} a ; FCALL_RO ro 1 {key}",
      "FCALL_RO ro 1 {key} {value}",
      "FUNCTION LOAD REPLACE {library} ; FUNCTION DELETE {name}",
      "FUNCTION DELETE one",
      "FUNCTION LIST LIBRARYNAME o*",
      "FUNCTION LIST LIBRARYNAME one WITHCODE",
      // "return redis.call('get', KEYS[1])", and that with no-writes declared
      "EVALSHA_RO 4e6d8fc8bb01276962cce5371fa795a7763657ae 1 {key}",
      "EVALSHA 8822dee64c14b51d475f4b45eb44843318ccc8e1 1 {key}",
      "SCRIPT LOAD {shebang}",
      "SET {key} {value}",
      "GET {key}",
      "MULTI",
      "EXEC",
  };
}

}  // namespace

const RequestFamily& function_requests() {
  static const RequestFamily family{"functions",
                                    2,
                                    choices(),
                                    lines(),
                                    {"FUNCTION LOAD REPLACE {library}", "SET {key} {value}"},
                                    {{"MSET", "k1", "5", "k2", "a", "k3", "7", "k4", "-1"},
                                     {"FUNCTION", "LOAD", choices().at("{library}")[0]},
                                     {"FUNCTION", "LOAD", choices().at("{library}")[2]}}};
  return family;
}

}  // namespace rollcall::sim::redis
