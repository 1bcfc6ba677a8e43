// The commands of the program, each a function of its options that returns the exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall::tools {

enum class Exit {
  kept = 0,           ///< everything promised held
  broken = 1,         ///< a promise was broken, or a replay reproduced its violation
  bad_input = 2,      ///< one line on stderr: what, where, what would be right
  harness = 3,        ///< the harness itself failed
  drifted = 4,        ///< a replay drifted and did not reproduce
  interrupted = 130,  ///< SIGINT or SIGTERM came before all was done; nothing was broken till then
};

/// Shared by commands that run many worlds.
struct CampaignOptions {
  std::uint64_t seed = 1;
  unsigned jobs = 0;                   ///< worker processes; 0: one per core
  std::string json;                    ///< a file for the result; empty: none
  std::string out = "rollcall-cases";  ///< folder for the cases that were found
};

struct CompareOptions {
  CampaignOptions campaign;
  std::vector<std::string> strategies;  ///< empty: all
  std::uint64_t worlds = 1500;          ///< for each strategy, the same ones
};
[[nodiscard]] Exit compare(const CompareOptions& options);

struct RunOptions {
  CampaignOptions campaign;
  std::vector<std::string> paths;        ///< scenario and case files, or folders with them
  std::vector<std::string> strategies;   ///< empty: what each scenario says
  std::optional<std::uint64_t> worlds;   ///< instead of what each scenario says
  std::optional<std::uint64_t> minutes;  ///< of real time in all
};
[[nodiscard]] Exit run(const RunOptions& options);

struct ReplayOptions {
  std::string path;
  std::optional<std::uint64_t> seed;   ///< scenarios only; 1
  std::optional<std::uint64_t> world;  ///< scenarios only; 0
  std::string strategy;                ///< scenarios only; empty: the first that it names
  bool trace = false;
  std::string json;
};
[[nodiscard]] Exit replay(const ReplayOptions& options);

struct ShrinkOptions {
  std::string path;
  std::string out;  ///< empty: the case's own name with ".shrunk.toml"
};
[[nodiscard]] Exit shrink(const ShrinkOptions& options);

struct ValidateOptions {
  std::string path;
  std::string strategy;  ///< scenarios only; empty: all that the scenario names
  std::string redis;     ///< URL; empty: an own redis-server
  std::string database;  ///< file; empty: in a temporary folder
  std::uint64_t seed = 1;
};
[[nodiscard]] Exit validate(const ValidateOptions& options);

struct ListOptions {
  std::string kind;  ///< strategies, faults, properties, scenarios, profiles
  bool json = false;
};
[[nodiscard]] Exit list(const ListOptions& options);

struct NewOptions {
  std::string kind;  ///< strategy
  std::string name;
  std::string folder = "rollcall-strategies";
};
/// Writes a skeleton that compiles and keeps every promise; what is there already stays as it is.
[[nodiscard]] Exit create(const NewOptions& options);

struct BenchOptions {
  std::string json;
  std::string only;    ///< rows whose name contains this
  bool quick = false;  ///< a tenth of the work: to see that it runs
};
[[nodiscard]] Exit bench(const BenchOptions& options);

struct FidelityOptions {
  std::uint64_t sequences = 2000;
  std::uint64_t seed = 1;
  unsigned jobs = 0;  ///< worker processes, each with a redis-server; 0: one per core
  std::string json;
};
/// Random sequences of commands on the model of Redis and on a real redis-server.
[[nodiscard]] Exit fidelity(const FidelityOptions& options);

struct RedisModelOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;  ///< 0: one that is free
};
[[nodiscard]] Exit redis_model(const RedisModelOptions& options);
/// What the model does not do, for the help.
[[nodiscard]] std::string limits_of_the_redis_model();

}  // namespace rollcall::tools
