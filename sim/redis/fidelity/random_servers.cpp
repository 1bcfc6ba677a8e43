#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {

// Commands on the server and on connections; two clients.
const RequestFamily& server_requests() {
  static const RequestFamily family{
      "server",
      2,
      {{"{nobody}", {"99999999", "99999999", "0", "-1", "x"}},
       {"{reason}", {"TIMEOUT", "error", "x"}},
       {"{mode}", {"SYNC", "async", "x"}},
       {"{bit}", {"0", "1", "x"}},
       {"{type}",
        {"string", "integer", "double", "bignum", "null", "array", "set", "map", "attrib", "push",
         "verbatim", "true", "FALSE", "x"}},
       {"{name}", {"one", "two", "t w o", ""}}},
      {
          "DBSIZE",
          "SET {key} {value}",
          "RPUSH {key} {value} {value}",
          "ECHO {value}",
          "PING {value}",
          "CLIENT SETNAME {name}",
          "CLIENT GETNAME",
          "CLIENT SETNAME one ; CLIENT GETNAME",
          "CLIENT KILL ID {nobody}",
          "CLIENT KILL ID 99999999 SKIPME no",
          "CLIENT KILL 1.2.3.4:5",
          "CLIENT KILL TYPE replica USER default",
          "CLIENT KILL TYPE {name}",
          "CLIENT KILL USER {name}",
          "CLIENT KILL LADDR 1.2.3.4:5 SKIPME {name}",
          "CLIENT UNBLOCK 9999 {reason}",
          "CLIENT UNBLOCK {nobody}",
          "CLIENT NO-EVICT {reason}",
          "CLIENT NO-EVICT on",
          "CLIENT LIST",
          "CLIENT LIST TYPE normal",
          "CLIENT LIST TYPE {name}",
          "CLIENT LIST ID {nobody}",
          "CLIENT INFO",
          "CLIENT REPLY ON",
          "CLIENT REPLY {name}",
          "WAIT 0 {int}",
          "WAIT {int} 1",
          "WAIT x 1",
          "BLPOP {key} 0.01",
          "DEBUG SLEEP 0",
          "DEBUG PROTOCOL {type}",
          "DEBUG PAUSE-CRON 0",
          "DEBUG SET-DISABLE-DENY-SCRIPTS {bit}",
          "SELECT {db}",
          "FLUSHDB {mode}",
          "MULTI",
          "EXEC",
          "DISCARD",
          "TYPE {key}",
          "HELLO 2",
          "AUTH {value}",
          "AUTH default {value}",
      }};
  return family;
}

}  // namespace rollcall::sim::redis
