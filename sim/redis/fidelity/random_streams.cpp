#include <utility>

#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

std::string many_entries() {
  return "for i = 1, 60 do redis.call('xadd', KEYS[1], ARGV[1], 'f', i) end "
         "return redis.call('xlen', KEYS[1])";
}

// By redis-server: 3-1, the deleted 3-2 and 3-3; the group g, whose consumer c has read 3-1.
std::string payload_of_a_stream() {
  using namespace std::string_literals;
  return "\023\001\020\000\000\000\000\000\000\000\003\000\000\000\000\000\000\000\00188"s
         "\000\000\000\026\000\002\001\001\001\001\001\201f\002\000\001\002\001\000\001"s
         "\000\001\201a\002\004\001\003\001\000\001\001\001\201b\002\004\001\000\001\000"s
         "\001\002\001\001\001\201g\002\201c\002\006\001\377\002\003\003\003\001\003\002"s
         "\003\001\001g\003\001\201\377\377\377\377\377\377\377\377\001\000\000\000\000"s
         "\000\000\000\003\000\000\000\000\000\000\000\001\000\020\245\324\350\000\000\000"s
         "\002\001\001cx\177\270\031\242\001\000\000\001\000\000\000\000\000\000\000\003"s
         "\000\000\000\000\000\000\000\001\012\000a\275L\335\276\257]\031"s;
}

// Most ids are those of the opening. The scripts add more entries than a node takes, and of the
// long values a node takes few. Only the key `clock` gets ids from the clock, which differ between
// two servers.
const Choices& stream_choices() {
  static const std::string varied =
      "for i = 1, 70 do redis.call('xadd', KEYS[1], ARGV[1], 'f' .. i % 3, i * 1000, 'g', -i) end "
      "return redis.call('xinfo', 'stream', KEYS[1])";
  static const Choices table = {
      {"{key}", {"s", "s", "s", "s", "s", "s", "s", "s", "s", "s", "t", "t", "t", "text", "none"}},
      {"{new}",
       {"3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-*",
        "3-7",
        "3-9",
        "4-1",
        "4-*",
        "0-0",
        "2-*",
        "-",
        "x-*",
        "5-18446744073709551615",
        "18446744073709551615-18446744073709551615"}},
      {"{id}",
       {"0",   "1-1", "1-2", "2-1", "2",   "3-0", "3-1", "3-1", "3-2", "3-2", "3-3",   "3-3",
        "3-4", "3-5", "3-6", "3-7", "3-8", "4-1", "3",   "9",   "x",   "+",   "01-+1", "1-*"}},
      {"{from}",
       {"-", "-", "-", "-", "-", "-", "0", "1-1", "(1-1", "2", "(2", "(3-1", "3-2", "3-3", "(-",
        "(18446744073709551615-18446744073709551615"}},
      {"{to}",
       {"+", "+", "+", "+", "+", "+", "9", "3-2", "(3-3", "3", "(4", "3-5", "4", "2", "x", "(0-0"}},
      {"{n}", {"0", "1", "1", "2", "2", "3", "3", "5", "5", "100", "100", "-1", "x"}},
      {"{reason}", {"TIMEOUT", "ERROR"}},
      {"{size}", {"0", "1", "1", "2", "2", "3", "3", "4", "5", "5", "50", "90", "x"}},
      {"{limit}", {"0", "1", "3", "60", "100", "100", "100", "200", "-1", "x"}},
      {"{how}", {"=", "~", "~"}},
      {"{text}", {"", "v", "17", "-5", "70000", std::string(1500, 'a'), std::string(700, 'b')}},
      {"{payload}", {payload_of_a_stream(), payload_of_a_stream(), "x"}},
      {"{bulk}", {many_entries(), varied}},
      {"{group}", {"g", "g", "g", "g", "g", "g", "g", "h", "h", "none"}},
      {"{consumer}", {"c", "c", "d", "e"}},
      {"{after}", {">", ">", ">", ">", "0", "0", "3-1", "3-3", "$", "x"}},
      {"{history}", {"0", "0", "3-1", "3-2", "(3"}},
      {"{idle}",
       {"0", "0", "0", "0", "0", "0", "0", "1800000", "1800000", "1800000", "7200000", "-1", "x"}},
      {"{idle-now}",
       {"0", "3600000", "3600000", "3600000", "3600000", "3600000", "7200000", "-1",
        "9223372036854775807", "x"}},
      {"{time}",
       {"1", "1000000000000", "1000000000000", "1000000000000", "9999999999999", "-1", "x"}},
      {"{read}", {"0", "3", "-1", "7", "-2", "x", "9223372036854775807"}},
      {"{claim-option}", {"FORCE", "force", "FORCE", "JUSTID", "JUSTID", "NOACK", "IDLE"}},
  };
  return table;
}

