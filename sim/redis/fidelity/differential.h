// The same commands to the model and to a real redis-server, and what differs.
//
// Both start from an empty dataset and script cache. Each command is answered by both before the
// next; replies are compared byte by byte after the normalisation that normal_reply() documents,
// and in the end the bytes that reached the append-only files. Replies that differ in what
// known_differences() lists are counted, and are no difference.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {

using Words = std::vector<std::string>;

// The machine's, in milliseconds: the model is told it, the real server reads it.
[[nodiscard]] UnixMs wall_clock();

struct Step {
  std::size_t connection;  // below 3
  Words words;             // client_id_word() among them
};

// Stands for the id of that connection, which either server has given to it.
[[nodiscard]] std::string client_id_word(std::size_t connection);

// How often a command was compared, with what success.
struct CommandTally {
  std::uint64_t ran = 0;
  std::uint64_t useful = 0;  // neither an error nor empty
  std::uint64_t agreed = 0;
  std::uint64_t listed = 0;  // differed as known_differences() says
};
struct Tally {
  // By name, "CONFIG|GET" for subcommands; "?" what the model does not know.
  std::map<std::string, CommandTally> commands{};
  std::map<std::string, std::uint64_t> known_differences{};  // by name, how often
};

// A readable account of the first difference; nothing when there is none. Then, when there are such
// questions, both read their append-only files again and answer those.
[[nodiscard]] std::optional<std::string> first_difference(
    const RealRedis& real, const std::vector<Step>& steps, Tally* tally = nullptr,
    const std::vector<Words>& after_reload = {});

// What a comparison adds to, and how far the clocks were apart (see clock_skew.h).
struct Comparison {
  Tally* tally = nullptr;
  std::int64_t skew_ms = 0;
  UnixMs began_at = wall_clock();
};
// Both run the steps, and are compared as above; before each, `before` is told its place.
[[nodiscard]] std::optional<std::string> first_difference_between(
    const RealRedis& real, Server& model, const std::vector<Step>& steps, Comparison& comparison,
    const std::function<void(std::size_t)>& before);

// When it has saved last: the model of it is to begin with that.
[[nodiscard]] UnixMs saved_at_ms(const RealRedis& real);

// What RealRedis must be started with.
[[nodiscard]] std::vector<std::string> differential_options();

}  // namespace rollcall::sim::redis
