#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {
namespace {

Choices choices() {
  return {{"{key}", {"l1", "l1", "l1", "l1", "l2"}},
          {"{other}", {"l1", "l1", "l2", "l2", "l2", "l3", "l4", "s"}},
          {"{e}", {"a", "a", "a", "b", "b", "", "1"}},
          {"{at}", {"0", "0", "1", "2", "-1", "-1", "-2", "3", "-100", "100", "x"}},
          {"{end}", {"LEFT", "left", "LEFT", "Left", "RIGHT", "right", "RIGHT", "Right", "x"}},
          {"{count}", {"1", "1", "1", "2", "2", "2", "100", "0", "-1", "9223372036854775807", "x"}},
          {"{rank}",
           {"1", "1", "2", "2", "-1", "-1", "-2", "-2", "0", "100", "-9223372036854775808", "x"}},
          {"{maxlen}", {"0", "0", "1", "2", "3", "100", "4", "-1", "x"}},
          {"{numkeys}", {"2", "2", "2", "2", "2", "1", "3", "0", "-1", "9223372036854775807", "x"}},
          {"{where}", {"BEFORE", "before", "Before", "AFTER", "After", "after", "x"}}};
}

Templates lines() {
  return {"SET s {e}",
          "SET {other} {e}",
          "DEL {key}",
          "PEXPIREAT {key} {at-ms}",
          "TYPE {other}",
          "LPUSHX {key} {e}",
          "RPUSHX {other} {e} {e}",
          "LPOP {key}",
          "RPOP {key}",
          "LPOP {key} {count}",
          "RPOP {key} {count}",
          "LPOP {key} {count} {count}",
          "RPOP {other}",
          "LLEN {key}",
          "LLEN {other}",
          "LRANGE {key} {at} {at}",
          "LRANGE {other} 0 -1",
          "LREM {key} {at} {e}",
          "LINDEX {key} {at}",
          "LINDEX {key} 0",
          "RPUSH {key} {e} ; LINDEX {key} -1",
          "LINDEX {other} {at}",
          "LINSERT {key} {where} {e} {e}",
          "RPUSH {key} a ; LINSERT {key} {where} a {e}",
          "RPUSH {key} {e} ; LMOVE {key} {key} RIGHT LEFT",
          "LINSERT {other} {where} {e} {e}",
          "LSET {key} {at} {e}",
          "RPUSH {key} {e} ; LSET {key} -1 {e}",
          "LSET {key} 0 {e}",
          "LSET {other} {at} {e}",
          "LTRIM {key} {at} {at}",
          "LTRIM {key} 1 {at}",
          "LPOS {key} {e}",
          "LPOS {key} {e} RANK 2",
          "LPOS {key} {e} RANK -2 COUNT 2",
          "LPOS {key} {e} COUNT 0 RANK -1 MAXLEN 3",
          "LPOS {key} {e} RANK {rank}",
          "LPOS {key} {e} COUNT {count}",
          "LPOS {key} {e} MAXLEN {maxlen}",
          "LPOS {key} {e} rank {rank} count {count} maxlen {maxlen}",
          "LPOS {key} {e} COUNT 0 RANK {rank}",
          "LPOS {other} {e} COUNT {count} COUNT 2",
          "LPOS {key} {e} COUNT",
          "LPOS {key} {e} x 1",
          "LMOVE {key} {key} {end} {end}",
          "LMOVE {key} {other} {end} {end}",
          "RPOPLPUSH {key} {key}",
          "RPOPLPUSH {other} {key}",
          "LMPOP 1 {key} {end}",
          "LMPOP 1 {key} RIGHT COUNT 2",
          "LMPOP 2 {other} {key} LEFT COUNT 3",
          "LMPOP 3 l4 {other} {key} right COUNT 100",
          "LMPOP {numkeys} {key} {key} {end}",
          "LMPOP {numkeys} {other} {key} {end} COUNT {count}",
          "LMPOP 2 {key} {other} {end} COUNT {count} COUNT {count}",
          "LMPOP 1 {key} {end} COUNT",
          "LMPOP 1 {key} {end} x {count}"};
}

}  // namespace

const RequestFamily& list_requests() {
  static const RequestFamily family{
      "lists",
      1,
      choices(),
      lines(),
      {"RPUSH {key} {e} {e} {e} {e}", "RPUSH {key} {e} {e} {e} {e} {e} {e}",
       "LPUSH {key} {e} {e} {e}", "RPUSH {key} {e} {e}"}};
  return family;
}

}  // namespace rollcall::sim::redis
