#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

// z1, z2, z3: any scores. l1, l2: all scores 0, for ranges of bytes. zl: a long member. s: a plain
// set. t: a string.
Choices choices() {
  const std::string a_long_member(65, 'y');
  return {
      {"{z}", {"z1", "z1", "z1", "z1", "z1", "z1", "z2", "z2", "zl"}},
      {"{any}",
       {"z1", "z1", "z1", "z1", "z1", "z1", "z1", "z2", "z2", "z3", "zl", "none", "s", "t"}},
      {"{to}", {"z1", "z2", "z3", "z3", "none", "t2"}},
      {"{l}", {"l1", "l1", "l1", "l1", "l1", "l2"}},
      {"{m}", {"a", "a", "a", "a", "b", "b", "b", "c", "", "bb", "\xff\x01"}},
      {"{long}", {"a", "b", a_long_member}},
      {"{score}",
       {"0", "-0", "1", "2", "2", "3", "1.1", "-1.5", "2.50", "1e17", "0.1", "inf", "-inf"}},
      {"{badscore}", {"nan", "x", "", " 1", "0x10", "1e400", "1e-400", "1,5", "+inf", "1e3"}},
      {"{zero}", {"0", "-0", "0.0"}},
      {"{add}", {"NX", "xx", "GT", "LT", "CH", "INCR", "ch", "Gt"}},
      {"{at}", {"0", "0", "0", "1", "1", "-1", "-1", "-1", "-2", "2", "-100", "100", "x"}},
      {"{min}",
       {"-inf", "-inf", "-inf", "0", "(0", "1", "(1", "-1.5", "(1.1", "2", "", "(", " 1", "nan"}},
      {"{max}",
       {"+inf", "inf", "inf", "(inf", "3", "(3", "2", "1e17", "1e400", "5", "(2.5", "(", "x"}},
      {"{lmin}", {"-", "-", "-", "[a", "(a", "[b", "(b", "[", "(", "[bb", "+", "a"}},
      {"{lmax}", {"+", "+", "+", "[d", "(d", "(zz", "[\xff", "[c", "[b", "(bb", "-", "b", ""}},
      {"{n}", {"0", "0", "0", "0", "1", "1", "2", "-1", "x"}},
      {"{limit}", {"1", "2", "2", "3", "100", "100", "-1", "-1", "0", "x"}},
      {"{count}", {"1", "1", "2", "2", "3", "3", "100", "0", "-1", "x"}},
      {"{weight}", {"1", "1", "2", "0", "-1", "0.5", "inf", "-0", "3", "x"}},
      {"{aggregate}", {"SUM", "sum", "MIN", "min", "MAX", "max", "x"}},
      {"{numkeys}", {"2", "2", "2", "2", "2", "1", "1", "3", "0", "-1", "x"}},
      {"{end}", {"MIN", "min", "MAX", "max", "Max", "x"}},
      {"{ws}", {"WITHSCORES", "withscores"}},
      {"{range}", {"WITHSCORES", "REV", "BYSCORE", "rev", "byscore", "BYLEX", "withscores", "x"}},
      {"{glob}", {"*", "a*", "b?", "[ab]", "nothing"}},
      {"{timeout}", {"0", "0", "0.01", "100", "100", "0x10", "-1", "x", "inf"}},
  };
}

Templates seeds() {
  return {
      "ZADD z1 {score} a 2 b {score} {m} {score} {m}",
      "ZADD z1 {score} {m} 1 a {score} b {score} c",
      "ZADD z1 2 b {score} {m} {score} {m} {score} {m}",
      "ZADD z2 1 a {score} {m} {score} b {score} {m}",
      "ZADD z2 {score} {m} {score} {m} 3 a",
      "ZADD l1 0 a {zero} b 0 c {zero} {m}",
      "ZADD l1 0 {m} {zero} {m} 0 bb {zero} d",
      "ZADD {l} 0 {m} {zero} {m} 0 {m} {zero} {m}",
      "ZADD zl {score} {long} {score} {long} {score} {m}",
      "SADD s a {m} {m}",
      "SET t x",
  };
}

