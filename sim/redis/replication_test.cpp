// A master and its replica, bytes carried from one to the other: what each of them says, and what a
// pair of real redis-servers says.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;

/// Two servers, either of which may follow the other. Nothing moves but in carry().
class Pair {
 public:
  Pair() { ask(1, {"REPLICAOF", "other", "1"}), carry(); }

  // A request of the client of that server; its replies so far.
  std::string ask(std::size_t which, const Words& words) {
    Side& side = sides_[which];
    side.server.feed(side.client, resp_request(words), now);
    return side.server.take_output(side.client);
  }
  std::string late_reply(std::size_t which) {
    return sides_[which].server.take_output(sides_[which].client);
  }
  void stop_waiting(std::size_t which) {
    Side& side = sides_[which];
    if (!side.server.is_waiting(side.client)) return;
    side.server.disconnect(side.client);
    side.client = side.server.connect();
  }
  // All that there is to say, in both directions.
  void carry() {
    for (int round = 0; round < 20; ++round) {
      for (std::size_t which : {0U, 1U}) carry_from(sides_[which], sides_[1 - which]);
    }
  }
  void run_cycles() {
    for (Side& side : sides_) side.server.replication_cycle(now);
    carry();
  }
  Server& server(std::size_t which) { return sides_[which].server; }

  UnixMs now = start_ms;

 private:
  struct Side {
    Server server{{.persistence = Persistence::aof_no}};
    ConnectionId client = server.connect();
    std::optional<std::uint64_t> link{};  // the number of the one that is open
    ConnectionId uplink{};                // what the other calls it
  };

  void carry_from(Side& replica, Side& master) {
    const auto wanted = replica.server.wanted_link();
    if (replica.link && (!wanted || wanted->number != *replica.link)) {
      master.server.disconnect(replica.uplink);
      replica.link.reset();
    }
    if (!wanted) return;
    if (!replica.link) {
      replica.link = wanted->number;
      replica.uplink = master.server.connect();
      replica.server.link_opened({.host = "replica", .port = 7}, now);
    }
    master.server.feed(replica.uplink, replica.server.take_output_to_master(), now);
    static_cast<void>(master.server.take_stirred());
    const std::string said = master.server.take_output(replica.uplink);
    if (master.server.wants_close(replica.uplink)) return replica.server.link_closed();
    replica.server.receive_from_master(said, now);
  }

  Side sides_[2];
};

// --- the model alone

RC_GTEST_PROP(Replication, brings_a_replica_whatever_happens_on_its_master, ()) {
  Pair pair;
  std::vector<const RequestFamily*> families = request_families();
  // Not all of what happens to groups, and in scripts, is told to others, nor what DEBUG, CONFIG
  // and SORT do to encodings, nor that BITFIELD lengthens a string and then fails.
  std::erase(families, &bit_requests());
  std::erase(families, &encoding_requests());
  std::erase(families, &sorting_requests());
  std::erase(families, &script_requests());
  std::erase(families, &pausing_requests());  // has such scripts, too
  std::erase(families, &stream_group_requests());
  for (int step = 0; step < 40; ++step) {
    for (const Words& words : *any_requests(**rc::gen::elementOf(families))) {
      pair.ask(0, words);
      pair.stop_waiting(0);
    }
    pair.now += *rc::gen::element<UnixMs>(0, 0, 0, 1000, 7'200'000);
    if (*rc::gen::inRange(0, 10) == 0) pair.server(0).active_expire(pair.now);
    if (*rc::gen::inRange(0, 3) == 0) pair.carry();
  }
  pair.carry();
  RC_ASSERT(pair.server(0).snapshot() == pair.server(1).snapshot());
}

