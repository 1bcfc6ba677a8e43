#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Templates command_lines() {
  return {
      "COMMAND",
      "COMMAND COUNT",
      "COMMAND LIST",
      "COMMAND LIST FILTERBY PATTERN {pattern}",
      "COMMAND LIST FILTERBY MODULE {command}",
      "COMMAND INFO {command}",
      "COMMAND INFO {command} {command} {command}",
      "COMMAND DOCS {command}",
      "COMMAND GETKEYS SET {key} {value}",
      "COMMAND GETKEYS MSET {key} {value} {key} {value}",
      "COMMAND GETKEYS EVAL {value} {index} {key} {key}",
      "COMMAND GETKEYS ZUNION 2 {key} {key}",
      "COMMAND GETKEYS ZUNIONSTORE {key} {index} {key} {key}",
      "COMMAND GETKEYS XREADGROUP GROUP g c COUNT 1 STREAMS {key} {key} 0 0",
      "COMMAND GETKEYS XREAD STREAMS {key} 0",
      "COMMAND GETKEYS PING",
      "COMMAND GETKEYS {command}",
      "COMMAND GETKEYS {command} {key} {value}",
  };
}

Templates parameter_lines() {
  return {
      "CONFIG GET {parameter}",
      "CONFIG GET {parameter} {parameter}",
      "CONFIG SET maxmemory-policy {policy}",
      "CONFIG SET maxmemory-policy {policy} ; CONFIG GET maxmemory-policy",
      "CONFIG SET maxmemory-policy {policy} timeout {number}",
      "CONFIG SET maxmemory-samples {number} ; CONFIG GET maxmemory-samples",
      "CONFIG SET slowlog-log-slower-than {number} ; CONFIG GET slowlog*",
      "CONFIG SET lfu-log-factor {number} lfu-log-factor {number}",
      "CONFIG SET databases {number}",
      "DEL used ; CONFIG SET maxmemory-policy allkeys-lfu lfu-log-factor 0 lfu-decay-time 0 ; "
      "SET used a ; OBJECT FREQ used ; GET used ; OBJECT FREQ used",
      "CONFIG SET save {points} ; CONFIG GET save",
      "CONFIG SET nothing {number}",
      "CONFIG RESETSTAT",
      "CONFIG REWRITE",
  };
}

Templates state_lines() {
  return {
      "CLIENT ID",
      "CLIENT INFO",
      "CLIENT LIST",
      "TIME",
      "QUIT",
      "SCRIPT KILL",
      "INFO",
      "INFO {section}",
      "INFO {section} {section}",
      "SET {key} {value} ; INFO keyspace",
      "SET {key} {value} ; MEMORY USAGE {key}",
      "DEL {key} ; RPUSH {key} {value} ; MEMORY USAGE {key} SAMPLES 0",
      "SET {key} 1 ; MEMORY USAGE {key} SAMPLES 5",
      "SET {key} {value} ; MEMORY USAGE {key} SAMPLES {int}",
      "SET k1 {value} ; MEMORY USAGE k1",
      "SET {key} {value} EX {s} ; INFO keyspace",
      "DEBUG PROTOCOL {type}",
      "{container} HELP",
      "{container} NOTHING",
      "LOLWUT",
      "PFCOUNT {key}",
      "GEOPOS {key} {value}",
      "SLOWLOG LEN",
      "LATENCY LATEST",
      "ACL WHOAMI",
  };
}

}  // namespace

// What a server tells of itself, and what it does not know: here the known differences show.
const RequestFamily& introspection_requests() {
  static const RequestFamily family{
      "introspection",
      2,
      {{"{command}",
        {"get", "SET", "xadd", "client|list", "client", "client|nothing", "eval", "zunionstore",
         "geoadd", "nothing"}},
       {"{section}",
        {"server", "clients", "memory", "persistence", "stats", "replication", "keyspace", "ALL",
         "default", "everything", "nothing"}},
       {"{parameter}",
        {"maxmemory", "maxmemory-policy", "maxmemory-samples", "slowlog-log-slower-than", "save",
         "timeout", "lfu-log-factor", "maxmemory*", "*max*", "[", "nothing", "*"}},
       {"{type}",
        {"string", "integer", "double", "bignum", "null", "array", "set", "map", "attrib", "push",
         "verbatim", "true", "false", "x"}},
       {"{points}", {"", "1000 1000000", "3600 1000000 7200 1000000", "3600", "0 1", "x 1"}},
       {"{policy}", {"allkeys-lru", "VOLATILE-TTL", "noeviction", "allkeys-lfu", "x"}},
       {"{number}", {"0", "5", "1000", "10000", "-1", "2147483648", "x"}},
       {"{container}",
        {"CLIENT", "COMMAND", "CONFIG", "FUNCTION", "MEMORY", "OBJECT", "PUBSUB", "SCRIPT", "XINFO",
         "XGROUP", "DEBUG"}}},
      joined({command_lines(), parameter_lines(), state_lines()})};
  return family;
}

}  // namespace rollcall::sim::redis
