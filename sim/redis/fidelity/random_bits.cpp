#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{key}", {"k1", "k1", "k1", "k2", "k3", "list"}},
      {"{bytes}", {"abc", "abcdefghij", "\xff\xff\xff", std::string(3, '\0'), "\x01", "foobar"}},
      {"{offset}", {"0", "1", "7", "8", "9", "23", "24", "100", "-1", "4294967296", "x"}},
      {"{set}", {"1", "2", "5", "9", "10", "47", "x"}},  // of "foobar"
      {"{from}", {"0", "1", "2", "-3"}},
      {"{bit}", {"0", "1", "1", "0", "2", "x"}},
      {"{at}",
       {"0", "0", "1", "2", "-1", "-1", "-2", "7", "9", "-100", "100", "9223372036854775807", "x"}},
      {"{unit}", {"BIT", "byte", "x"}},
      {"{operation}", {"AND", "or", "XOR"}},
      {"{type}", {"u8", "i8", "u1", "i5", "u63", "i64", "i16", "u4", "u64", "i65", "x8", "u0"}},
      {"{place}", {"0", "#1", "3", "#2", "17", "100", "#0", "-1", "#x", "4294967296"}},
      {"{number}",
       {"0", "1", "-1", "255", "256", "100", "-100", "127", "-129", "9223372036854775807",
        "-9223372036854775808", "x"}},
      {"{overflow}", {"WRAP", "sat", "FAIL", "fail", "x"}},
  };
}

Templates field_lines() {
  return {
      "BITFIELD {key} GET {type} {place}",
      "SET k1 foobar ; BITFIELD k1 GET i8 {from} GET u16 #1",
      "SET k2 foobar ; BITFIELD k2 INCRBY u4 {from} 1",
      "SET k1 foobar ; BITFIELD k1 SET u8 0 7 GET i13 3",
      "BITFIELD {key} SET {type} {place} {number} ; GET {key}",
      "BITFIELD {key} INCRBY {type} {place} {number} ; GET {key}",
      "BITFIELD k1 INCRBY u8 0 {number} INCRBY i8 #1 {number} GET u8 0",
      "BITFIELD k1 OVERFLOW {overflow} INCRBY u8 0 {number} OVERFLOW {overflow} SET i8 1 {number}",
      "BITFIELD {key} OVERFLOW {overflow} SET {type} {place} {number}",
      "BITFIELD k1 OVERFLOW {overflow} INCRBY i64 0 {number} INCRBY u63 3 {number}",
      "BITFIELD {key} OVERFLOW {overflow} INCRBY u2 200 {number} ; STRLEN {key}",
      "BITFIELD {key}",
      "BITFIELD {key} GET u8",
      "BITFIELD {key} x",
      "BITFIELD_RO {key} GET {type} {place} GET u8 0",
      "BITFIELD_RO k1 GET u8 {at} GET i5 #1",
      "BITFIELD_RO k2 GET i64 0",
      "BITFIELD_RO {key} GET u8 0 SET u8 0 1",
  };
}

Templates lines() {
  return {
      "SETBIT {key} {offset} {bit}",
      "SET k2 foobar ; SETBIT k2 {set} {bit}",
      "SETBIT {key} {offset} 1 ; GET {key}",
      "SETBIT {key} 9 0",
      "GETBIT {key} {offset}",
      "SET k1 foobar ; GETBIT k1 {set}",
      "SET k2 foobar ; GETBIT k2 {set}",
      "BITCOUNT {key}",
      "BITCOUNT {key} {at} {at}",
      "SET k1 foobar ; BITCOUNT k1",
      "SET {key} {bytes} ; BITCOUNT {key} {from} -1",
      "SET k2 foobar ; BITCOUNT k2 {from} 9 {unit}",
      "BITCOUNT {key} {at} {at} {unit}",
      "BITCOUNT {key} {at}",
      "BITCOUNT none x y",
      "BITPOS {key} {bit}",
      "SET k1 foobar ; BITPOS k1 {bit} {from}",
      "SET k2 foobar ; BITPOS k2 1 {from} -1 {unit}",
      "SET {key} {bytes} ; BITPOS {key} {bit}",
      "SET k1 {bytes} ; BITPOS k1 {bit} 1 -1",
      "BITPOS {key} {bit} {at}",
      "BITPOS {key} {bit} {at} {at}",
      "BITPOS {key} {bit} {at} {at} {unit}",
      "BITPOS none {bit}",
      "BITOP {operation} k3 {key} {key}",
      "BITOP {operation} k3 {key} {key} {key} ; GET k3",
      "BITOP NOT k3 {key} ; GET k3",
      "BITOP NOT k3 {key} {key}",
      "BITOP AND k3 none none",
      "BITOP x k3 {key}",
      "LCS {key} {key}",
      "LCS k1 k2 LEN",
      "LCS k1 k2 IDX",
      "LCS k1 k2 IDX MINMATCHLEN {at} WITHMATCHLEN",
      "LCS k1 {key} IDX WITHMATCHLEN",
      "LCS k1 k2 IDX LEN",
      "LCS none k1 MINMATCHLEN",
      "LCS {key} k1 x",
      "STRLEN {key}",
      "DEL {key}",
  };
}

}  // namespace

const RequestFamily& bit_requests() {
  static const RequestFamily family{
      "bits",
      1,
      choices(),
      joined({lines(), field_lines()}),
      {"SET k1 {bytes}", "SET k2 {bytes}", "MSET k1 abcxyzq k2 xabyczz", "RPUSH list a"}};
  return family;
}

}  // namespace rollcall::sim::redis