Templates adding_lines() {
  return {
      "XADD {key} {new} f {text}",
      "XADD {key} {new} f {text} g {text}",
      "XADD {key} {new} {field} {text}",
      "XADD {key} {new} f",
      "XADD {key} NOMKSTREAM {new} f {text}",
      "XADD {key} MAXLEN {size} {new} f {text}",
      "XADD {key} MAXLEN {how} {size} {new} f {text}",
      "XADD {key} MAXLEN ~ {size} LIMIT {limit} {new} f {text}",
      "XADD {key} MAXLEN {how} {size} LIMIT {limit} {new} f {text}",
      "XADD {key} MINID {how} {id} {new} f {text}",
      "XADD {key} NOMKSTREAM MINID {how} {id} {new} f {text}",
      "XADD {key} MINID {id} MAXLEN {size} {new} f {text}",
      "XADD {key} LIMIT {limit} {new} f {text}",
      "XADD clock * f {text}",
      "XADD clock MAXLEN ~ {size} * f {text}",
      "EVAL {bulk} 1 s 3-*",
      "EVAL {bulk} 1 s 3-*",
      "EVAL {bulk} 1 {key} {new}",
  };
}

Templates trimming_lines() {
  return {
      "XDEL {key} {id} {id}",
      "XADD s 3-* f {text} ; XDEL s 3-1 3-2 3-3 3-4 {id}",
      "XDEL {key} {id} 3-1 3-2 {id}",
      "XDEL s 1-1 1-2 2-1 2-2 3-1 {id}",
      "XTRIM {key} MAXLEN {size}",
      "EVAL {bulk} 1 s 3-* ; XTRIM s MAXLEN {size}",
      "EVAL {bulk} 1 s 3-* ; XTRIM s MINID 3-5",
      "XADD s * f a ; XADD s * f b ; XTRIM s MAXLEN = 1",
      "XADD s 3-* f {text} ; XADD s 3-* f {text} ; XTRIM s MAXLEN = 1",
      "EVAL {bulk} 1 t 3-* ; XTRIM t MAXLEN ~ {size} LIMIT 200",
      "XADD s 3-* f {text} ; XRANGE s {from} +",
      "XADD t 3-* f {text} ; XREVRANGE t + {from} COUNT 5",
      "XTRIM {key} MAXLEN {how} {size}",
      "XTRIM {key} MINID {id}",
      "XADD t 3-* f {text} ; XADD t 3-* f {text} ; XTRIM t MAXLEN {size}",
      "XTRIM {key} MINID {how} {id}",
      "XTRIM {key} MINID ~ {id} LIMIT {limit}",
      "XTRIM {key} MINID ~ 3-60",
      "XTRIM t MAXLEN ~ {size} LIMIT {limit}",
      "XTRIM t MAXLEN ~ {size} LIMIT 100",
      "XTRIM t MINID ~ 3-120 LIMIT {limit}",
      "XTRIM {key} MAXLEN = {size}",
      "XTRIM {key} MINID ~ {id} MAXLEN {size}",
      "XTRIM {key} LIMIT {limit}",
      "XSETID {key} {id}",
      "XSETID {key} 4-4 ENTRIESADDED {size}",
      "XSETID {key} 5-5 ENTRIESADDED 100 MAXDELETEDID {id}",
      "XSETID {key} 4-4 MAXDELETEDID {id}",
      "DEL s ; XADD s 1-1 f v ; XSETID s {id}",
  };
}

Templates reading_lines() {
  return {
      "XLEN {key}",
      "XRANGE {key} {from} {to}",
      "XRANGE {key} {from} {to} COUNT {n}",
      "XREVRANGE {key} {to} {from}",
      "XREVRANGE {key} {to} {from} COUNT {n}",
      "XRANGE {key} {from} {to} COUNT {n} COUNT {n}",
      "XRANGE clock - +",
      "XREAD STREAMS {key} {id}",
      "XREAD STREAMS {key} {after}",
      "XREAD STREAMS {key} 0",
      "XADD s 3-* f {text} ; XREAD STREAMS s {id}",
      "XADD t 3-* f {text} ; XREAD COUNT 2 STREAMS t s 0 0",
      "XREAD COUNT {n} STREAMS {key} s {id} 0",
      "XREAD COUNT {n} STREAMS {key} {key} 0 $",
      "XREAD COUNT {n} NOACK STREAMS {key} {id}",
      "XREAD STREAMS {key} {id} {id}",
      "XINFO STREAM {key}",
      "XINFO STREAM s",
      "XINFO STREAM {key} FULL COUNT {n}",
      "XINFO HELP",
  };
}

