#include "tools/bench_redis.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::tools {
namespace {

using sim::redis::ConnectionId;
using sim::redis::resp_request;
using sim::redis::Server;

constexpr int pipelined = 16;
constexpr int keys = 100'000;
constexpr sim::redis::UnixMs now_ms = 1'700'000'000'000;

// Different keys, as many as a small world has.
template <class Request>
std::uint64_t run(Server& server, std::uint64_t rounds, Request request) {
  constexpr std::size_t batches = 64;
  std::vector<std::string> requests(batches);
  for (std::size_t at = 0; at < batches * pipelined; ++at) {
    requests[at / pipelined] += resp_request(request(at));
  }
  const ConnectionId client = server.connect();
  for (std::uint64_t round = 0; round < rounds; ++round) {
    server.feed(client, requests[round % batches], now_ms);
    static_cast<void>(server.take_output(client));
  }
  return rounds * pipelined;
}

std::vector<std::string> simple_command(std::size_t at) {
  const std::string number = std::to_string(at % 250);
  switch (at % 4) {
    case 0:
      return {"SET", "user:phone:" + number, "a value of some length"};
    case 1:
      return {"GET", "user:phone:" + number};
    case 2:
      return {"INCR", "counter:" + number};
    default:
      return {"HSET", "user:" + number, "name", "Ada", "phone", number};
  }
}

// 100,000 strings and 100,000 hashes.
template <class Send>
void fill(Send send) {
  std::string requests;
  for (int at = 0; at < keys; ++at) {
    const std::string number = std::to_string(at);
    requests += resp_request({"SET", "user:phone:" + number, "a value of some length"});
    requests += resp_request({"HSET", "user:" + number, "name", "Ada", "phone", number});
    if (at % 100 != 99) continue;
    send(std::exchange(requests, {}));
  }
}

// What the process holds now, not at its peak, when the index was built anew.
double resident_bytes() {
  std::ifstream pages("/proc/self/statm");
  double total = 0;
  double resident = 0;
  pages >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double used_memory(sim::redis::RealConnection& connection) {
  connection.send(resp_request({"INFO", "memory"}));
  const std::string info = connection.receive(1);
  constexpr std::string_view name = "used_memory:";
  return std::atof(info.substr(info.find(name) + name.size()).c_str());
}

}  // namespace

std::uint64_t run_simple_commands(std::uint64_t rounds) {
  Server server({});
  return run(server, rounds, simple_command);
}

std::uint64_t run_cached_scripts(std::uint64_t rounds) {
  Server server({});
  const ConnectionId client = server.connect();
  const std::string script =
      "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])";
  server.feed(client, resp_request({"SCRIPT", "LOAD", script}), now_ms);
  const std::string digest = server.take_output(client).substr(5, 40);
  return run(server, rounds, [&](std::size_t at) -> std::vector<std::string> {
    return {"EVALSHA", digest, "1", "user:phone:" + std::to_string(at % 250), "value"};
  });
}

KeyCost measure_key_cost() {
  const sim::redis::RealRedis redis;
  sim::redis::RealConnection connection(redis);
  const double used_before = used_memory(connection);
  fill([&](const std::string& requests) {
    connection.send(requests);
    static_cast<void>(connection.receive(200));
  });
  const double used = used_memory(connection) - used_before;

  Server server({});
  const ConnectionId client = server.connect();
  const double resident_before = resident_bytes();
  fill([&](const std::string& requests) {
    server.feed(client, requests, now_ms);
    static_cast<void>(server.take_output(client));
  });
  const double resident = resident_bytes() - resident_before;
  return {resident / (2 * keys), used / (2 * keys)};
}

}  // namespace rollcall::tools