Templates member_lines() {
  return {
      "SET t2 x",
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
      "ZREM z1 a",
      "ZREM {any} {m} {m} {long}",
      "ZCARD {any}",
      "ZCARD z1",
      "ZSCORE {any} {m}",
      "ZSCORE z1 b",
      "ZMSCORE {any} {m} {m} {long}",
      "ZSCORE {z} a",
      "ZRANK {any} {m}",
      "ZRANK {z} b",
      "ZREVRANK {any} {m}",
      "ZREVRANK {z} a",
      "ZREVRANK z1 b",
      "ZRANK z1 a",
      "ZADD z1 1 a 2 b 3 c ; ZRANK z1 {m}",
      "ZADD z2 1 a 2 b ; ZREVRANK z2 a",
      "ZRANDMEMBER {any}",
      "ZRANDMEMBER {z} {count}",
      "ZRANDMEMBER {z} 100 {ws}",
      "ZRANDMEMBER z1",
      "ZRANDMEMBER {any} 100",
      "ZRANDMEMBER {any} 100 {ws}",
      "ZRANDMEMBER {any} {count}",
      "ZRANDMEMBER {any} {count} {ws}",
      "ZRANDMEMBER {any} -3 {ws}",
      "ZRANDMEMBER {any} {count} {range}",
      "ZRANDMEMBER {any} -9223372036854775808",
      "ZRANDMEMBER {any} 9223372036854775807 {ws}",
      "ZSCAN {any} 0 COUNT 1000",
      "ZADD z1 1 a 2 b 3 c ; ZSCAN z1 0 MATCH {glob}",
      "ZADD z2 1 a 2 b ; ZSCAN z2 0 COUNT {count}",
      "ZSCAN z1 0",
      "ZSCAN {any} 0 MATCH {glob} COUNT 1000",
      "ZSCAN {any} {n} MATCH nothing COUNT {count}",
      "ZSCAN l1 {n}",
      "ZSCAN {any} 0 {range} {count}",
      "ZSCAN {any} 0 TYPE zset",
      "PEXPIREAT {any} {at-ms}",
      "TTL {any}",
  };
}

Templates range_lines() {
  return {
      "ZCOUNT {any} {min} {max}",
      "ZCOUNT z1 -inf {max}",
      "ZCOUNT z1 {min} inf",
      "ZLEXCOUNT {l} {lmin} {lmax}",
      "ZLEXCOUNT {any} - +",
      "ZADD l1 0 a 0 b 0 bb ; ZLEXCOUNT l1 - {lmax}",
      "ZADD l1 0 a 0 c ; ZRANGEBYLEX l1 - {lmax}",
      "ZADD l1 0 a 0 c ; ZREMRANGEBYLEX l1 - (b",
      "ZRANGE {any} {at} {at}",
      "ZADD z1 1 a 2 b 3 c ; ZRANGE z1 {at} -1",
      "ZADD z1 1 a 2 b 3 c ; ZRANGE z1 {at} -1 {ws}",
      "ZRANGE {z} 0 -1",
      "ZRANGE {z} 0 {at} {ws}",
      "ZRANGE z1 inf {min} BYSCORE REV",
      "ZRANGE z1 {min} inf BYSCORE LIMIT {n} {limit}",
      "ZRANGE l1 + {lmin} REV BYLEX",
      "ZRANGE l1 - {lmax} BYLEX",
      "ZRANGE {any} 0 -1 {ws}",
      "ZRANGE {any} {at} {at} REV {ws}",
      "ZRANGE {any} {at} {at} {range}",
      "ZRANGE {any} {min} {max} BYSCORE",
      "ZRANGE {any} {min} {max} BYSCORE {ws} LIMIT {n} {limit}",
      "ZRANGE {any} {max} {min} BYSCORE REV {ws}",
      "ZRANGE {any} {max} {min} REV LIMIT {n} {limit} byscore",
      "ZRANGE {l} {lmin} {lmax} BYLEX",
      "ZRANGE {l} {lmin} {lmax} bylex LIMIT {n} {limit}",
      "ZRANGE {l} {lmax} {lmin} BYLEX REV LIMIT {n} {limit}",
      "ZRANGE {l} {lmax} {lmin} BYLEX REV",
      "ZRANGE {any} 0 -1 LIMIT {n} {limit}",
      "ZRANGE {any} 0 -1 LIMIT {n}",
      "ZRANGE {any} - + BYLEX {range}",
      "ZRANGE {any} 0 1 {range} {range} {range}",
  };
}