// Other families' commands on the same keys, and what one client sees of the other's writes.
Templates surrounding_lines() {
  return {"SET text x",
          "DEL {key}",
          "RENAME {key} {key}",
          "TYPE {key}",
          "DUMP {key}",
          "RESTORE {key} 0 {payload} REPLACE ; XINFO STREAM {key} FULL",
          "RESTORE s 0 {payload} REPLACE ; XTRIM s MAXLEN {how} {size} ; XADD s {new} f {text}",
          "MULTI",
          "WATCH {key}",
          "WATCH {key}",
          "EXEC",
          "EXEC"};
}

Templates group_lines() {
  return {
      "XGROUP CREATE {key} {group} {id}",
      "XGROUP CREATE {key} {group} 0 MKSTREAM",
      "XGROUP CREATE {key} g 0",
      "XGROUP CREATE {key} {group} $ MKSTREAM ENTRIESREAD {read}",
      "XGROUP CREATE {key} h {id} ENTRIESREAD {read}",
      "XGROUP SETID {key} {group} {id}",
      "XGROUP SETID {key} {group} $ ENTRIESREAD {read}",
      "XGROUP SETID {key} {group} {id} ENTRIESREAD {n}",
      "XGROUP SETID {key} {group} {id} MKSTREAM",
      "XGROUP SETID s g 5-1",
      "XGROUP DESTROY {key} {group}",
      "XGROUP CREATECONSUMER {key} {group} {consumer}",
      "XGROUP DELCONSUMER {key} {group} {consumer}",
      "XREADGROUP GROUP {group} {consumer} STREAMS {key} {after}",
      "XREADGROUP GROUP g {consumer} COUNT {n} STREAMS {key} >",
      "XREADGROUP GROUP g {consumer} COUNT {n} STREAMS s {after}",
      "XREADGROUP GROUP {group} {consumer} COUNT {n} NOACK STREAMS {key} {after}",
      "XREADGROUP GROUP g {consumer} COUNT 2 STREAMS {key} s {after} {after}",
      "XREADGROUP BLOCK 0 GROUP {group} {consumer} COUNT {n} STREAMS {key} {history}",
      "XREADGROUP BLOCK {read} NOACK GROUP {group} {consumer} STREAMS {key} 1-1",
      "XREADGROUP GROUP g {consumer} BLOCK 0 STREAMS s > | CLIENT UNBLOCK {client-before} {reason}",
      "XREAD BLOCK 0 STREAMS s $ | CLIENT UNBLOCK {client-before} {reason}",
      "XACK {key} {group} {id} {id} {id}",
      "XREADGROUP GROUP g c COUNT 2 STREAMS s > ; XGROUP DELCONSUMER s g c",
      "XGROUP DELCONSUMER s g d ; XGROUP CREATECONSUMER s g d",
      "XADD s 3-* f {text} ; XREADGROUP GROUP g {consumer} COUNT 2 STREAMS s >",
      "XADD s 3-* f {text} ; XREADGROUP GROUP g c STREAMS s > ; XCLAIM s g d 0 3-1 3-2 3-3 3-4 3-5 "
      "3-6 3-7 3-8 3-9",
      "XADD t 3-* f {text} ; XREADGROUP GROUP g c STREAMS t > ; XPENDING t g",
      "XGROUP CREATE s gone 0 ; XGROUP DESTROY s gone",
      "XACK {key} g 3-1 3-2 {id}",
      "XACK s {group} 3-1 3-2 3-3 3-4 3-5",
      "XINFO STREAM {key} FULL",
      "XINFO STREAM s FULL",
      "XINFO STREAM {key} FULL COUNT {n}",
      "XINFO STREAM {key} {claim-option}",
      "XINFO GROUPS {key}",
      "XINFO GROUPS s",
      "XINFO CONSUMERS {key} {group}",
      "XGROUP CREATECONSUMER s g e ; XINFO CONSUMERS s g",
      "XGROUP HELP",
  };
}

