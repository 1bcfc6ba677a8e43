#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{key}", {"k1", "k1", "k1", "k2", "k2", "k3"}},
      {"{other}", {"k1", "k2", "k3", "k4", "k5", "set"}},
      {"{number}", {"n1", "n1", "n2", "k1", "set", "n3"}},
      {"{long}",
       {"0", "1", "-1", "2", "5", "100", "-100", "1000000", "-7", "9223372036854775807",
        "-9223372036854775808", "1.5", "x", "", "+1", "01"}},
      {"{float}",
       {"0", "1.5", "-2.25", "0.1", "3e3", "-1e-30", "1e15", "123456789.123456789", "0x1p3", "-0",
        "inf", "nan", "1e5000", "1e-5000", " 1", "", "x"}},
      {"{offset}", {"0", "1", "2", "10", "0", "3", "-1", "536870912", "9223372036854775807", "x"}},
      {"{at}",
       {"0", "0", "1", "2", "3", "-1", "-1", "-2", "-3", "5", "-100", "100", "100",
        "9223372036854775807", "-9223372036854775808", "x"}},
  };
}

Templates lines() {
  return {
      "APPEND {key} {value}",
      "APPEND {other} {value}",
      "STRLEN {key}",
      "STRLEN {other}",
      "SETRANGE {key} {offset} {value}",
      "SETRANGE {other} {offset} {value}",
      "GETRANGE {key} {at} {at}",
      "GETRANGE {key} {at} -1",
      "GETRANGE {key} 0 {at}",
      "GETRANGE {other} {at} {at}",
      "SUBSTR {key} {at} {at}",
      "SUBSTR {key} 0 -1",
      "INCR {number}",
      "DECR {number}",
      "DECR n1",
      "INCR n1",
      "INCRBY {number} {long}",
      "DECRBY {number} {long}",
      "INCRBYFLOAT {number} {float}",
      "INCRBYFLOAT n1 {float}",
      "INCRBYFLOAT n4 -1e-30",
      "GET {key}",
      "PTTL {number}",
      "SADD set {value}",
      "DEL {number}",
  };
}

}  // namespace

const RequestFamily& string_edit_requests() {
  static const RequestFamily family{"string_edits",
                                    1,
                                    choices(),
                                    lines(),
                                    {"SET {key} abcdefghij", "SET {key} {value} PXAT 9999999999000",
                                     "SET n1 7", "MSET n1 -3 n2 12.5"}};
  return family;
}

}  // namespace rollcall::sim::redis
