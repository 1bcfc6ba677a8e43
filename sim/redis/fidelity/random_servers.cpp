#include <utility>

#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Templates client_lines() {
  return {
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
      "CLIENT UNBLOCK 99999999 {reason}",
      "CLIENT UNBLOCK {client} {reason}",
      "BLPOP free 0 | CLIENT UNBLOCK {client-before}",
      "BLPOP free 0 | CLIENT UNBLOCK {client-before} {reason}",
      "BLPOP free 0 | RPUSH free a ; CLIENT UNBLOCK {client-before} ; DEL free",
      "WAIT 1 0 | CLIENT UNBLOCK {client-before} {reason}",
      "BLPOP free 0 | CLIENT KILL ID {client-before}",
      "CLIENT KILL ID {client}",
      "CLIENT KILL ID {client} SKIPME {skip}",
      "CLIENT KILL ID {client} SKIPME no TYPE normal",
      "CLIENT KILL SKIPME no ID {client} USER default",
      "SET {key} a | CLIENT KILL ID {client-before}",
      "WATCH {key} ; MULTI ; SET {key} b | CLIENT KILL ID {client-before} ; GET {key}",
      "CLIENT LIST ID {client}",
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
  };
}

Templates lines() {
  return {
      "DBSIZE",
      "SET {key} {value}",
      "RPUSH {key} {value} {value}",
      "ECHO {value}",
      "PING {value}",
      "WAIT 0 {int}",
      "WAIT {int} 1",
      "WAIT x 1",
      "BLPOP {key} 0.01",
      "DEBUG SLEEP 0",
      "DEBUG PROTOCOL {type}",
      "RESET ; HELLO 3 ; DEBUG PROTOCOL push",  // two answers, which EXEC would count as one
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
  };
}

// A word less at the end must not leave the others waiting: all of them wait then, also who would
// end the pause.
Templates pausing_lines() {
  return {
      "CLIENT PAUSE 20 WRITE ; GET {key} ; SET {key} {value}",
      "CLIENT PAUSE 20 ; PING",
      "CLIENT PAUSE {odd} WRITE",
      "CLIENT PAUSE 0 {reason}",
      "CLIENT UNPAUSE",
      "CLIENT PAUSE 5000 WRITE | SET {key} {value} | CLIENT LIST ; CLIENT UNPAUSE ; DBSIZE",
      "CLIENT PAUSE 5000 WRITE | EVAL {script} 1 {key} {value} | GET {key} ; CLIENT UNPAUSE ; "
      "DBSIZE",
      "MULTI ; INCR {key} | CLIENT PAUSE 5000 WRITE | EXEC | INFO clients ; CLIENT UNPAUSE ; "
      "DBSIZE",
      "CLIENT PAUSE 5000 WRITE | PUBLISH a {value} | CLIENT PAUSE 0 WRITE ; CLIENT UNPAUSE ; "
      "DBSIZE",
      // In no transaction: what it carries out takes no time here.
      "RESET ; SET k1 a PX 1 ; DEBUG SLEEP 0.005 ; CLIENT PAUSE 5000 WRITE ; GET k1 ; DBSIZE ; "
      "CLIENT UNPAUSE ; DBSIZE ; GET k1 ; DBSIZE",
  };
}

RequestFamily family_of(std::string_view name, Templates templates) {
  return {.name = name,
          .connections = 2,
          .choices = {{"{nobody}", {"99999999", "99999999", "0", "-1", "x"}},
                      {"{reason}", {"TIMEOUT", "error", "x"}},
                      {"{odd}", {"0", "1", "x", "-1", "1.5"}},
                      {"{mode}", {"SYNC", "async", "x"}},
                      {"{skip}", {"yes", "no", "NO", "x"}},
                      {"{bit}", {"0", "1", "x"}},
                      {"{type}",
                       {"string", "integer", "double", "bignum", "null", "array", "set", "map",
                        "attrib", "verbatim", "true", "FALSE", "x"}},
                      {"{name}", {"one", "two", "t w o", ""}}},
          .lines = std::move(templates)};
}

}  // namespace

// Commands on the server and on connections; two clients.
const RequestFamily& server_requests() {
  static const RequestFamily family = family_of("server", joined({client_lines(), lines()}));
  return family;
}

// Not with the others: redis-server 7.0.15 crashes on CLIENT UNBLOCK of a paused client.
const RequestFamily& pausing_requests() {
  static const RequestFamily family = family_of("pausing", joined({pausing_lines(), lines()}));
  return family;
}

}  // namespace rollcall::sim::redis