Templates claiming_lines() {
  return {
      "XPENDING {key} {group}",
      "XADD s 3-* f {text} ; XREADGROUP GROUP g d COUNT 1 STREAMS s > ; XCLAIM s g e 0 3-3 3-4 3-5 "
      "3-6 3-7 3-8 FORCE",
      "XREADGROUP GROUP g c COUNT 2 STREAMS s > ; XGROUP DELCONSUMER s g c ; XGROUP CREATECONSUMER "
      "s g c",
      "XREADGROUP GROUP g c COUNT 2 STREAMS s > ; XPENDING s g - + 10",
      "XREADGROUP GROUP g d COUNT 2 STREAMS s > ; XPENDING s g",
      "XREADGROUP GROUP g c COUNT 3 STREAMS s > ; XCLAIM s g d 0 3-1 3-2 3-3 3-4 3-5 3-6 3-7",
      "XREADGROUP GROUP g c COUNT 1 STREAMS s > ; XACK s g 3-1 3-2 3-3 3-4 3-5",
      "XPENDING {key} g - + 10",
      "XPENDING s {group} {from} + 10",
      "XPENDING {key} {group} {from} {to} {n}",
      "XPENDING {key} {group} - + {n} {consumer}",
      "XPENDING {key} {group} IDLE {idle} {from} {to} 10",
      "XPENDING {key} {group} IDLE {idle} - + {n} {consumer}",
      "XREADGROUP GROUP g c COUNT 3 STREAMS s > ; XCLAIM s g d 0 3-1 3-2 3-3",
      "XCLAIM {key} {group} {consumer} {idle} {id} {id}",
      "XCLAIM s g {consumer} {idle} 3-1 3-2 {id}",
      "XREADGROUP GROUP g d COUNT 2 STREAMS s > ; XCLAIM s g {consumer} 0 3-1 3-2 3-3 3-4 JUSTID",
      "XREADGROUP GROUP g d COUNT 2 STREAMS s > ; XCLAIM s g e 0 3-1 3-2 3-3 3-4 IDLE {idle-now}",
      "XCLAIM {key} g {consumer} {idle} 3-1 3-2 3-3 3-4 IDLE {idle-now}",
      "XCLAIM {key} g {consumer} {idle} 3-0 3-1 3-2 {claim-option} {claim-option}",
      "XCLAIM {key} {group} {consumer} {idle} {id} 3-1 TIME {time} RETRYCOUNT {n} FORCE",
      "XCLAIM {key} g {consumer} {idle} {id} 3 LASTID {id} JUSTID",
      "XCLAIM {key} g {consumer} 0 {id} 3-2 FORCE JUSTID IDLE {idle-now} RETRYCOUNT {n}",
      "XAUTOCLAIM {key} {group} {consumer} {idle} {from}",
      "XAUTOCLAIM {key} g {consumer} {idle} - COUNT {n}",
      "XAUTOCLAIM {key} g {consumer} {idle} {from} COUNT {n} JUSTID",
      "XAUTOCLAIM {key} {group} {consumer} {idle} {from} JUSTID",
  };
}

Templates wrong_lines() {
  return {
      "XPENDING {key} {group} IDLE {idle} - +",
      "XPENDING {key} {group} - +",
      "XAUTOCLAIM {key} {group} {consumer} {idle} {from} JUSTID NOACK",
      "XREADGROUP COUNT {n} NOACK STREAMS {key} {key} {after} {after}",
  };
}

// The same at the stream and the group of the opening.
Templates aimed(Templates lines) {
  for (std::string& line : lines) {
    for (const auto& [word, known] : {std::pair("{key}", "s"), std::pair("{group}", "g")}) {
      const std::size_t at = line.find(word);
      if (at != std::string::npos) line.replace(at, std::string(word).size(), known);
    }
  }
  return lines;
}

}  // namespace

const RequestFamily& stream_requests() {
  static const RequestFamily family{
      "streams",
      2,
      stream_choices(),
      joined({adding_lines(), trimming_lines(), reading_lines(), surrounding_lines()}),
      {},
      {{"XADD", "s", "1-1", "f", "a"},
       {"XADD", "s", "1-2", "f", "b"},
       {"XADD", "s", "2-1", "f", "c", "g", "d"},
       {"XADD", "s", "3-1", "f", "e"},
       {"XADD", "s", "3-2", "f", "f"},
       {"EVAL", many_entries(), "1", "t", "3-*"},
       {"EVAL", many_entries(), "1", "t", "3-*"}}};
  return family;
}

const RequestFamily& stream_group_requests() {
  static const Templates changes = {
      "XADD {key} 3-* f {text}",   "XADD {key} {new} f {text}",
      "XDEL {key} {id} 3-1",       "XDEL {key} {id} {id}",
      "XTRIM {key} MAXLEN {size}", "XSETID {key} 4-4 ENTRIESADDED {size} MAXDELETEDID {id}"};
  static const std::string fill =
      "for i = 1, 7 do redis.call('xadd', KEYS[1], '3-' .. i, 'f', i) end "
      "return redis.call('xgroup', 'create', KEYS[1], 'g', '0', 'ENTRIESREAD', '0')";
  static const RequestFamily family{
      "stream_groups",
      2,
      stream_choices(),
      joined({group_lines(), claiming_lines(), aimed(claiming_lines()), wrong_lines(), changes,
              surrounding_lines()}),
      {},
      {{"EVAL", fill, "1", "s"},
       {"XREADGROUP", "GROUP", "g", "c", "COUNT", "3", "STREAMS", "s", ">"},
       {"XREADGROUP", "GROUP", "g", "d", "COUNT", "1", "STREAMS", "s", ">"},
       {"XGROUP", "CREATE", "s", "h", "2"},
       {"EVAL", fill, "1", "t"}}};
  return family;
}

}  // namespace rollcall::sim::redis
