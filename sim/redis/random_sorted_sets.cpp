#include "sim/redis/random_requests.h"

namespace rollcall::sim::redis {
namespace {

// z1, z2, z3: any scores. l1, l2: all scores 0, for ranges of bytes. zl: a long member. s: a plain
// set. t: a string.
Choices choices() {
  const std::string a_long_member(65, 'y');
  return {
      {"{z}", {"z1", "z1", "z1", "z2", "z2", "z2", "z3", "zl"}},
      {"{any}", {"z1", "z1", "z2", "z2", "z3", "z3", "zl", "none", "s", "t"}},
      {"{to}", {"z1", "z2", "z3", "none", "t2"}},
      {"{l}", {"l1", "l1", "l2"}},
      {"{m}", {"a", "a", "b", "b", "c", "d", "e", "", "bb", "\xff\x01"}},
      {"{long}", {"a", "b", a_long_member}},
      {"{score}",
       {"0", "-0", "1", "2", "2", "3", "1.1", "-1.5", "2.50", "1e17", "0.1", "inf", "-inf"}},
      {"{badscore}", {"nan", "x", "", " 1", "0x10", "1e400", "1e-400", "1,5", "+inf", "1e3"}},
      {"{zero}", {"0", "-0", "0.0"}},
      {"{add}", {"NX", "xx", "GT", "LT", "CH", "INCR", "ch", "Gt"}},
      {"{at}", {"0", "0", "1", "-1", "-1", "-2", "2", "-100", "100", "x", "1.5"}},
      {"{min}",
       {"-inf", "-inf", "0", "(0", "1", "(1", "-1.5", "(1.1", "2", "", "(", " 1", "nan", "x"}},
      {"{max}", {"+inf", "inf", "inf", "3", "(3", "2", "(2", "1e17", "(inf", "1e400", "1", "x"}},
      {"{lmin}", {"-", "-", "[a", "(a", "[b", "(b", "[", "(", "[bb", "+", "a", ""}},
      {"{lmax}", {"+", "+", "[d", "(d", "[b", "(b", "[bb", "(zz", "[\xff", "-", "b"}},
      {"{n}", {"0", "1", "2", "3", "-1", "100", "x"}},
      {"{count}", {"1", "1", "2", "3", "100", "0", "-1", "x"}},
      {"{weight}", {"1", "2", "0", "-1", "0.5", "inf", "-0", "x"}},
      {"{aggregate}", {"SUM", "min", "MAX", "x"}},
      {"{numkeys}", {"2", "2", "2", "1", "3", "0", "-1", "x"}},
      {"{end}", {"MIN", "max", "MAX", "x"}},
      {"{ws}", {"WITHSCORES", "withscores"}},
      {"{range}", {"WITHSCORES", "REV", "BYSCORE", "rev", "byscore", "BYLEX", "withscores", "x"}},
      {"{glob}", {"*", "a*", "b?", "[ab]", "nothing"}},
      {"{timeout}", {"0", "0.1", "100", "-1", "x", "inf"}},
  };
}

Templates seeds() {
  return {
      "ZADD {z} {score} {m} {score} {m} {score} {m}",
      "ZADD {z} {score} {m} {score} {m} {score} {m} {score} {m}",
      "ZADD {z} {score} {m} {score} {m}",
      "ZADD {l} 0 {m} {zero} {m} 0 {m} {zero} {m}",
      "ZADD zl {score} {long} {score} {long} {score} {m}",
      "SADD s {m} {m} {m}",
      "SET t x",
  };
}

void append_members(Templates& lines) {
  const Templates members = {
      "SET t2 x",
      "DEL {any}",
      "TYPE {any}",
      "ZADD {any} {score} {m}",
      "ZADD {any} {add} {score} {m}",
      "ZADD {any} {add} {score} {m} {score} {m}",
      "ZADD {any} {add} {add} {score} {m}",
      "ZADD {any} {add} CH {score} {m} {score} {m}",
      "ZADD {any} {add} {add} {add} {score} {m}",
      "ZADD {any} {add} {add} INCR {score} {m}",
      "ZADD {any} {badscore} {m}",
      "ZADD {any} {score} {m} {badscore} {m}",
      "ZADD {any} {score} {m} {m}",
      "ZINCRBY {any} {score} {m}",
      "ZINCRBY {any} {score} {m}",
      "ZINCRBY {any} {badscore} {m}",
      "ZREM {any} {m}",
      "ZREM {any} {m} {m} {long}",
      "ZCARD {any}",
      "ZSCORE {any} {m}",
      "ZMSCORE {any} {m} {m} {long}",
      "ZRANK {any} {m}",
      "ZREVRANK {any} {m}",
      "ZRANDMEMBER {any}",
      "ZRANDMEMBER {any} 100",
      "ZRANDMEMBER {any} 100 {ws}",
      "ZRANDMEMBER {any} {count}",
      "ZRANDMEMBER {any} {count} {ws}",
      "ZRANDMEMBER {any} -3 {ws}",
      "ZRANDMEMBER {any} {count} {range}",
      "ZRANDMEMBER {any} -9223372036854775808",
      "ZRANDMEMBER {any} -9223372036854775807 {ws}",
      "ZRANDMEMBER {any} 9223372036854775807 {ws}",
      "ZSCAN {any} 0 COUNT 1000",
      "ZSCAN {any} 0 MATCH {glob} COUNT 1000",
      "ZSCAN {any} {n} MATCH nothing COUNT {count}",
      "ZSCAN z1 {n}",
      "ZSCAN {any} 0 {range} {count}",
      "ZSCAN {any} 0 TYPE zset",
  };
  lines.insert(lines.end(), members.begin(), members.end());
}

void append_ranges(Templates& lines) {
  const Templates ranges = {
      "ZCOUNT {any} {min} {max}",
      "ZLEXCOUNT {l} {lmin} {lmax}",
      "ZLEXCOUNT {any} - +",
      "ZRANGE {any} {at} {at}",
      "ZRANGE {any} 0 -1 {ws}",
      "ZRANGE {any} {at} {at} REV {ws}",
      "ZRANGE {any} {at} {at} {range}",
      "ZRANGE {any} {min} {max} BYSCORE",
      "ZRANGE {any} {min} {max} BYSCORE {ws} LIMIT {n} {n}",
      "ZRANGE {any} {max} {min} BYSCORE REV {ws}",
      "ZRANGE {any} {max} {min} REV LIMIT {n} {n} byscore",
      "ZRANGE {l} {lmin} {lmax} BYLEX",
      "ZRANGE {l} {lmin} {lmax} bylex LIMIT {n} {n}",
      "ZRANGE {l} {lmax} {lmin} BYLEX REV LIMIT {n} {n}",
      "ZRANGE {l} {lmax} {lmin} BYLEX REV",
      "ZRANGE {any} 0 -1 LIMIT {n} {n}",
      "ZRANGE {any} 0 -1 LIMIT {n}",
      "ZRANGE {any} - + BYLEX {range}",
      "ZRANGE {any} 0 1 {range} {range} {range}",
      "ZREVRANGE {any} {at} {at}",
      "ZREVRANGE {any} {at} {at} {ws}",
      "ZREVRANGE {any} {at} {at} {range}",
      "ZRANGEBYSCORE {any} {min} {max}",
      "ZRANGEBYSCORE {any} {min} {max} {ws}",
      "ZRANGEBYSCORE {any} {min} {max} LIMIT {n} {n} {ws}",
      "ZRANGEBYSCORE {any} {min} {max} {range}",
      "ZREVRANGEBYSCORE {any} {max} {min}",
      "ZREVRANGEBYSCORE {any} {max} {min} {ws} LIMIT {n} {n}",
      "ZREVRANGEBYSCORE {any} {max} {min} {range}",
      "ZRANGEBYLEX {l} {lmin} {lmax}",
      "ZRANGEBYLEX {l} {lmin} {lmax} LIMIT {n} {n}",
      "ZRANGEBYLEX {any} - + {range}",
      "ZREVRANGEBYLEX {l} {lmax} {lmin}",
      "ZREVRANGEBYLEX {l} {lmax} {lmin} LIMIT {n} {n}",
      "ZREVRANGEBYLEX {any} + - {range}",
      "ZRANGESTORE {to} {any} {at} {at}",
      "ZRANGESTORE {to} {any} {at} {at} REV",
      "ZRANGESTORE {to} {any} {min} {max} BYSCORE LIMIT {n} {n}",
      "ZRANGESTORE {to} {any} {max} {min} BYSCORE REV",
      "ZRANGESTORE {l} {l} {lmin} {lmax} BYLEX",
      "ZRANGESTORE {l} {l} {lmax} {lmin} BYLEX REV LIMIT {n} {n}",
      "ZRANGESTORE {to} {any} {at} {at} {range}",
      "ZREMRANGEBYRANK {any} {at} {at}",
      "ZREMRANGEBYRANK {any} 0 0",
      "ZREMRANGEBYSCORE {any} {min} {max}",
      "ZREMRANGEBYSCORE {any} 2 2",
      "ZREMRANGEBYLEX {l} {lmin} {lmax}",
      "ZREMRANGEBYLEX {any} + -",
  };
  lines.insert(lines.end(), ranges.begin(), ranges.end());
}

void append_pops_and_algebra(Templates& lines) {
  const Templates others = {
      "ZPOPMIN {any}",
      "ZPOPMAX {any}",
      "ZPOPMIN {any} {count}",
      "ZPOPMAX {any} {count}",
      "ZPOPMAX {any} {count} {count}",
      "ZMPOP 1 {any} {end}",
      "ZMPOP 2 {any} {any} {end} COUNT {count}",
      "ZMPOP {numkeys} {any} {any} {end} COUNT {count}",
      "ZMPOP 1 {any} MIN COUNT {count} COUNT {count}",
      "ZMPOP 1 {any} MIN COUNT",
      "ZMPOP 1 {any} MIN {range} {count}",
      "ZUNION 2 {any} {any}",
      "ZUNION 3 {any} {any} s {ws}",
      "ZUNION {numkeys} {any} {any} WEIGHTS {weight} {weight} {ws}",
      "ZUNION 2 {any} {any} AGGREGATE {aggregate} {ws}",
      "ZUNION 2 {any} {any} {ws} AGGREGATE {aggregate} WEIGHTS {weight} {weight}",
      "ZUNION 2 {any} {any} WEIGHTS {weight}",
      "ZINTER 1 {any} WEIGHTS {weight} {ws}",
      "ZINTER 2 {any} {any}",
      "ZINTER 2 {any} s {ws}",
      "ZINTER 3 {z} {z} {z} {ws} AGGREGATE {aggregate}",
      "ZINTER 2 {z} {z} WEIGHTS {weight} {weight} AGGREGATE {aggregate} {ws}",
      "ZINTER {numkeys} {any} {any} {range}",
      "ZDIFF 1 {any} {ws}",
      "ZDIFF 2 {any} {any}",
      "ZDIFF 3 {any} {any} {any} {ws}",
      "ZDIFF {numkeys} {any} {any} WEIGHTS {weight} {weight}",
      "ZDIFF 2 {any} {any} AGGREGATE {aggregate}",
      "ZINTERCARD 2 {any} {any}",
      "ZINTERCARD 2 {z} {z} LIMIT {n}",
      "ZINTERCARD {numkeys} {any} {any} LIMIT {n}",
      "ZINTERCARD 1 {any} {ws}",
      "ZUNIONSTORE {to} 2 {any} {any}",
      "ZUNIONSTORE {to} {numkeys} {any} {any} WEIGHTS {weight} {weight}",
      "ZUNIONSTORE {to} 3 {any} s {any} AGGREGATE {aggregate}",
      "ZUNIONSTORE {to} 1 {any} {ws}",
      "ZINTERSTORE {to} 1 {any} WEIGHTS {weight}",
      "ZINTERSTORE {to} 2 {z} {z}",
      "ZINTERSTORE {to} 2 {any} {any} AGGREGATE {aggregate} WEIGHTS {weight} {weight}",
      "ZDIFFSTORE {to} 1 {any}",
      "ZDIFFSTORE {to} 2 {any} {any}",
      "ZDIFFSTORE {to} {numkeys} {any} {any} {range}",
      "ZUNIONSTORE {l} 2 {l} {l}",
      "PEXPIREAT {any} {at-ms}",
      "TTL {any}",
  };
  lines.insert(lines.end(), others.begin(), others.end());
}

Templates lines() {
  Templates all;
  append_members(all);
  append_ranges(all);
  append_pops_and_algebra(all);
  return all;
}

Templates lines_that_may_wait() {
  return {
      "BZPOPMIN {z} {timeout}",
      "BZPOPMAX {z} {z} {timeout}",
      "BZPOPMIN none {z} none {z} {timeout}",
      "BZPOPMAX {any} {z} {timeout}",
      "BZMPOP {timeout} 2 {z} {z} {end}",
      "BZMPOP {timeout} 1 {any} MAX",
      "BZMPOP {timeout} 2 {any} {z} {end} COUNT {count}",
      "BZMPOP {timeout} {numkeys} {z} {z} MIN COUNT {count}",
      "BZMPOP {timeout} 1 none {end} COUNT",
      "EVAL return{redis.pcall('bzmpop',0,2,KEYS[1],KEYS[2],'MAX')} 2 {any} {any}",
      "EVAL return{redis.pcall('zpopmin',KEYS[1])} 1 {any}",
      "EVAL return{redis.pcall('bzpopmin',KEYS[1],0)} 1 {any}",
      "EVAL redis.call('zadd',KEYS[1],1,'a')redis.call('zadd',KEYS[2],2,'b',3,'c') 2 {any} {any}",
      "EVAL redis.call('zadd',KEYS[1],1,'a')redis.call('del',KEYS[1]) 1 {any}",
      "MULTI",
      "MULTI",
      "EXEC",
      "EXEC",
      "EXEC",
      "ZINCRBY {any} 1 {m}",
      "ZUNIONSTORE {to} 2 {any} {any}",
      "ZRANGESTORE {to} {any} 0 -1",
      "RENAME {z} {z}",
      "SET {any} x",
      "DEL {z} {z}",
      "ZCARD {z}",
      "ZRANGE {z} 0 -1 WITHSCORES",
      "ZPOPMIN {z} 100",
  };
}

}  // namespace

const RequestFamily& sorted_set_requests() {
  static const RequestFamily family{"sorted_sets", 1, choices(), lines(), seeds()};
  return family;
}

const RequestFamily& sorted_set_wait_requests() {
  static const RequestFamily family{"sorted_set_waits",
                                    3,
                                    choices(),
                                    lines_that_may_wait(),
                                    {"ZADD {z} {score} {m} {score} {m} {score} {m}"}};
  return family;
}

}  // namespace rollcall::sim::redis
