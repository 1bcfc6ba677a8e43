#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{key}", {"s1", "s1", "s1", "s2", "s2", "s3"}},
      {"{other}", {"s1", "s2", "s3", "s4", "s5", "string"}},
      {"{to}", {"s3", "s3", "s4", "s1", "string"}},
      {"{m}", {"a", "b", "c", "d", "e", "f", "g", "", "1", "2"}},
      {"{count}", {"1", "2", "3", "100", "100", "0", "-1", "9223372036854775807", "x"}},
      {"{picks}",
       {"1", "2", "3", "100", "9223372036854775807", "-1", "-3", "-20", "0", "-9223372036854775808",
        "x"}},
      {"{cursor}", {"0", "0", "0", "", "x", "-x", "18446744073709551616"}},
      {"{glob}", {"*", "?", "[a-d]", "[^a-c]", "\\a", "", "zz"}},
      {"{numkeys}", {"2", "2", "2", "2", "1", "3", "0", "-1", "9223372036854775807", "x"}},
      {"{limit}", {"0", "0", "1", "1", "2", "2", "100", "-1", "9223372036854775808", "x"}},
  };
}

Templates scan_lines() {
  return {
      "SSCAN {key} {cursor} COUNT 1000",
      "SSCAN {key} 0",
      "SADD {key} a b ; SSCAN {key} 0 MATCH {glob}",
      "SADD {key} a 1 ; SSCAN {key} 0 COUNT 1",
      "SSCAN {key} 0 COUNT 100",
      "SSCAN {key} 0 MATCH {glob} COUNT 1000",
      "SSCAN {other} {cursor} MATCH {glob} count 1000 match {glob}",
      "SSCAN {key} {index} COUNT {index} MATCH nothing",
      "SSCAN {other} 0 TYPE string",
      "SSCAN {key} 0 MATCH nothing COUNT",
  };
}

Templates lines() {
  return {
      "SET string {m}",
      "SET {other} {m}",
      "DEL {key}",
      "PEXPIREAT {key} {at-ms}",
      "PEXPIREAT {to} {at-ms}",
      "PTTL {to}",
      "SADD {key} {m} {m}",
      "SADD {other} {m}",
      "SREM {key} {m} {m}",
      "SADD {key} {m} a ; SREM {key} a {m}",
      "SREM {other} {m}",
      "SMEMBERS {key}",
      "SMEMBERS {to}",
      "SISMEMBER {key} {m}",
      "SADD {key} a ; SISMEMBER {key} a",
      "SMISMEMBER {key} {m} {m} {m}",
      "SMISMEMBER {other} {m} {m}",
      "SCARD {key}",
      "SCARD {other}",
      "SMOVE {key} {to} {m}",
      "SADD {key} {m} a ; SMOVE {key} {to} a",
      "SMOVE {key} {key} {m}",
      "SMOVE {other} {other} {m}",
      "SPOP {key}",
      "SPOP {key} {count}",
      "SPOP {other}",
      "SPOP {other} {count}",
      "SPOP {key} 1 {count}",
      "SRANDMEMBER {key}",
      "SRANDMEMBER {key} {picks}",
      "SRANDMEMBER {other}",
      "SRANDMEMBER {other} {picks}",
      "SRANDMEMBER {key} 1 {picks}",
      "SINTER {key}",
      "SINTER {key} {key}",
      "SINTER {key} {other} {key}",
      "SUNION {key} {key}",
      "SUNION {other} {key} {other}",
      "SDIFF {key} {key}",
      "SDIFF {key} {other} {other}",
      "SINTERSTORE {to} {key} {key}",
      "SINTERSTORE {other} {key} {other}",
      "SUNIONSTORE {to} {key} {key}",
      "SUNIONSTORE {other} {other} {other}",
      "SDIFFSTORE {to} {key} {key}",
      "SDIFFSTORE {other} {key} {other}",
      "SINTERCARD 2 {key} {key}",
      "SINTERCARD 2 {key} {key} LIMIT 2",
      "SADD {key} a ; SINTERCARD 1 {key} LIMIT {limit}",
      "SINTERCARD 3 {key} {key} {key} LIMIT 0",
      "SINTERCARD 1 {key} LIMIT {limit}",
      "SINTERCARD {numkeys} {key} {other} limit {limit}",
      "SINTERCARD {numkeys} {key} {key} LIMIT {limit} LIMIT {limit}",
      "SINTERCARD 2 {key} {key} LIMIT",
  };
}

}  // namespace

const RequestFamily& set_requests() {
  static const RequestFamily family{
      "sets",
      1,
      choices(),
      joined({lines(), scan_lines()}),
      {"SADD {key} {m} {m} {m} {m} {m} {m}", "SADD {key} {m} {m} {m}", "SADD {to} {m} {m}"}};
  return family;
}

}  // namespace rollcall::sim::redis
