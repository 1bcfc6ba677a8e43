#include "scenarios/real_runner.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <utility>

#include "engine/engine.h"
#include "engine/os/os_host.h"
#include "engine/sqlite/database.h"
#include "engine/steps.h"
#include "engine/strategies/store_settings.h"
#include "scenarios/contents.h"
#include "scenarios/service.h"
#include "scenarios/stand_in_hasher.h"
#include "scenarios/workload.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using properties::Call;

// The real host, counting what `validate` reports.
class CountingHost final : public OsHost {
 public:
  void reached(std::string_view step) override {
    if (step == step::sqlite_committed) commits_.fetch_add(1, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> commits_ = 0;
};

// A client's thread calls the engine itself: what is measured is the engine, not a protocol between
// the two.
class DirectService final : public Service {
 public:
  DirectService(Host& host, std::vector<std::unique_ptr<Engine>> engines)
      : host_(host), engines_(std::move(engines)) {}

  [[nodiscard]] Result perform(const Call& call, const Secrets& secrets, std::uint32_t process,
                               MonotonicTime deadline) override {
    Answer answer = serve(*engines_[process - 1], call, secrets);
    if (host_.now() <= deadline) return {std::move(answer)};
    return {Failure{Failure::Kind::ambiguous, "no answer within the client's deadline"}, false};
  }

 private:
  Host& host_;
  std::vector<std::unique_ptr<Engine>> engines_;
};

// As a connection of the engine has it.
std::expected<std::string, std::string> pragma(Host& host, const Database::Settings& settings,
                                               std::string_view name) {
  auto database = Database::open(host, settings);
  if (!database) return std::unexpected("SQLite could not be opened: " + database.error().text);
  auto query = (*database)->query("PRAGMA " + std::string(name));
  if (!query) return std::unexpected("SQLite could not be asked: " + query.error().text);
  const auto row = query->step();
  if (!row || !*row) return std::unexpected("SQLite does not know its " + std::string(name));
  return query->text(0);
}

std::string synchronous_in_words(const std::string& number) {
  static constexpr std::array<std::string_view, 4> words = {"OFF", "NORMAL", "FULL", "EXTRA"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (number == std::to_string(i)) return std::string(words[i]);
  }
  return number;
}

std::expected<std::vector<std::unique_ptr<Engine>>, std::string> open_engines(
    Host& host, const Case& value, const Stores& stores, PasswordHasher& hasher) {
  std::vector<std::unique_ptr<Engine>> engines;
  for (std::uint32_t i = 0; i < value.world.processes; ++i) {
    auto engine = Engine::open(
        host,
        {.strategy = *value.strategy, .knobs = value.options, .stores = stores, .hasher = hasher});
    if (!engine) return std::unexpected("an engine could not be opened: " + engine.error().reason);
    engines.push_back(std::move(*engine));
  }
  return engines;
}

}  // namespace

std::expected<RealOutcome, std::string> run_real(const Case& value, const Stores& stores) {
  CountingHost host;
  const std::unique_ptr<PasswordHasher> hasher =
      value.world.hashing ? make_argon2_hasher(host)
                          : std::make_unique<StandInHasher>(host, Duration::zero());
  RealOutcome outcome;
  {
    auto engines = open_engines(host, value, stores, *hasher);
    if (!engines) return std::unexpected(engines.error());
    const std::uint64_t commits_before = host.commits();
    DirectService service(host, std::move(*engines));
    Workload workload(host, service, value);
    const MonotonicTime began = host.now();
    workload.storm();
    outcome.storm = host.now() - began;
    outcome.commits = host.commits() - commits_before;
    workload.calm(value.strategy->contract.converges_within);
    outcome.history = workload.take_history();
  }
  auto contents = read_contents(host, stores);
  if (!contents) return std::unexpected(contents.error());
  outcome.contents = std::move(*contents);
  const Database::Settings settings = store_settings(stores, value.options).database;
  const auto journal_mode = pragma(host, settings, "journal_mode");
  if (!journal_mode) return std::unexpected(journal_mode.error());
  const auto synchronous = pragma(host, settings, "synchronous");
  if (!synchronous) return std::unexpected(synchronous.error());
  outcome.journal_mode = *journal_mode;
  outcome.synchronous = synchronous_in_words(*synchronous);
  outcome.tasks_peak = host.figures().tasks_peak;
  outcome.connections_peak = host.figures().connections_peak;
  for (const properties::Property& property : properties::properties()) {
    outcome.judgements.push_back(properties::judge(property, {outcome.history, outcome.contents},
                                                   value.strategy->contract, value.options, {}));
  }
  return outcome;
}

}  // namespace rollcall::scenarios
