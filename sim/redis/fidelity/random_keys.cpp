#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {
      {"{key}", {"k1", "k1", "k1", "hash", "list"}},
      {"{other}", {"k1", "hash", "k2", "k3", "k4"}},
      {"{db}", {"0", "0", "0", "0", "1", "1", "2", "2", "16", "-1", "2147483648", "x"}},
      {"{type}", {"string", "list", "HASH", "set", "zset", "x"}},
      {"{element}", {"a", "b", "1"}},
      {"{everything}",
       {"redis.call('mset', 'k1', 'a', 'k2', '10') redis.call('hset', 'hash', 'a', '1', 'b', '') "
        "redis.call('sadd', 'set', 'a', '1') "
        "redis.call('del', 'list') redis.call('rpush', 'list', 'b', 'a') "
        "redis.call('pexpireat', 'k1', 9999999999499) redis.call('expireat', 'hash', 8888888888)"}},
      {"{ttl}", {"0", "0", "9999999999", "-1", "x"}},
      {"{idle}",
       {"0", "5000", "500000", "16777215", "16777216", "20000000", "9999999999",
        "9223372036854775807"}},
      {"{cursor}", {"0", "0", "0", "+0", "", "x", "-x", "18446744073709551616"}},
  };
}

Templates dump_lines() {
  return {
      "RESTORE k6 {ttl} {payload} ; GET k6",
      "RESTORE k6 {ttl} {payload} REPLACE",
      "RESTORE {other} {ttl} {payload} REPLACE ABSTTL",
      "RESTORE k7 0 {payload} IDLETIME {ttl}",
      "SET k7 a ; DUMP k7 ; RESTORE k7 0 {payload} REPLACE IDLETIME {idle} ; OBJECT IDLETIME k7",
      "RESTORE k7 0 {payload} REPLACE IDLETIME 1000 ; OBJECT IDLETIME k7",
      "RESTORE k7 0 {payload} REPLACE FREQ 5",
      "RESTORE k6 0 {payload} REPLACE IDLETIME 9000000 ; OBJECT IDLETIME k6",
      "SET k8 {value} ; DUMP k8",
      "DUMP none",
      "DUMP {other}",
  };
}

Templates scan_lines() {
  return {
      "SCAN {cursor} COUNT 1000",
      "SET k1 a ; SCAN 0",
      "HSET hash a b ; SCAN 0 MATCH {pattern}",
      "SCAN 0 COUNT 100",
      "SET k1 a ; SCAN 0 COUNT 1 TYPE string",
      "SCAN 0 MATCH {pattern} COUNT 1000",
      "SCAN 0 COUNT 1000 TYPE {type}",
      "SCAN {cursor} match {pattern} count 1000 type {type} MATCH {pattern}",
      "SCAN {index} COUNT {index} MATCH nothing",
      "SCAN 0 MATCH nothing COUNT",
      "SCAN 0 x {pattern}",
  };
}

Templates lines() {
  return {
      "COPY set k4 REPLACE",
      "SADD k4 {element}",
      "DEL {other} {other}",
      "DEL {key}",
      "UNLINK {other} {key}",
      "TOUCH {key} {other} {other}",
      "TYPE {other}",
      "KEYS {pattern}",
      "RANDOMKEY",
      "RENAME {key} {key}",
      "RENAME {key} {other}",
      "RENAME {other} {key}",
      "EXISTS {key} {key} {other}",
      "DEL k6 k7 k8",
      "RENAMENX {key} {key}",
      "RENAMENX {key} {other}",
      "RENAMENX {key} k8",
      "DEL k8 ; RENAMENX {key} k8",
      "DEL k7 ; RENAMENX {other} k7",
      "RENAMENX {other} {other}",
      "COPY {key} {other}",
      "COPY {key} k6 REPLACE",
      "COPY {key} k7 DB 2",
      "COPY k1 k6 REPLACE",
      "PEXPIRETIME k6",
      "COPY {key} {key} REPLACE",
      "COPY {key} {other} replace",
      "COPY {key} {key} DB {db}",
      "COPY {key} {other} db {db} REPLACE",
      "COPY {other} {other} REPLACE DB {db} DB {db}",
      "COPY {other} {other} DB",
      "COPY {other} {other} x",
      "MOVE {key} {db}",
      "MOVE {key} 3",
      "SELECT 5 ; DEL {other} ; SELECT 0 ; SET {other} {value} ; MOVE {other} 5",
      "SELECT 6 ; DEL k9 ; SELECT 0 ; SET k9 {value} ; MOVE k9 6",
      "MOVE {other} {db}",
      "SWAPDB {db} {db}",
      "SWAPDB 0 1",
      "SELECT {db}",
      "DBSIZE",
      "FLUSHDB SYNC",
      "FLUSHALL async",
      "FLUSHDB x",
      "ECHO {value}",
      "INCR {key}",
      "GET {key}",
      "LRANGE list 0 -1",
      "LRANGE k4 0 -1",
      "HGETALL hash",
      "SMEMBERS k4",
      "PEXPIRETIME {other}",
  };
}

}  // namespace

const RequestFamily& key_requests() {
  static const RequestFamily family{
      "keys",
      1,
      choices(),
      joined({lines(), scan_lines(), dump_lines()}),
      {"EVAL {everything} 0", "EVAL {everything} 0", "SELECT 0", "PEXPIREAT k1 9999999999500"}};
  return family;
}

}  // namespace rollcall::sim::redis
