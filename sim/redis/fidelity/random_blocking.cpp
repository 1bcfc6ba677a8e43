#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {

// Three clients: some wait, others serve them.
const RequestFamily& blocking_requests() {
  static const RequestFamily family{
      "blocking",
      3,
      {{"{key}", {"k1", "k1", "k2"}},
       {"{end}", {"LEFT", "RIGHT", "left", "x"}},
       {"{push}",
        {"return redis.call('rpush', KEYS[1], 'a', 'b')",
         "redis.call('rpush', KEYS[1], 'a') return redis.call('del', KEYS[1])",
         "return redis.call('blpop', KEYS[1], 0)",
         "return redis.call('blmpop', 0, 1, KEYS[1], 'LEFT')"}},
       {"{reason}", {"TIMEOUT", "error", "ERROR", "x"}},
       {"{timeout}", {"0", "0", "0", "0", "0.01", "-1", "x", "1e400", "9223372036854775807"}}},
      {
          "BLPOP {key} {timeout}",
          "RPUSH {key} {value} {value} ; BLPOP {key} {key} {timeout}",
          "RPUSH {key} {value} {value} ; BRPOP {key} {timeout}",
          "RPUSH {key} {value} {value} ; BLMOVE {key} {key} LEFT RIGHT {timeout}",
          "RPUSH k1 {value} {value} ; BLMOVE k1 {key} {end} RIGHT 0",
          "RPUSH k1 {value} {value} ; BLMPOP 0 1 k1 LEFT COUNT 3",
          "RPUSH {key} {value} {value} ; BRPOPLPUSH {key} {key} {timeout}",
          "RPUSH {key} {value} {value} ; BLMPOP {timeout} 2 {key} {key} RIGHT COUNT 2",
          "BLPOP {key} {key} {timeout}",
          "RPUSH k2 {value} ; BLPOP none k2 0",
          "DEL k3 ; RPUSH k2 {value} ; BRPOPLPUSH k2 k3 0",
          "BRPOP {key} {key} {timeout}",
          "BLMOVE {key} {key} {end} {end} {timeout}",
          "RPUSH {key} {value} b ; BLMOVE {key} {key} RIGHT LEFT 0",
          "RPUSH k1 {value} b ; BLMOVE k1 k2 LEFT RIGHT {timeout}",
          "RPUSH k2 a ; BLPOP {key} k2 0",
          "BRPOPLPUSH {key} {key} {timeout}",
          "BLMPOP {timeout} 1 {key} {end}",
          "BLMPOP {timeout} 2 {key} {key} {end} COUNT 2",
          "BLMPOP 0 {index} {key} {end}",
          "BLPOP free {key} 0 | CLIENT UNBLOCK {client-before} {reason}",
          "BLMOVE free {key} LEFT RIGHT 0 | CLIENT UNBLOCK {client-before} {reason}",
          "BLMPOP 0 2 free {key} LEFT | CLIENT UNBLOCK {client-before} {reason}",
          "BZPOPMIN free {key} 0 | CLIENT UNBLOCK {client-before} {reason}",
          "XREAD BLOCK 0 STREAMS free $ | CLIENT UNBLOCK {client-before} {reason}",
          "BLPOP free 0 | MULTI ; CLIENT UNBLOCK {client-before} {reason} ; RPUSH free a ; EXEC ; "
          "DEL free",
          "CLIENT UNBLOCK {client} {reason}",
          "CLIENT KILL ID {client}",
          "RPUSH {key} {value}",
          "RPUSH {key} {value} {value} {value}",
          "RPUSH {key} {value} {value} {value}",
          "LPUSH {key} {value} {value}",
          "LINSERT {key} BEFORE a {value}",
          "LMOVE {key} {key} LEFT RIGHT",
          "SET {key} {value}",
          "DEL {key}",
          "DEL {key}",
          "RENAME {key} {key}",
          "EVAL {push} 1 {key}",
          "MULTI",
          "EXEC",
          "FLUSHALL",
      }};
  return family;
}

}  // namespace rollcall::sim::redis
