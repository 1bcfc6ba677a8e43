#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{key}", {"k1", "k1", "k1", "k2", "k2", "k3"}},
      {"{other}", {"k1", "k2", "k3", "k4", "k5", "set"}},
      {"{s}", {"3600", "7200", "90000", "90000", "7200", "0", "-1", "9223372036854775807", "x"}},
      {"{option}",
       {"NX", "nx", "XX", "xx", "GET", "get", "GET", "KEEPTTL", "keepttl", "PERSIST", "x"}},
      {"{ttl}", {"EX", "ex", "PX", "EXAT", "exat", "PXAT", "pxat"}},
      {"{time}", {"90000000", "9999999999", "90000000", "9999999999", "0", "-1", "x"}},
  };
}

Templates getex_lines() {
  return {
      "GETEX {key}",
      "GETEX {key} EX {s}",
      "GETEX {key} PX 7200000",
      "GETEX {key} PXAT 9999999999000",
      "GETEX {key} px {ms}",
      "GETEX {key} EXAT {at-s}",
      "GETEX {key} pxat {at-ms}",
      "GETEX {key} PERSIST",
      "GETEX {other} {ttl} {time}",
      "GETEX {other} persist PERSIST",
      "GETEX {key} {ttl} {time} {ttl} {time}",
      "GETEX {key} {option} {ttl} {time}",
      "GETEX {key} {ttl} {time} {option}",
      "GETEX {other} {option}",
  };
}

Templates lines() {
  return {
      "SADD set {value}",
      "DEL {key}",
      "PTTL {key}",
      "GET {key}",
      "GET {other}",
      "SET {other} {value}",
      "SET {key} {value} NX",
      "SET {other} {value} NX",
      "SET {key} {value} XX",
      "SET {other} {value} XX",
      "SET {key} {value} GET",
      "SET {other} {value} GET NX",
      "SET {key} {value} KEEPTTL",
      "SET {key} {value} EX {s}",
      "SET {key} {value} PX {ms} GET",
      "SET {key} {value} EXAT {at-s}",
      "SET {key} {value} PXAT {at-ms} XX",
      "SET {key} {value} {ttl} {time} {option}",
      "SET {other} {value} {option} {ttl} {time}",
      "SET {key} {value} {option} {option}",
      "SET {other} {value} {option} {option} {option}",
      "SET {other} {value} {option} {option} {ttl} {time}",
      "SET {key} {value} {ttl} {time} {ttl} {time}",
      "SET {key} {value} EX 0 EX 9000 ex 90000",
      "SET {key} {value} {option} {ttl}",
      "SETNX {key} {value}",
      "DEL {key} ; SETNX {key} {value}",
      "SETNX {other} {value}",
      "SETEX {key} {s} {value}",
      "SETEX {key} 3600 {value}",
      "PSETEX {key} {ms} {value}",
      "GETSET {key} {value}",
      "GETSET {other} {value}",
      "GETDEL {key}",
      "GETDEL {other}",
      "MGET {key} {other} {other}",
      "MSET {key} {value} {other} {value}",
      "MSET {key} {value} {key}",
      "MSETNX {key} {value} {other} {value}",
      "MSETNX k5 {value} k6 {value} k5 {value}",
      "MSETNX k6 {value}",
      "DEL k5 k6 ; MSETNX k5 {value} k6 {value}",
      "MSETNX {key} {value} {key}",
      "DEL k5 k6",
  };
}

}  // namespace

const RequestFamily& string_requests() {
  static const RequestFamily family{
      "strings",
      1,
      choices(),
      joined({lines(), getex_lines()}),
      {"SET {key} {value}", "SET {key} {value} PXAT 9999999999000", "MSET k1 {value} k2 {value}"}};
  return family;
}

}  // namespace rollcall::sim::redis