Templates older_range_lines() {
  return {
      "ZREVRANGE {any} {at} {at}",
      "ZREVRANGE {any} {at} {at} {ws}",
      "ZREVRANGE z1 0 -1",
      "ZADD z1 1 a 2 b 3 c ; ZREVRANGE z1 {at} -1 {ws}",
      "ZREVRANGE {z} 0 {at} {ws}",
      "ZREVRANGE {any} {at} {at} {range}",
      "ZRANGEBYSCORE {any} {min} {max}",
      "ZRANGEBYSCORE z1 -inf {max} {ws}",
      "ZRANGEBYSCORE {z} {min} inf LIMIT {n} {limit}",
      "ZRANGEBYSCORE z1 {min} inf",
      "ZRANGEBYSCORE {any} {min} {max} {ws}",
      "ZRANGEBYSCORE {any} {min} {max} LIMIT {n} {limit} {ws}",
      "ZRANGEBYSCORE {any} {min} {max} {range}",
      "ZREVRANGEBYSCORE {any} {max} {min}",
      "ZREVRANGEBYSCORE z1 inf {min} {ws}",
      "ZREVRANGEBYSCORE z1 inf {min}",
      "ZADD z1 1 a 2 b 3 c ; ZREVRANGEBYSCORE z1 inf {min}",
      "ZREVRANGEBYSCORE z1 {max} -inf LIMIT {n} -1",
      "ZREVRANGEBYSCORE {any} {max} {min} {ws} LIMIT {n} {limit}",
      "ZREVRANGEBYSCORE {any} {max} {min} {range}",
      "ZRANGEBYLEX {l} {lmin} {lmax}",
      "ZRANGEBYLEX l1 - {lmax}",
      "ZRANGEBYLEX l1 - +",
      "ZRANGEBYLEX l1 {lmin} + LIMIT {n} {limit}",
      "ZRANGEBYLEX {l} {lmin} {lmax} LIMIT {n} {limit}",
      "ZRANGEBYLEX {any} - + {range}",
      "ZREVRANGEBYLEX {l} {lmax} {lmin}",
      "ZREVRANGEBYLEX l1 + {lmin}",
      "ZADD l1 0 a 0 b ; ZREVRANGEBYLEX l1 {lmax} - ; ZREVRANGEBYLEX l1 + -",
      "ZREVRANGEBYLEX l1 {lmax} -",
      "ZREVRANGEBYLEX l1 + - LIMIT {n} {limit}",
      "ZREVRANGEBYLEX {l} {lmax} {lmin} LIMIT {n} {limit}",
      "ZREVRANGEBYLEX {any} + - {range}",
  };
}

Templates range_writing_lines() {
  return {
      "ZRANGESTORE {to} {any} {at} {at}",
      "ZRANGESTORE {to} z1 0 -1",
      "ZRANGESTORE {to} z1 {min} inf BYSCORE",
      "ZRANGESTORE l2 l1 - {lmax} BYLEX",
      "ZRANGESTORE {to} {any} {at} {at} REV",
      "ZRANGESTORE {to} {any} {min} {max} BYSCORE LIMIT {n} {limit}",
      "ZRANGESTORE {to} {any} {max} {min} BYSCORE REV",
      "ZRANGESTORE {l} {l} {lmin} {lmax} BYLEX",
      "ZRANGESTORE {l} {l} {lmax} {lmin} BYLEX REV LIMIT {n} {limit}",
      "ZRANGESTORE {to} {any} {at} {at} {range}",
      "ZREMRANGEBYRANK {any} {at} {at}",
      "ZREMRANGEBYRANK {any} 0 0",
      "ZREMRANGEBYSCORE {any} {min} {max}",
      "ZREMRANGEBYSCORE {any} 2 2",
      "ZADD z1 1 a 2 b 3 c ; ZREMRANGEBYSCORE z1 2 {max}",
      "ZREMRANGEBYLEX {l} {lmin} {lmax}",
      "ZREMRANGEBYLEX l1 [a (b",
      "ZREMRANGEBYLEX l1 [bb {lmax}",
      "ZREMRANGEBYLEX l1 {lmin} [a",
      "ZREMRANGEBYLEX {any} + -",
  };
}

Templates pop_lines() {
  return {
      "ZPOPMIN {any}",
      "ZPOPMAX {any}",
      "ZPOPMIN {any} {count}",
      "ZPOPMAX {any} {count}",
      "ZPOPMAX z1",
      "ZADD z1 1 a 2 b 3 c ; ZPOPMAX z1 2",
      "ZPOPMIN z1 2",
      "ZPOPMAX {any} {count} {count}",
      "ZMPOP 1 {any} {end}",
      "ZMPOP 1 {z} max",
      "ZMPOP 2 {z} {z} MIN",
      "ZMPOP 2 none {z} MAX COUNT {count}",
      "ZMPOP 3 {z} {z} {z} Min COUNT 2",
      "ZMPOP 1 z1 MIN COUNT 100",
      "ZMPOP 2 {z} {any} {end} COUNT {count}",
      "ZMPOP {numkeys} {z} {any} {end} COUNT {count}",
      "ZMPOP 1 {any} MIN COUNT {count} COUNT {count}",
      "ZMPOP 1 {any} MIN {range} {count}",
  };
}