TEST(Replication, an_offset_counts_what_has_been_carried_out) {
  Pair pair;
  EXPECT_EQ(pair.ask(0, {"SET", "k", "v"}), "+OK\r\n");
  const std::string before = pair.ask(1, {"ROLE"});
  EXPECT_EQ(before, "*5\r\n$5\r\nslave\r\n$5\r\nother\r\n:1\r\n$9\r\nconnected\r\n:0\r\n");
  pair.carry();
  pair.run_cycles();
  const std::size_t bytes = resp_request({"SELECT", "0"}).size() + resp_request({"PING"}).size() +
                            resp_request({"SET", "k", "v"}).size();
  const std::string end = std::to_string(bytes);
  EXPECT_EQ(pair.ask(1, {"ROLE"}), before.substr(0, before.size() - 3) + end + "\r\n");
  pair.run_cycles();
  EXPECT_EQ(pair.ask(0, {"ROLE"}), "*3\r\n$6\r\nmaster\r\n:" + end +
                                       "\r\n*1\r\n*3\r\n$7\r\nreplica\r\n$1\r\n7\r\n$2\r\n" + end +
                                       "\r\n");
}

TEST(Replication, a_wait_in_vain_tells_how_many_there_are) {
  Pair pair;
  pair.ask(0, {"SET", "k", "v"});
  EXPECT_EQ(pair.ask(0, {"WAIT", "2", "100"}), "");
  pair.carry();
  EXPECT_EQ(pair.late_reply(0), "");
  pair.server(0).time_out(pair.now + 100);
  EXPECT_EQ(pair.late_reply(0), ":1\r\n");
}

TEST(Replication, a_replica_says_so_in_info) {
  Pair pair;
  const std::string replica = pair.ask(1, {"INFO", "replication"});
  EXPECT_NE(replica.find("role:slave\r\nmaster_host:other\r\nmaster_port:1\r\n"
                         "master_link_status:up\r\n"),
            std::string::npos)
      << replica;
  const std::string master = pair.ask(0, {"INFO", "replication"});
  EXPECT_NE(master.find("connected_slaves:1\r\n"
                        "slave0:ip=replica,port=7,state=online,offset=0,lag=0\r\n"),
            std::string::npos)
      << master;
}

TEST(Replication, a_link_to_a_master_that_refuses_is_begun_again) {
  Pair pair;
  pair.ask(1, {"REPLICAOF", "NO", "ONE"});
  pair.carry();
  pair.server(0).set_conditions({.loading = true});
  pair.ask(1, {"REPLICAOF", "other", "1"});
  pair.carry();
  EXPECT_NE(pair.ask(1, {"INFO", "replication"}).find("master_link_status:down"),
            std::string::npos);
  pair.server(0).set_conditions({});
  pair.carry();
  EXPECT_NE(pair.ask(1, {"INFO", "replication"}).find("master_link_status:up"), std::string::npos);
}

// --- beside two real servers

std::uint16_t unused_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(socket);
  return ntohs(address.sin_port);
}

class RealPair {
 public:
  RealPair() {
    for (std::size_t which : {0U, 1U}) {
      ports_[which] = unused_port();
      servers_[which].emplace(
          std::vector<std::string>{"--port", std::to_string(ports_[which]), "--bind", "127.0.0.1",
                                   "--repl-diskless-sync-delay", "0", "--enable-debug-command",
                                   "yes", "--repl-ping-replica-period", "3600"});
      clients_[which].emplace(*servers_[which]);
    }
  }

