#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {

// What clients ask of the server's files and of its place among others; two clients.
const RequestFamily& persistence_requests() {
  static const RequestFamily family{"persistence",
                                    2,
                                    {{"{schedule}", {"SCHEDULE", "schedule", "x"}},
                                     {"{wrong}", {"ABORT", "x", "NOSAVE x", "SAVE x"}}},
                                    {
                                        "SAVE",
                                        "BGSAVE",
                                        "BGSAVE {schedule}",
                                        "BGREWRITEAOF",
                                        "SET {key} {value} ; SAVE",
                                        "LASTSAVE",
                                        "SAVE ; LASTSAVE",
                                        "BGSAVE ; LASTSAVE",
                                        "SET {key} {value} ; BGREWRITEAOF ; SET {key} {value}",
                                        "MULTI ; SET {key} {value} ; BGSAVE ; EXEC",
                                        "MULTI ; BGREWRITEAOF ; SET {key} {value} ; EXEC",
                                        "MULTI ; BGSAVE {schedule} ; BGREWRITEAOF ; EXEC",
                                        "MULTI ; SAVE ; EXEC",
                                        // A word less at the end must not leave SHUTDOWN alone.
                                        "SHUTDOWN {wrong} ; DBSIZE",
                                        "SHUTDOWN ABORT ; DBSIZE",
                                        "INFO persistence",
                                        "CLUSTER INFO",
                                        "CLUSTER KEYSLOT {key}",
                                        "CLUSTER MYID",
                                        "CLUSTER NODES",
                                        "CLUSTER RESET",
                                        "CLUSTER RESET {value}",
                                        "CLUSTER SHARDS",
                                        "CLUSTER SLOTS",
                                        "CLUSTER NOTHING",
                                        "CLUSTER",
                                        "SELECT {db}",
                                        "SET {key} {value} PXAT {at-ms}",
                                        "RPUSH {key} {value} {value}",
                                        "HSET {key} {field} {value}",
                                        "INCR {key}",
                                        "FLUSHALL",
                                        "DEBUG RELOAD",
                                        "MULTI",
                                        "EXEC",
                                    }};
  return family;
}

}  // namespace rollcall::sim::redis
