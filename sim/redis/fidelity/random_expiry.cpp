#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{key}", {"k1", "k1", "k1", "hash"}},
      {"{s}",
       {"3600", "7200", "90000", "9000", "7200", "8000", "9600", "0", "9223372036854775807", "x"}},
      {"{ms}",
       {"3600000", "7200000", "90000000", "9000000", "7200000", "-1", "9223372036854775807", "x"}},
      {"{at-s}",
       {"9999999999", "9999999999", "9999999998", "8888888888", "9999999998", "8888888888", "-1",
        "x"}},
      {"{at-ms}",
       {"9999999999000", "9999999999499", "8888888888500", "9999999999500", "9999999999498",
        "9999999999498", "1", "x"}},
      {"{condition}", {"NX", "xx", "GT", "lt", "XX", "gt"}},
      // Whether a time from now on is later than the same of just before depends on the
      // millisecond.
      {"{no-gt}", {"NX", "nx", "XX", "xx", "LT", "lt"}},
  };
}

Templates lines() {
  return {
      "EXPIRE {key} {s}",
      "SET k1 a ; EXPIRE k1 {s}",
      "SET k1 a ; EXPIRE k1 7200 {no-gt}",
      "HSET hash a b ; EXPIRE hash 9000 ; TTL hash",
      "SET k1 a ; PEXPIRE k1 7200000",
      "EXPIRE {key} 7200 {no-gt}",
      "EXPIRE {key} {s} {no-gt}",
      "EXPIRE {key} {s} {no-gt} {no-gt}",
      "EXPIRE far {s} {condition} GT",
      "EXPIRE {key} {s} LT GT",
      "SET far {value}",
      "PEXPIREAT far {at-ms} {condition}",
      "PTTL far",
      "SET k1 a PXAT 9999999999499 ; PTTL k1 ; PEXPIRETIME k1 ; TTL k1 ; EXPIRETIME k1",
      "HSET hash a b ; PEXPIREAT hash 9999999999500 ; PTTL hash ; PEXPIRETIME hash",
      "PEXPIRE {key} {ms}",
      "PEXPIRE {key} {ms} {no-gt}",
      "PEXPIRE far {ms} gt",
      "EXPIREAT {key} {at-s}",
      "EXPIREAT {key} {at-s} {condition} {condition}",
      "PEXPIREAT {key} {at-ms} {condition}",
      "EXPIRE {key} {s} x",
      "TTL {key}",
      "PTTL {key}",
      "EXPIRETIME {key}",
      "PEXPIRETIME {key}",
      "PERSIST {key}",
      "PEXPIRETIME none",
      "TTL {key}",
      "PTTL {key}",
      "EXPIRE none {s}",
      "GET {key}",
      "TYPE {key}",
      "SET {key} {value} KEEPTTL",
      "EXISTS {key}",
  };
}

}  // namespace

const RequestFamily& expiry_requests() {
  static const RequestFamily family{
      "expiry",
      1,
      choices(),
      lines(),
      {"SET k1 {value}", "SET k1 {value} PXAT 9999999999499", "HSET hash {field} {value}",
       "PEXPIREAT {key} 9999999999500", "PEXPIREAT hash 8888888888499"}};
  return family;
}

}  // namespace rollcall::sim::redis