  std::string ask(std::size_t which, Words words) {
    if (words[0] == "REPLICAOF" && words[1] == "other") {
      words = {"REPLICAOF", "127.0.0.1", std::to_string(ports_[1 - which])};
    }
    clients_[which]->send(resp_request(words));
    return clients_[which]->receive(1);
  }
  // The replica's link is up, or two seconds are over.
  void await_link(std::size_t which) {
    for (int round = 0; round < 200; ++round) {
      if (ask(which, {"INFO", "replication"}).find("master_link_status:up") != std::string::npos)
        return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

 private:
  std::uint16_t ports_[2]{};
  std::optional<RealRedis> servers_[2];
  std::optional<RealConnection> clients_[2];
};

struct Line {
  std::size_t which;  // 0 begins as the master, 1 as its replica
  Words words;
};

// A replica is made, and refuses.
std::vector<Line> following() {
  return {
      {0, {"SET", "before", "1"}},
      {1, {"SET", "own", "1"}},
      {1, {"REPLICAOF", "other", "1"}},
      {1, {"link is up"}},
      {1, {"GET", "own"}},
      {1, {"GET", "before"}},
      {1, {"SET", "own", "1"}},
      {1, {"EVAL", "return redis.call('get', 'before')", "0"}},
      {1, {"MULTI"}},
      {1, {"SET", "x", "1"}},
      {1, {"EXEC"}},
      {1, {"WAIT", "1", "10"}},
      {1, {"PSYNC", "?"}},
      {0, {"DEBUG", "SET-ACTIVE-EXPIRE", "0"}},
      {0, {"SET", "after", "2"}},
      {0, {"WAIT", "1", "2000"}},
      {0, {"WAIT", "2", "50"}},
      {1, {"GET", "after"}},
      {0, {"WAIT", "0", "0"}},
      {0, {"MULTI"}},
      {0, {"SET", "k", "1"}},
      {0, {"LPUSH", "list", "a", "b"}},
      {0, {"WAIT", "1", "100"}},
      {0, {"EXEC"}},
  };
}

// What reaches it, and when.
std::vector<Line> effects_and_expiry() {
  return {
      {0, {"SELECT", "3"}},
      {0, {"HSET", "hash", "f", "v"}},
      {0, {"EVAL", "redis.call('incr', 'a') redis.call('incr', 'b') return 7", "0"}},
      {0, {"EVAL", "return redis.call('wait', 1, 10)", "0"}},
      {0, {"SET", "brief", "v", "PX", "20"}},
      {0, {"WAIT", "1", "2000"}},
      {1, {"SELECT", "3"}},
      {1, {"time passes"}},
      {1, {"GET", "brief"}},
      {1, {"EXISTS", "brief"}},
      {1, {"TTL", "brief"}},
      {1, {"KEYS", "br*"}},
      {1, {"DBSIZE"}},
      {0, {"GET", "brief"}},
      {0, {"WAIT", "1", "2000"}},
      {1, {"DBSIZE"}},
      {1, {"HGETALL", "hash"}},
      {1, {"MGET", "a", "b"}},
  };
}

// It becomes a master, and the other one its replica.
std::vector<Line> promotion() {
  return {
      {1, {"REPLICAOF", "NO", "ONE"}},
      {1, {"REPLICAOF", "NO", "ONE"}},
      {0, {"SET", "tail", "lost"}},
      {1, {"GET", "tail"}},
      {1, {"SET", "own", "2"}},
      {1, {"WAIT", "1", "10"}},
      {0, {"REPLICAOF", "other", "1"}},
      {0, {"REPLICAOF", "other", "1"}},
      {0, {"link is up"}},
      {0, {"GET", "tail"}},
      {0, {"GET", "own"}},
      {0, {"SET", "x", "1"}},
      {0, {"REPLICAOF", "somewhere", "70000"}},
      {0, {"REPLICAOF", "somewhere"}},
      {0, {"REPLCONF", "capa"}},
      {0, {"REPLCONF", "nothing", "1"}},
      {0, {"REPLCONF", "listening-port", "x"}},
  };
}

void expect_same_answers(Pair& model, RealPair& real, const std::vector<Line>& lines) {
  for (const auto& [which, words] : lines) {
    model.now = std::chrono::duration_cast<std::chrono::milliseconds>(
                    std::chrono::system_clock::now().time_since_epoch())
                    .count();
    if (words[0] == "link is up") {
      model.carry();
      real.await_link(which);
    } else if (words[0] == "time passes") {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    } else {
      std::string modelled = model.ask(which, words);
      model.carry();
      const UnixMs deadline = model.server(which).next_deadline();
      if (modelled.empty() && deadline != never) {
        model.server(which).time_out(deadline);
      }
      modelled += model.late_reply(which);
      EXPECT_EQ(modelled, real.ask(which, words)) << testing::PrintToString(words);
    }
  }
}

TEST(ReplicationBesideRedis, answers_as_a_pair_of_redis_servers_does) {
  Pair model;
  model.ask(1, {"REPLICAOF", "NO", "ONE"});
  RealPair real;
  expect_same_answers(model, real, following());
  expect_same_answers(model, real, effects_and_expiry());
  expect_same_answers(model, real, promotion());
}

}  // namespace
}  // namespace rollcall::sim::redis