Templates algebra_lines() {
  return {
      "ZUNION 2 {z} {any}",
      "ZUNION 3 {z} {any} s {ws}",
      "ZUNION {numkeys} {z} {any} WEIGHTS {weight} {weight} {ws}",
      "ZUNION 2 {z} {any} AGGREGATE {aggregate} {ws}",
      "ZUNION 2 {z} {any} {ws} AGGREGATE {aggregate} WEIGHTS {weight} {weight}",
      "ZUNION 2 {z} {any} WEIGHTS {weight}",
      "ZINTER 1 {any} WEIGHTS {weight} {ws}",
      "ZINTER 2 {z} {any}",
      "ZINTER 2 {any} s {ws}",
      "ZINTER 2 z1 z2 {ws} AGGREGATE {aggregate}",
      "ZINTER 2 z2 z1",
      "ZINTER 1 z1 {ws}",
      "ZINTER 3 {z} {z} {z} {ws} AGGREGATE {aggregate}",
      "ZINTER 2 {z} {z} WEIGHTS {weight} {weight} AGGREGATE {aggregate} {ws}",
      "ZINTER {numkeys} {z} {any} {range}",
      "ZDIFF 1 {any} {ws}",
      "ZDIFF 2 {z} {any}",
      "ZDIFF 2 z1 s {ws}",
      "ZADD z1 1 a 2 b 3 c ; ZDIFF 2 z1 none {ws}",
      "ZDIFF 2 z1 z2 {ws}",
      "ZDIFF 1 {z}",
      "ZDIFF 3 {z} {z} {any} {ws}",
      "ZDIFF {numkeys} {z} {any} WEIGHTS {weight} {weight}",
      "ZDIFF 2 {z} {any} AGGREGATE {aggregate}",
      "ZINTERCARD 2 {z} {any}",
      "ZINTERCARD 1 {z}",
      "ZINTERCARD 2 z1 z2",
      "ZINTERCARD 2 z1 z1 LIMIT 2",
      "ZINTERCARD 2 {z} {z} LIMIT {limit}",
      "ZINTERCARD {numkeys} {z} {any} LIMIT {limit}",
      "ZINTERCARD 1 {any} {ws}",
      "ZUNIONSTORE {to} 2 {z} {any}",
      "ZUNIONSTORE {to} {numkeys} {z} {any} WEIGHTS {weight} {weight}",
      "ZUNIONSTORE {to} 3 {z} s {any} AGGREGATE {aggregate}",
      "ZUNIONSTORE {to} 1 {any} {ws}",
      "ZINTERSTORE {to} 1 {any} WEIGHTS {weight}",
      "ZINTERSTORE {to} 2 {z} {z}",
      "ZINTERSTORE {to} 2 z1 z2 AGGREGATE {aggregate}",
      "ZINTERSTORE {to} 2 {z} {any} AGGREGATE {aggregate} WEIGHTS {weight} {weight}",
      "ZDIFFSTORE {to} 1 {any}",
      "ZADD z1 1 a 2 b 3 c ; ZDIFFSTORE {to} 1 z1",
      "ZDIFFSTORE {to} 2 z1 none",
      "ZDIFFSTORE {to} 2 z1 s",
      "ZDIFFSTORE {to} 2 {z} {any}",
      "ZDIFFSTORE {to} {numkeys} {z} {any} {range}",
      "ZUNIONSTORE {l} 2 {l} {l}",
  };
}

Templates lines() {
  Templates all;
  for (const Templates& some : {member_lines(), range_lines(), older_range_lines(),
                                range_writing_lines(), pop_lines(), algebra_lines()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

Templates lines_that_may_wait() {
  return {
      "BZPOPMIN {z} {timeout}",
      "ZADD z2 1 a 2 b ; BZPOPMIN none z2 {timeout}",
      "BZPOPMAX {z} {z} {timeout}",
      "BZPOPMIN none {z} none {z} {timeout}",
      "BZPOPMAX {any} {z} {timeout}",
      "BZMPOP {timeout} 2 {z} {z} {end}",
      "BZMPOP {timeout} 1 {any} MAX",
      "BZMPOP {timeout} 2 {any} {z} {end} COUNT {count}",
      "BZMPOP {timeout} {numkeys} {z} {z} MIN COUNT {count}",
      "BZMPOP {timeout} 1 none {end} COUNT",
      "ZADD z1 {score} {m} {score} {m} ; BZMPOP 0.01 2 none z1 MAX COUNT 2",
      "ZADD z2 {score} {m} {score} {m} ; BZMPOP 0 2 z2 {any} min",
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
      "ZUNIONSTORE {to} 2 {z} {any}",
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

const RequestFamily& blocking_sorted_set_requests() {
  static const RequestFamily family{"blocking_sorted_sets",
                                    3,
                                    choices(),
                                    lines_that_may_wait(),
                                    {"ZADD {z} {score} {m} {score} {m} {score} {m}"}};
  return family;
}

}  // namespace rollcall::sim::redis
