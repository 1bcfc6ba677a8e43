#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {

// What a master without replicas answers about them; two clients. Pairs are compared by
// replication_test.
const RequestFamily& replication_requests() {
  static const RequestFamily family{"replication",
                                    2,
                                    {{"{waits}", {"return redis.call('wait', 1, 0)"}}},
                                    {
                                        "ROLE",
                                        "REPLICAOF NO ONE",
                                        "SLAVEOF no one",
                                        "REPLICAOF localhost 70000",
                                        "REPLICAOF localhost {value}x",
                                        "REPLICAOF {value}",
                                        "REPLICAOF No One",
                                        "REPLICAOF no ONE",
                                        "REPLCONF capa eof",
                                        "REPLCONF capa eof capa psync2",
                                        "REPLCONF listening-port 7001",
                                        "REPLCONF ip-address 127.0.0.1",
                                        "REPLCONF nothing {value}",
                                        "REPLCONF listening-port x",
                                        "REPLCONF capa",
                                        "MULTI ; PSYNC ? -1 ; EXEC",
                                        "MULTI ; SYNC ; EXEC",
                                        "MULTI",
                                        "EXEC",
                                        "SET {key} {value}",
                                        "WAIT 0 {int}",
                                        "WAIT {int} 1",
                                        "MULTI ; SET {key} {value} ; WAIT 1 0 ; EXEC",
                                        "EVAL {waits} 0",
                                        "INCR {key}",
                                    }};
  return family;
}

}  // namespace rollcall::sim::redis
