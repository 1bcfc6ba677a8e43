#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{key}", {"h1", "h1", "h1", "h2"}},
      {"{other}", {"h1", "h2", "h3", "string"}},
      {"{field}", {"f1", "f1", "f2", "f3", "n1", "n2", ""}},
      {"{number}", {"n1", "n1", "n2", "n3", "f1"}},
      {"{long}", {"0", "1", "-1", "5", "100", "-9223372036854775808", "9223372036854775807", "x"}},
      {"{float}",
       {"0", "1.5", "-2.25", "0.1", "3e3", "-1e-30", "1e15", "123456789.123456789", "0x1p3", "-0",
        "inf", "nan", "1e5000", " 1", "x"}},
      {"{picks}",
       {"1", "2", "3", "100", "4611686018427387903", "9223372036854775807", "-1", "-3", "-20", "0",
        "-9223372036854775808", "x"}},
      {"{cursor}", {"0", "0", "0", "7", "", "x", "18446744073709551616"}},
      {"{count}", {"1", "1", "10", "1000", "0", "x"}},
      {"{glob}", {"*", "f?", "[n]*", "?[^1]", "\\f1", "", "zz"}},
  };
}

Templates lines() {
  return {
      "SET string {value}",
      "SET {other} {value}",
      "DEL {key}",
      "PEXPIREAT {key} {at-ms}",
      "HSET {key} {field} {value}",
      "HSET {key} {field} {value} {field}",
      "HSET {other} {field} {value} {field} {value}",
      "HMSET {key} {field} {value}",
      "HMSET {other} {field} {value} {field} {value}",
      "HMSET {key} {field} {value} {field}",
      "HSETNX {key} {field} {value}",
      "HSETNX {other} {field} {value}",
      "HGET {key} {field}",
      "HGET {other} {field}",
      "HMGET {key} {field} {field}",
      "HMGET {other} {field} {field}",
      "HGETALL {key}",
      "HGETALL {other}",
      "HDEL {key} {field} {field}",
      "HDEL {other} {field}",
      "HEXISTS {key} {field}",
      "HEXISTS {other} {field}",
      "HLEN {key}",
      "HLEN {other}",
      "HSTRLEN {key} {field}",
      "HSTRLEN {other} {field}",
      "HKEYS {key}",
      "HKEYS {other}",
      "HVALS {key}",
      "HVALS {other}",
      "HINCRBY {key} {number} {long}",
      "HINCRBY {key} n4 {long}",
      "HINCRBY {other} {number} {long}",
      "HINCRBYFLOAT {key} {number} {float}",
      "HINCRBYFLOAT {key} n5 {float}",
      "HINCRBYFLOAT {other} {number} {float}",
      "HRANDFIELD {key}",
      "HRANDFIELD {other}",
      "HRANDFIELD {key} {picks}",
      "HRANDFIELD {key} 100",
      "HRANDFIELD {key} {picks} WITHVALUES",
      "HRANDFIELD {key} 100 withvalues",
      "HRANDFIELD {other} {picks} WithValues",
      "HRANDFIELD {other} {picks} x",
      "HRANDFIELD {key} {picks} WITHVALUES x",
      "HSCAN {key} {cursor}",
      "HSCAN {key} 0",
      "HSET {key} {field} a ; HSCAN {key} 0 COUNT 10",
      "HSCAN {key} {cursor} COUNT {count} MATCH {glob}",
      "HSCAN {key} 0 MATCH {glob}",
      "HSCAN {other} {cursor} match {glob} count {count} MATCH {glob}",
      "HSCAN {other} 0 TYPE string",
      "HSCAN {key} 0 COUNT",
  };
}

}  // namespace

const RequestFamily& hash_requests() {
  static const RequestFamily family{
      "hashes",
      1,
      choices(),
      lines(),
      {"HSET {key} {field} {value} {field} {value} {field} {value}",
       "HSET {key} n1 5 n2 1.25 {field} {value}", "HMSET {key} {field} {value} n1 10 n3 -3.5e2"}};
  return family;
}

}  // namespace rollcall::sim::redis
