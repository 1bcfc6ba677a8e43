#include "tools/bench_redis.h"

#include <malloc.h>
#include <unistd.h>

#include <array>
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

// The command, the key of that number, and so many elements.
std::vector<std::string> filled(std::string command, int number, int elements,
                                void (*add)(std::vector<std::string>&, const std::string&)) {
  std::vector<std::string> words{std::move(command), "user:" + std::to_string(number)};
  for (int element = 0; element < elements; ++element) add(words, std::to_string(element));
  return words;
}

template <int elements>
std::vector<std::string> hash(int number) {
  return filled("HSET", number, elements, [](auto& words, const std::string& element) {
    words.insert(words.end(), {"field" + element, "value" + element});
  });
}

template <int elements>
std::vector<std::string> list(int number) {
  return filled("RPUSH", number, elements, [](auto& words, const std::string& element) {
    words.push_back("element" + element);
  });
}

template <int elements>
std::vector<std::string> set(int number) {
  return filled("SADD", number, elements, [](auto& words, const std::string& element) {
    words.push_back("member" + element);
  });
}

template <int elements>
std::vector<std::string> set_of_integers(int number) {
  return filled("SADD", number, elements,
                [](auto& words, const std::string& element) { words.push_back(element); });
}

template <int elements>
std::vector<std::string> sorted_set(int number) {
  return filled("ZADD", number, elements, [](auto& words, const std::string& element) {
    words.insert(words.end(), {element, "member" + element});
  });
}

// One request a key, where a stream takes one for each entry.
template <int entries>
std::vector<std::string> stream(int number) {
  constexpr std::string_view script =
      "for i = 1, ARGV[1] do\n"
      "  redis.call('XADD', KEYS[1], 1700000000000 + i * 7 .. '-0',\n"
      "             'event', 'something happened', 'user', 'user:' .. i)\n"
      "end";
  return {"EVAL", std::string(script), "1", "user:" + std::to_string(number),
          std::to_string(entries)};
}

constexpr int at_once = 100;

template <class Send>
void fill(const KeyShape& shape, Send send) {
  std::string requests;
  for (int at = 0; at < shape.keys; ++at) {
    requests += resp_request(shape.request(at));
    if (at % at_once == at_once - 1) send(std::exchange(requests, {}));
  }
}

// What the process holds now, not at its peak, when the index was built anew, and without what was
// freed before.
double resident_bytes() {
  malloc_trim(0);
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

std::span<const KeyShape> key_shapes() {
  static constexpr std::array shapes = {
      KeyShape{"strings", 200'000,
               [](int number) -> std::vector<std::string> {
                 return {"SET", "user:phone:" + std::to_string(number), "a value of some length"};
               }},
      KeyShape{"integers", 200'000,
               [](int number) -> std::vector<std::string> {
                 return {"SET", "counter:" + std::to_string(number), std::to_string(number)};
               }},
      KeyShape{"hashes of 2", 200'000, hash<2>},
      KeyShape{"hashes of 100", 4'000, hash<100>},
      KeyShape{"lists of 2", 200'000, list<2>},
      KeyShape{"lists of 100", 8'000, list<100>},
      KeyShape{"sets of 2", 200'000, set<2>},
      KeyShape{"sets of 100", 8'000, set<100>},
      KeyShape{"sets of 2 integers", 200'000, set_of_integers<2>},
      KeyShape{"sets of 100 integers", 20'000, set_of_integers<100>},
      KeyShape{"sorted sets of 1", 200'000, sorted_set<1>},
      KeyShape{"sorted sets of 2", 200'000, sorted_set<2>},
      KeyShape{"sorted sets of 100", 8'000, sorted_set<100>},
      KeyShape{"streams of 2", 8'000, stream<2>},
      KeyShape{"streams of 100", 2'000, stream<100>},
      KeyShape{"streams of 1000", 200, stream<1000>},
  };
  return shapes;
}

KeyCost measure_key_cost(const KeyShape& shape) {
  const sim::redis::RealRedis redis;
  sim::redis::RealConnection connection(redis);
  const double used_before = used_memory(connection);
  fill(shape, [&](const std::string& requests) {
    connection.send(requests);
    static_cast<void>(connection.receive(at_once));
  });
  const double used = used_memory(connection) - used_before;

  Server server({});
  const ConnectionId client = server.connect();
  const double resident_before = resident_bytes();
  fill(shape, [&](const std::string& requests) {
    server.feed(client, requests, now_ms);
    static_cast<void>(server.take_output(client));
  });
  const double resident = resident_bytes() - resident_before;
  return {resident / shape.keys, used / shape.keys};
}

}  // namespace rollcall::tools
