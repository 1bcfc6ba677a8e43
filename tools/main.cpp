#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>

#include "tools/commands.h"
#include "tools/invocation.h"
#include "tools/jobs.h"

namespace {

using namespace rollcall::tools;

using Chosen = std::function<Exit()>;

template <class Options>
struct Command {
  CLI::App* app;
  std::shared_ptr<Options>
      options;  // shared: CLI11 keeps references to its fields as long as the parser lives
};

// CLI11 would take -1 for 2^64 - 1, and what does not fit for the largest that does.
std::string whole_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && stopped == end) return {};
  return text + " is no whole number from 0 to 18446744073709551615";
}

template <class Options>
Command<Options> add(CLI::App& program, const char* name, const char* summary, Chosen& chosen,
                     Exit (*run)(const Options&)) {
  auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand(name, summary);
  app->callback([&chosen, options, run] { chosen = [options, run] { return run(*options); }; });
  return {app, options};
}

void add_campaign(CLI::App& app, CampaignOptions& options) {
  app.add_option("--seed", options.seed, "which worlds; equal seeds give equal worlds")
      ->check(whole_number)
      ->capture_default_str();
  app.add_option("--jobs", options.jobs, "worker processes (default: one per core)")
      ->check(CLI::Range(1u, 256u));
  app.add_option("--json", options.json, "also write the result to this file");
  app.add_option("--out", options.out, "folder for the cases that are found")
      ->capture_default_str();
}

void add_compare(CLI::App& program, Chosen& chosen) {
  auto [app, options] = add<CompareOptions>(program, "compare",
                                            "which strategy keeps which promise", chosen, compare);
  add_campaign(*app, options->campaign);
  app->add_option("--strategies", options->strategies, "names, separated by commas (default: all)")
      ->delimiter(',');
  app->add_option("--worlds", options->worlds, "worlds for each strategy, the same ones")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->capture_default_str();
}

