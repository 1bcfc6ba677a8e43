#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{h}", {"h1", "h1", "h1", "h2", "h3"}},
      {"{s}", {"s1", "s1", "s1", "s2", "s3"}},
      {"{z}", {"z1", "z1", "z1", "z2", "z3"}},
      {"{t}", {"t1", "t1", "t1", "t2", "t3"}},
      {"{any}", {"h1", "s1", "z1", "t1", "h2", "s2", "z2", "t2", "l1", "x1", "none"}},
      {"{word}", {"a", "b", "c", "12345", "123456", "abcdef", "d"}},
      {"{member}", {"1", "2", "3", "-4", "5", "6", "1", "2", "3", "4", "5", "007", "a"}},
      {"{limit}", {"0", "1", "3", "3", "5", "5", "5", "12"}},
      {"{text}",
       {"0", "7", "9999", "10000", "-1", "12345678901234567890", "9223372036854775807", "007", "a",
        "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},
      {"{bounded}",
       {"hash-max-listpack-entries", "hash-max-ziplist-value", "set-max-intset-entries",
        "zset-max-listpack-entries", "zset-max-ziplist-value"}},
  };
}

Templates lines_on_containers() {
  return {
      "OBJECT ENCODING {any}",
      "OBJECT ENCODING {h}",
      "OBJECT ENCODING {s}",
      "OBJECT ENCODING {z}",
      "OBJECT ENCODING {t}",
      "OBJECT REFCOUNT {any}",
      "OBJECT REFCOUNT {t}",
      // Not of strings: all keys that hold one small integer share an object, with its idle time.
      "OBJECT IDLETIME {h}",
      "RESTORE idle 0 {payload} REPLACE IDLETIME 50 ; OBJECT IDLETIME idle",
      "RESTORE idle 0 {payload} REPLACE IDLETIME 50 ; OBJECT IDLETIME idle",
      "OBJECT FREQ {any}",
      "OBJECT HELP",
      "OBJECT NOSUCH {any}",
      "CONFIG SET {bounded} {limit}",
      "CONFIG GET {bounded}",
      "HSET {h} {word} {word} ; OBJECT ENCODING {h}",
      "HSET {h} {word} {word} {word} {word} ; OBJECT ENCODING {h}",
      "HSETNX {h} {word} {word} ; OBJECT ENCODING {h}",
      "HINCRBY {h} {word} 1000000 ; OBJECT ENCODING {h}",
      "HINCRBYFLOAT {h} {word} 0.123456 ; OBJECT ENCODING {h}",
      "HDEL {h} {word}",
      "SADD {s} {member} ; OBJECT ENCODING {s}",
      "SADD {s} {member} {member} {member} ; OBJECT ENCODING {s}",
      "SADD {s} 1 2 3 4 5 6 7 8",
      "SREM {s} {member} 007 a",
      "SMOVE {s} {s} {member}",
      "SUNIONSTORE s3 {s} {s} ; OBJECT ENCODING s3",
      "SINTERSTORE s3 {s} {s} ; OBJECT ENCODING s3",
      "SDIFFSTORE s3 {s} {s} ; OBJECT ENCODING s3",
      "SADD s1 1 2 3 4 5 6 7 a ; SADD s2 a ; SDIFFSTORE s3 s1 s2 ; OBJECT ENCODING s3",
      "ZADD {z} 1 {word} ; OBJECT ENCODING {z}",
      "ZADD {z} 1 {word} 2 {word} 3 {word} ; OBJECT ENCODING {z}",
      "ZINCRBY {z} 1 {word} ; OBJECT ENCODING {z}",
      "ZREM {z} {word} {word}",
      "ZUNIONSTORE z3 2 {z} {z} ; OBJECT ENCODING z3",
      "ZRANGESTORE z3 {z} 0 -1 ; OBJECT ENCODING z3",
      "SORT {z} ALPHA ; OBJECT ENCODING {z}",
  };
}

Templates lines_on_strings() {
  return {
      "SET {t} {text} ; OBJECT ENCODING {t}",
      "SETNX {t} {text}",
      "GETSET {t} {text}",
      "APPEND {t} {text} ; OBJECT ENCODING {t}",
      "SETRANGE {t} 0 {text} ; OBJECT ENCODING {t}",
      "SETBIT {t} 7 1 ; OBJECT ENCODING {t}",
      "INCR {t} ; OBJECT ENCODING {t} ; OBJECT REFCOUNT {t}",
      "INCRBYFLOAT {t} 1 ; OBJECT ENCODING {t}",
      "BITOP OR t3 {t} {t} ; OBJECT ENCODING t3",
  };
}

Templates lines_on_all() {
  return {
      "RENAME {any} {any}",
      "RENAME {t} t3 ; OBJECT ENCODING t3",
      "COPY {any} {any} REPLACE",
      "COPY {h} h3 REPLACE ; OBJECT ENCODING h3",
      "DEL {any}",
      "DEBUG RELOAD",
      "DEBUG RELOAD x",
      "DEBUG DIGEST",
      "DEBUG DIGEST-VALUE {any} {any} {any}",
      "DEBUG LISTPACK {any}",
      "DEL h2 ; HSET h2 a b ; DEBUG LISTPACK h2",
      "SET t1 {text} ; DEBUG OBJECT t1",
      "DEBUG LISTPACK {z}",
      "DEBUG POPULATE 2 t",
      "DEBUG POPULATE {limit} l 5",
      "DEBUG POPULATE x",
      "DEBUG SET-ACTIVE-EXPIRE 0",
      "DEBUG LOG {word}",
      "DEBUG ERROR {word}",
      "DEBUG CHANGE-REPL-ID",
      "DEBUG QUICKLIST-PACKED-THRESHOLD 100b",
      "DEBUG QUICKLIST-PACKED-THRESHOLD x",
      "DEBUG NOSUCH",
      "DEBUG OBJECT none",
      "PEXPIREAT {any} 9999999999000",
      "RPUSH l1 {word}",
      "XADD x1 5-* {word} {word}",
  };
}

}  // namespace

const RequestFamily& encoding_requests() {
  static const RequestFamily family{
      "encodings",
      1,
      choices(),
      joined({lines_on_containers(), lines_on_strings(), lines_on_all()}),
      {"HSET {h} {word} {word} {word} 1", "SADD {s} {member} {member}",
       "ZADD {z} 1 {word} 2 {word}", "SET {t} {text}"},
      {{"CONFIG", "SET", "hash-max-listpack-entries", "3", "hash-max-listpack-value", "5",
        "set-max-intset-entries", "3", "zset-max-listpack-entries", "3", "zset-max-listpack-value",
        "5"}}};
  return family;
}

}  // namespace rollcall::sim::redis
