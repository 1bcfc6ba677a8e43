// What the model of Redis does in a second, and what a key costs it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::tools {

// SET, GET, INCR and HSET on one connection, 16 at a time; returns how many commands ran.
std::uint64_t run_simple_commands(std::uint64_t rounds);
// EVALSHA of a script that calls two commands, likewise.
std::uint64_t run_cached_scripts(std::uint64_t rounds);

// Keys that are all alike.
struct KeyShape {
  std::string_view name;
  int keys;
  std::vector<std::string> (*request)(int number);  // that makes the key of that number
};
std::span<const KeyShape> key_shapes();

// Bytes per key: in the model as the process grows, in a redis-server as its used_memory does.
struct KeyCost {
  double in_model;
  double in_redis;
};
KeyCost measure_key_cost(const KeyShape& shape);

}  // namespace rollcall::tools