void add_run(CLI::App& program, Chosen& chosen) {
  auto [app, options] =
      add<RunOptions>(program, "run", "run scenarios and cases, save what fails", chosen, run);
  app->add_option("paths", options->paths, "SCENARIO.toml, CASE.toml, or folders with them")
      ->required();
  add_campaign(*app, options->campaign);
  app->add_option("--strategies", options->strategies,
                  "names, separated by commas (default: as each file says)")
      ->delimiter(',');
  app->add_option("--worlds", options->worlds,
                  "worlds for each scenario and strategy (default: as each file says)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  app->add_option("--minutes", options->minutes, "begin no new world after this long")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000}));
}

void add_replay(CLI::App& program, Chosen& chosen) {
  auto [app, options] = add<ReplayOptions>(program, "replay",
                                           "run one case again and tell its story", chosen, replay);
  app->add_option("path", options->path, "CASE.toml, or SCENARIO.toml with --seed and --world")
      ->required();
  app->add_option("--seed", options->seed, "of a scenario (default: 1)")->check(whole_number);
  app->add_option("--world", options->world, "of a scenario (default: 0)")->check(whole_number);
  app->add_option("--strategy", options->strategy,
                  "of a scenario (default: the first that it names)");
  app->add_flag("--trace", options->trace, "print every event, and the hash after it");
  app->add_option("--json", options->json, "also write the result to this file");
}

void add_shrink(CLI::App& program, Chosen& chosen) {
  auto [app, options] = add<ShrinkOptions>(
      program, "shrink", "find the smallest case that fails alike", chosen, shrink);
  app->add_option("path", options->path, "CASE.toml")->required();
  app->add_option("--out", options->out, "where to write it (default: CASE.shrunk.toml)");
}

void add_validate(CLI::App& program, Chosen& chosen) {
  auto [app, options] = add<ValidateOptions>(
      program, "validate", "the same engine and judges on real servers", chosen, validate);
  app->add_option("path", options->path,
                  "SCENARIO.toml or CASE.toml; its faults stay in the simulator")
      ->required();
  app->add_option("--strategy", options->strategy, "of a scenario (default: all that it names)");
  app->add_option("--redis", options->redis,
                  "redis://[user:password@]host[:port][/database] (default: an own server)")
      ->envname("ROLLCALL_REDIS");
  app->add_option("--db", options->database,
                  "an empty or new SQLite file (default: a temporary one)");
  app->add_option("--seed", options->seed, "of a scenario")
      ->check(whole_number)
      ->capture_default_str();
}

void add_list(CLI::App& program, Chosen& chosen) {
  auto [app, options] =
      add<ListOptions>(program, "list", "what there is to choose from", chosen, list);
  app->add_option("kind", options->kind,
                  "strategies, faults, properties, scenarios, profiles or redis-commands")
      ->required()
      ->check(CLI::IsMember(
          {"strategies", "faults", "properties", "scenarios", "profiles", "redis-commands"}));
  app->add_flag("--json", options->json, "as JSON");
}

void add_new(CLI::App& program, Chosen& chosen) {
  auto [app, options] =
      add<NewOptions>(program, "new", "the skeleton of a strategy of one's own", chosen, create);
  app->add_option("kind", options->kind, "strategy")
      ->required()
      ->check(CLI::IsMember({"strategy"}));
  app->add_option("name", options->name, "as my-way")->required();
  app->add_option("--in", options->folder, "the folder for it")->capture_default_str();
}

void add_bench(CLI::App& program, Chosen& chosen) {
  auto [app, options] = add<BenchOptions>(
      program, "bench", "how fast worlds and real servers are here", chosen, bench);
  app->add_option("--json", options->json, "also write the rows to this file");
  app->add_option("--only", options->only, "the rows whose name contains this");
  app->add_flag("--quick", options->quick, "a tenth of the work");
}

void add_fidelity(CLI::App& program, Chosen& chosen) {
  auto [app, options] = add<FidelityOptions>(
      program, "fidelity", "the model of Redis against a real redis-server", chosen, fidelity);
  app->add_option("--sequences", options->sequences, "random sequences of about 30 commands")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->capture_default_str();
  app->add_option("--seed", options->seed, "which sequences")
      ->check(whole_number)
      ->capture_default_str();
  app->add_option("--jobs", options->jobs, "worker processes (default: one per core)")
      ->check(CLI::Range(1u, 256u));
  app->add_option("--json", options->json, "also write the result to this file");
}

void add_redis_model(CLI::App& program, Chosen& chosen) {
  auto [app, options] = add<RedisModelOptions>(
      program, "redis-model", "the model of Redis behind a real TCP port", chosen, redis_model);
  app->add_option("--port", options->port, "0: one that is free")->capture_default_str();
  app->add_option("--host", options->host, "name or address to listen on")->capture_default_str();
  app->footer(limits_of_the_redis_model);
}

constexpr const char* epilogue =
    "Exit codes: 0 everything promised held; 1 a promise was broken; 2 bad input or usage; 3 the "
    "harness itself "
    "failed;\n4 a replay drifted and did not reproduce; 130 interrupted before all was done. In "
    "compare and run, a\ndemonstration's broken promises count only when --strategies names it.";

int refuse(const std::string& why) {
  std::fprintf(stderr, "rollcall: %s (rollcall --help says what would be right)\n", why.c_str());
  return static_cast<int>(Exit::bad_input);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program(
      "Rollcall: which way of writing users to Redis and SQLite keeps which promise, under which "
      "failure.",
      "rollcall");
  program.footer(epilogue);
  program.require_subcommand(1);
  Chosen chosen;
  for (auto* add_command : {add_compare, add_run, add_replay, add_shrink, add_validate, add_list,
                            add_new, add_bench, add_fidelity, add_redis_model}) {
    add_command(program, chosen);
  }
  remember_invocation(argv[0]);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return program.exit(asked_for_help);
  } catch (const CLI::RequiredError& error) {
    const bool named = argc > 1 && argv[1][0] != '-';
    const bool known = named && std::ranges::any_of(program.get_subcommands({}), [&](auto* app) {
                         return app->get_name() == argv[1];
                       });
    if (!named || known) return refuse(error.what());
    return refuse(fmt::format("there is no command '{}'", argv[1]));
  } catch (const CLI::ParseError& error) {
    return refuse(error.what());
  }
  try {
    end_in_order_on_signals();
    const Exit exit = chosen();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return static_cast<int>(exit);
    std::fprintf(stderr, "rollcall: standard output: cannot be written\n");
    return static_cast<int>(Exit::bad_input);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rollcall: %s\n", error.what());
    return static_cast<int>(Exit::harness);
  }
}
