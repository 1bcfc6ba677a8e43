#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

// Elements with equal weights come in an order of their own in Redis, as do those of a set that is
// not sorted: no two weights are equal, and such sets have one element.
Choices choices() {
  return {
      {"{key}", {"list", "list", "zset", "set", "words", "text", "none"}},
      {"{ordered}", {"list", "zset", "words", "one"}},
      {"{element}", {"1", "2", "3", "10", "-1.5", "2", "1e1", "0x10", "", " 4", "inf", "x"}},
      {"{order}", {"ASC", "DESC", "desc"}},
      {"{count}", {"0", "1", "2", "2", "-1", "100", "-9223372036854775808", "x"}},
      {"{by}", {"w_*", "h_*->w", "h_*->x", "nosort", "w_*_x", "h_*->", "*", "w_*", "h_*->w"}},
      {"{get}", {"#", "w_*", "h_*->w", "h_*->none", "none", "t_*", "*", "h_*->"}},
      {"{weight}", {"w_1", "w_2", "w_10"}},
      {"{full}", {"w_*", "h_*->x", "h_*->w", "nosort"}},
      {"{target}", {"out", "out", "list", "text"}},
  };
}

Templates lines() {
  return {
      "SORT {key}",
      "SORT {key} {order}",
      "SORT {key} ALPHA",
      "SORT {key} ALPHA {order} LIMIT {count} {count}",
      "SORT {key} LIMIT {count} {count}",
      "SORT list BY {by}",
      "SORT zset BY {by} {order}",
      "SORT {ordered} BY {full} ALPHA GET {get}",
      "SORT list BY {by} ALPHA",
      "SORT {ordered} BY nosort {order} LIMIT {count} {count}",
      "SORT {ordered} BY nosort GET {get} GET {get}",
      "SORT list BY {by} GET {get} GET # LIMIT 0 2",
      "SORT set BY w_* GET {get} {order}",
      "SORT set BY nosort STORE {target} ; LRANGE {target} 0 -1",
      "SORT {key} ALPHA STORE {target} ; LRANGE {target} 0 -1",
      "SORT {key} GET {get} STORE {target} ; LRANGE {target} 0 -1",
      "SORT {key} STORE {target} STORE out ; TTL out",
      "SORT none STORE {target} ; EXISTS {target}",
      "SORT_RO {key} {order}",
      "SORT_RO list {order}",
      "SORT_RO words ALPHA {order}",
      "SORT_RO list BY w_* GET # GET {get}",
      "SORT_RO list BY {by} GET {get}",
      "SORT_RO {key} ALPHA LIMIT 1 {count}",
      "SORT_RO {key} STORE out",
      "SORT list BY",
      "SORT {key} LIMIT 1",
      "SORT {key} GET",
      "SORT {key} x",
      "EVAL {script} 1 set",
      "RPUSH list {element}",
      "LPOP list",
      "SADD set {element}",
      "SREM set {element}",
      "ZADD zset 5 30",
      "SET {weight} {element}",
      "DEL {target}",
      "DEBUG LOADAOF",
  };
}

}  // namespace

const RequestFamily& sorting_requests() {
  static const RequestFamily family = [] {
    RequestFamily sorting{"sorting", 1, choices(), lines(), {"RPUSH list 3 1 2", "SADD set 3 1 2"}};
    sorting.choices["{script}"] = {"return redis.call('sort', KEYS[1], 'by', 'nosort', 'get', '#')",
                                   "return redis.call('sort', KEYS[1], 'desc')"};
    sorting.opening = {
        {"RPUSH", "list", "3", "1", "2", "10"},
        {"RPUSH", "words", "pear", "apple", "fig"},
        {"SADD", "set", "5", "1", "30"},
        {"SADD", "one", "1"},
        {"ZADD", "zset", "1", "3", "2", "2", "3", "10"},
        {"SET", "text", "a"},
        {"MSET", "w_1", "30", "w_2", "20", "w_3", "10", "w_10", "15", "w_5", "1", "w_30", "2"},
        {"HSET", "h_1", "w", "1.5", "x", "c"},
        {"HSET", "h_2", "w", "0.5", "x", "b"},
        {"HSET", "h_3", "w", "2.5", "x", "a"},
        {"HSET", "h_10", "w", "-1", "x", "z"},
        {"RPUSH", "t_1", "a"}};
    return sorting;
  }();
  return family;
}

}  // namespace rollcall::sim::redis
