// Random commands over few keys, wrong types and wrong arguments included: the model answers as
// redis-server does, and writes the same append-only file.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "sim/redis/differential.h"

namespace rollcall::sim::redis {

void showValue(const Step& step, std::ostream& out) {
  out << step.connection << ":";
  for (const std::string& word : step.words) out << " '" << word << "'";
}

namespace {

// One server for the whole process; each sequence starts from an empty one.
const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

// What the words in braces stand for. Times are an hour and more away, or past.
const std::map<std::string, Words>& choices() {
  static const std::map<std::string, Words> table = {
      {"{key}", {"k1", "k2", "k3", "k4"}},
      {"{value}", {"", "a", "1", "-5", "10", "9223372036854775807", "3.0", " 1", "hello\nyou"}},
      {"{int}",
       {"0", "1", "-1", "2", "5", "100", "-100", "9223372036854775807", "-9223372036854775808",
        "1.5", "x", "", "+1", "01"}},
      {"{index}", {"0", "1", "-1", "2", "-2", "3", "-100", "100", "x"}},
      {"{field}", {"f1", "f2", "f3", ""}},
      {"{s}", {"3600", "7200", "90000", "90000", "0", "-1", "9223372036854775807", "x"}},
      {"{ms}", {"3600000", "7200000", "90000000", "0", "-1", "9223372036854775807", "x"}},
      {"{at-s}", {"1", "9999999999", "9999999999", "0", "-1", "x"}},
      {"{at-ms}", {"1", "9999999999000", "9999999999000", "0", "-1", "x"}},
      {"{pattern}", {"*", "k*", "k?", "k[12]", "k[^1]", "k[3-1]", "\\k1", "[", "nothing", "*1*"}},
      {"{db}", {"0", "0", "1", "15", "16", "-1", "x"}},
      {"{condition}", {"NX", "xx", "GT", "lt"}},
      {"{script}",
       {"return redis.call('set', KEYS[1], ARGV[1])", "return redis.call('get', KEYS[1])",
        "return redis.call('incr', KEYS[1])", "return redis.pcall('incr', KEYS[1])",
        "redis.call('set', KEYS[1], 'x') redis.call('lpush', KEYS[1], 1) return 1",
        "redis.call('set', KEYS[1], 1) return redis.call('incrby', KEYS[1], 2)",
        "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end",
        "return redis.call('hgetall', KEYS[1])",
        "return {redis.call('exists', KEYS[1]), redis.call('type', KEYS[1]), KEYS[1], ARGV[1]}",
        "return redis.call('select', 1)",
        "redis.call('select', 1) return redis.call('set', KEYS[1], ARGV[1])",
        "return redis.call('expire', KEYS[1], 7200)",
        "redis.set_repl(redis.REPL_NONE) return redis.call('set', KEYS[1], 'unseen')",
        "return {pcall(redis.call, 'hset', KEYS[1], 'f1', ARGV[1])}",
        "return redis.call('hset', KEYS[1], 'f1', ARGV[1], 'f2')",
        "redis.call('flushall') return redis.call('dbsize')", "error(ARGV[1])",
        "return ARGV[1] + 1"}},
  };
  return table;
}

Words split(const std::string& line) {
  std::istringstream in(line);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

rc::Gen<Words> filled(const std::string& line) {
  return rc::gen::exec([line] {
    Words words = split(line);
    for (std::string& word : words) {
      const auto choice = choices().find(word);
      if (choice != choices().end()) word = *rc::gen::elementOf(choice->second);
    }
    // Now and then a word too few or too many.
    const int slip = *rc::gen::inRange(0, 40);
    if (slip == 1 && words.size() > 1) words.pop_back();
    if (slip == 2) words.push_back("NX");
    return words;
  });
}

rc::Gen<std::vector<Step>> sequences(const std::vector<std::string>& lines,
                                     std::size_t connections) {
  const auto step = rc::gen::exec([=] {
    const std::size_t connection = *rc::gen::inRange<std::size_t>(0, connections);
    return Step{connection, *filled(*rc::gen::elementOf(lines))};
  });
  return rc::gen::container<std::vector<Step>>(30, step);
}

void expect_no_difference(const std::vector<Step>& steps) {
  if (const auto difference = first_difference(real(), steps)) RC_FAIL(*difference);
}

const std::vector<std::string> kStrings = {
    "GET {key}",
    "SET {key} {value}",
    "SET {key} {value} NX",
    "SET {key} {value} XX",
    "SET {key} {value} GET",
    "SET {key} {value} GET NX",
    "SET {key} {value} KEEPTTL",
    "SET {key} {value} EX {s}",
    "SET {key} {value} PX {ms} GET",
    "SET {key} {value} EXAT {at-s}",
    "SET {key} {value} PXAT {at-ms} XX",
    "SET {key} {value} EX 3600 KEEPTTL",
    "SET {key} {value} NX XX",
    "SETNX {key} {value}",
    "SETEX {key} {s} {value}",
    "PSETEX {key} {ms} {value}",
    "GETSET {key} {value}",
    "GETDEL {key}",
    "MGET {key} {key} {key}",
    "MSET {key} {value} {key} {value}",
    "APPEND {key} {value}",
    "STRLEN {key}",
    "INCR {key}",
    "DECR {key}",
    "INCRBY {key} {int}",
    "DECRBY {key} {int}",
    "SADD {key} {value}",
};

const std::vector<std::string> kKeys = {
    "SET {key} {value}",
    "SET {key} {value} PXAT {at-ms}",
    "HSET {key} {field} {value}",
    "RPUSH {key} {value}",
    "DEL {key} {key}",
    "UNLINK {key}",
    "EXISTS {key} {key} {key}",
    "TYPE {key}",
    "KEYS {pattern}",
    "SCAN 0 COUNT 1000",
    "SCAN 0 MATCH {pattern} COUNT 1000",
    "SCAN 0 COUNT 1000 TYPE string",
    "SCAN {index} COUNT {index} MATCH nothing",
    "RENAME {key} {key}",
    "EXPIRE {key} {s}",
    "EXPIRE {key} {s} {condition}",
    "EXPIRE {key} {s} {condition} {condition}",
    "PEXPIRE {key} {ms}",
    "EXPIREAT {key} {at-s}",
    "PEXPIREAT {key} {at-ms} {condition}",
    "TTL {key}",
    "PTTL {key}",
    "PERSIST {key}",
    "SELECT {db}",
    "DBSIZE",
    "FLUSHDB",
    "FLUSHALL ASYNC",
    "ECHO {value}",
    "PING",
    "INCR {key}",
};

const std::vector<std::string> kContainers = {
    "SET {key} {value}",
    "DEL {key}",
    "HSET {key} {field} {value}",
    "HSET {key} {field} {value} {field} {value}",
    "HMSET {key} {field} {value}",
    "HSETNX {key} {field} {value}",
    "HGET {key} {field}",
    "HMGET {key} {field} {field}",
    "HGETALL {key}",
    "HDEL {key} {field} {field}",
    "HEXISTS {key} {field}",
    "HLEN {key}",
    "HKEYS {key}",
    "HVALS {key}",
    "HINCRBY {key} {field} {int}",
    "LPUSH {key} {value} {value}",
    "RPUSH {key} {value}",
    "LPOP {key}",
    "RPOP {key}",
    "LPOP {key} {index}",
    "RPOP {key} {index}",
    "LLEN {key}",
    "LRANGE {key} {index} {index}",
    "LREM {key} {index} {value}",
    "SADD {key} {value} {value}",
    "SREM {key} {value} {value}",
    "SMEMBERS {key}",
    "SISMEMBER {key} {value}",
    "SCARD {key}",
};

const std::vector<std::string> kTransactions = {
    "MULTI",
    "MULTI",
    "EXEC",
    "EXEC",
    "DISCARD",
    "WATCH {key}",
    "WATCH {key} {key}",
    "UNWATCH",
    "GET {key}",
    "SET {key} {value}",
    "SET {key} {value} PXAT {at-ms}",
    "INCR {key}",
    "DEL {key}",
    "HSET {key} {field} {value}",
    "HGETALL {key}",
    "EXPIRE {key} {s}",
    "SELECT {db}",
    "FLUSHDB",
    "FLUSHALL",
    "NOSUCH {key}",
    "RESET",
    "CLIENT GETNAME",
    "CLIENT SETNAME {field}",
};

const std::vector<std::string> kScripts = {
    "EVAL {script} 1 {key} {value}",
    "EVAL {script} 1 {key} {value}",
    "EVAL {script} 1 {key} {value}",
    "EVAL {script} {index} {key} {value}",
    // "return redis.call('incr', KEYS[1])"
    "EVALSHA 2BAB3B661081DB58BD2341920E0BA7CF5DC77B25 1 {key}",
    "SCRIPT EXISTS e0e1f9fabfc9d4800c877a703b823ac0578ff8db x",
    "SCRIPT LOAD {script}",
    "SCRIPT FLUSH",
    "SET {key} {value}",
    "SET {key} {value} PXAT {at-ms}",
    "HSET {key} {field} {value}",
    "GET {key}",
    "MULTI",
    "EXEC",
};

RC_GTEST_PROP(RedisDifferential, strings_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(kStrings, 1));
}

RC_GTEST_PROP(RedisDifferential, keys_and_expiry_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(kKeys, 1));
}

RC_GTEST_PROP(RedisDifferential, containers_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(kContainers, 1));
}

RC_GTEST_PROP(RedisDifferential, transactions_of_two_clients_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(kTransactions, 2));
}

RC_GTEST_PROP(RedisDifferential, scripts_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(kScripts, 2));
}

}  // namespace
}  // namespace rollcall::sim::redis
