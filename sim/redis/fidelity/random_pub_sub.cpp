#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {

namespace {

Templates listening_lines() {
  return {
      "SUBSCRIBE {channel}",
      "SUBSCRIBE {channel} {channel} weather",
      "PSUBSCRIBE {pattern}",
      "PSUBSCRIBE {pattern} {pattern}",
      "SSUBSCRIBE {channel} {channel}",
      "UNSUBSCRIBE",
      "UNSUBSCRIBE {channel} {channel}",
      "PUNSUBSCRIBE",
      "PUNSUBSCRIBE {pattern} n*",
      "SUNSUBSCRIBE",
      "SUNSUBSCRIBE {channel}",
      "UNSUBSCRIBE ; PUNSUBSCRIBE ; SUNSUBSCRIBE ; PUBLISH {channel} {value}",
      "UNSUBSCRIBE ; PUNSUBSCRIBE ; SUNSUBSCRIBE ; CLIENT LIST TYPE {type}",
      "RESET ; PUBLISH {channel} {value}",
      "RESET ; HELLO 3",
      "RESET ; SPUBLISH {channel} {value}",
      "RESET ; PUBSUB CHANNELS",
      "RESET ; PUBSUB CHANNELS {pattern}",
      "RESET ; PUBSUB SHARDCHANNELS ; PUBSUB SHARDCHANNELS {pattern}",
      "SUBSCRIBE news | RESET ; PUBSUB NUMSUB news {channel} ; PUBSUB CHANNELS",
      "SSUBSCRIBE news | RESET ; PUBSUB SHARDNUMSUB {channel} news ; PUBSUB SHARDCHANNELS",
      "PUBSUB NUMSUB",
      "PUBSUB CHANNELS a b",
      "PUBSUB NOTHING",
  };
}

Templates speaking_lines() {
  return {
      "PUBLISH {channel} {value}",
      "SUBSCRIBE {channel} | RESET ; PUBLISH news {value} ; PUBLISH {channel} {value}",
      "SUBSCRIBE news weather | RESET ; PUBLISH news {value} ; PUBLISH weather {value}",
      "PSUBSCRIBE * n* | RESET ; PUBLISH news {value} ; PUBSUB NUMPAT ; PUBLISH {channel} a",
      "PSUBSCRIBE {pattern} | RESET ; PUBSUB NUMPAT ; PUBSUB CHANNELS ; PUBLISH {channel} a",
      "SSUBSCRIBE news | RESET ; SPUBLISH news {value} ; SPUBLISH {channel} {value}",
      "SSUBSCRIBE news weather | RESET ; SPUBLISH news {value} ; SPUBLISH weather {value}",
      "RESET ; MULTI ; PUBLISH {channel} {value} ; SPUBLISH {channel} {value} ; EXEC",
      "MULTI ; PUBLISH {channel} {value} ; SUBSCRIBE {channel} ; PING ; GET {key} ; EXEC",
      "MULTI ; SUBSCRIBE {channel} {channel} ; UNSUBSCRIBE {channel} ; UNSUBSCRIBE ; EXEC",
      "MULTI ; SSUBSCRIBE {channel} ; PSUBSCRIBE {pattern} ; PUNSUBSCRIBE ; EXEC",
      "RESET ; EVAL {say} 1 {channel} {value}",
      "EVAL {say} 1 {channel} {value}",
      "EVAL_RO {say} 1 {channel} {value}",
      "DEBUG SET-DISABLE-DENY-SCRIPTS {allowed}",
      "RESET ; HELLO 3 ; SUBSCRIBE news ; BLPOP none 0",
      "RESET ; RPUSH none {value}",
      "RESET ; CLIENT KILL TYPE pubsub",
      "PING",
      "PING {value}",
      "PING {value} {value}",
      "SET {key} {value}",
      "GET {key}",
      "NOSUCH {key}",
      "HELLO 3",
      "CLIENT INFO",
      "INFO stats",
      "QUIT",
  };
}

}  // namespace

// Three clients that talk past each other. Of those that speak RESP2 and listen, most requests are
// refused: they leave again often.
const RequestFamily& pub_sub_requests() {
  static const RequestFamily family{
      "pub-sub",
      3,
      {{"{channel}", {"news", "news", "weather", ""}},
       {"{pattern}", {"n*", "*", "[nw]e*", "news", "x"}},
       {"{say}",
        {"return redis.call('publish', KEYS[1], ARGV[1])",
         "redis.call('publish', KEYS[1], 1) return redis.call('publish', KEYS[1], ARGV[1])",
         "redis.set_repl(redis.REPL_NONE) return redis.call('spublish', KEYS[1], ARGV[1])",
         "return redis.call('pubsub', 'numsub', KEYS[1])",
         "return redis.call('subscribe', KEYS[1])", "return redis.call('ping')"}},
       {"{type}", {"pubsub", "pubsub", "normal", "x"}},
       {"{allowed}", {"0", "1"}}},
      joined({listening_lines(), speaking_lines()})};
  return family;
}

}  // namespace rollcall::sim::redis
