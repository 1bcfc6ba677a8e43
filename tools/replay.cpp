#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/fingerprint.h"
#include "scenarios/runner.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/load_case.h"
#include "tools/output_file.h"
#include "tools/story.h"
#include "tools/trace_text.h"

namespace rollcall::tools {
namespace {

using properties::Judgement;
using properties::Verdict;
using scenarios::Case;
using scenarios::Outcome;

enum class Result { same, drifted_same_violation, drifted, holds, irreproducible };

std::string_view to_string(Result result) {
  switch (result) {
    case Result::same:
      return "same";
    case Result::drifted_same_violation:
      return "drifted_same_violation";
    case Result::drifted:
      return "drifted";
    case Result::holds:
      return "holds";
    case Result::irreproducible:
      return "irreproducible";
  }
  return "?";
}

bool anything_broken(const Outcome& outcome) {
  return std::ranges::any_of(outcome.judgements, [](const Judgement& judgement) {
    return judgement.verdict == Verdict::broken;
  });
}

bool shows_what_was_shown(const Outcome& outcome, const scenarios::Shown& shown) {
  return std::ranges::any_of(outcome.judgements, [&](const Judgement& judgement) {
    return rollcall::to_string(judgement.promise) == shown.property &&
           properties::to_string(judgement.verdict) == shown.verdict;
  });
}

Result compare(const Case& value, const Outcome& outcome) {
  if (!value.shown) return anything_broken(outcome) ? Result::same : Result::holds;
  if (outcome.trace == value.shown->trace) return Result::same;
  if (value.shown->fingerprint == scenarios::fingerprint(value)) return Result::irreproducible;
  return shows_what_was_shown(outcome, *value.shown) ? Result::drifted_same_violation
                                                     : Result::drifted;
}

std::string never_fired(const Outcome& outcome) {
  std::string text;
  for (const scenarios::FaultReport& fault : outcome.faults) {
    if (!fault.fired)
      text += fmt::format("  never fired: {} on {} (came by {} times)\n", fault.kind, fault.on,
                          fault.asked);
  }
  return text;
}

std::string why_not_the_same(const Case& value, const Outcome& outcome) {
  const Outcome again = scenarios::run(value, {.keep_events = true});
  const std::string difference = first_difference(outcome.kept, again.kept);
  if (!difference.empty()) return "Run again, it differs, first in " + difference;
  return "Run again, it is equal: it depends on something of the machine or of the environment";
}

void print(Result result, const Case& value, const Outcome& outcome) {
  switch (result) {
    case Result::same:
      if (value.shown)
        fmt::print("same run: {} {}, as when it was saved\n", value.shown->property,
                   value.shown->verdict);
      break;
    case Result::drifted_same_violation:
      fmt::print(
          "drifted, same violation: the program or the case has changed since; {} is still {}\n",
          value.shown->property, value.shown->verdict);
      break;
    case Result::drifted:
      fmt::print(
          "drifted, not reproduced: the program or the case has changed since, and {} is no longer "
          "{}\n{}",
          value.shown->property, value.shown->verdict, never_fired(outcome));
      break;
    case Result::holds:
      fmt::print("{}", never_fired(outcome));
      break;
    case Result::irreproducible:
      fmt::print(
          "NOT THE SAME RUN: the program and the case are those that were saved, the trace was "
          "{:016x}\n{}\n",
          value.shown->trace, why_not_the_same(value, outcome));
      break;
  }
}

void print_trace(const Outcome& outcome) {
  fmt::print("{}", trace_legend());
  std::uint64_t hash = 0;
  for (const sim::Event& event : outcome.kept) {
    hash = sim::Trace::fold(hash, event.at_ns, event.kind, event.actor, event.a, event.b,
                            event.digest);
    fmt::print("{}", trace_line(event, hash));
  }
}

std::string to_json(Result result, const Outcome& outcome) {
  nlohmann::json verdicts = nlohmann::json::array();
  for (const Judgement& judgement : outcome.judgements) {
    verdicts.push_back({{"property", rollcall::to_string(judgement.promise)},
                        {"verdict", properties::to_string(judgement.verdict)},
                        {"judged", judgement.judged},
                        {"detail", judgement.detail}});
  }
  const nlohmann::json json = {
      {"trace", fmt::format("{:016x}", outcome.trace)},
      {"result", to_string(result)},
      {"simulated_ms", static_cast<double>(outcome.simulated.count()) / 1e6},
      {"events", outcome.events},
      {"verdicts", verdicts}};
  return json.dump(2) + "\n";
}

Exit exit_of(Result result, const Outcome& outcome) {
  switch (result) {
    case Result::same:
      return anything_broken(outcome) ? Exit::broken : Exit::kept;
    case Result::drifted_same_violation:
      return anything_broken(outcome) ? Exit::broken : Exit::kept;
    case Result::drifted:
      return Exit::drifted;
    case Result::holds:
      return Exit::kept;
    case Result::irreproducible:
      return Exit::harness;
  }
  return Exit::harness;
}

}  // namespace

Exit replay(const ReplayOptions& options) {
  const auto value = load_case({options.path, options.seed, options.world, options.strategy});
  if (!value) return complain(value.error());
  std::optional<OutputFile> json;
  if (!options.json.empty()) {
    auto opened = OutputFile::open(options.json, options.path);
    if (!opened) return complain(opened.error());
    json.emplace(std::move(*opened));
  }
  const Outcome outcome = scenarios::run(*value, {.keep_events = true});
  const Result result = compare(*value, outcome);
  if (options.trace) print_trace(outcome);
  fmt::print("{}", tell_story(*value, outcome));
  print(result, *value, outcome);
  fmt::print("trace {:016x}\n", outcome.trace);
  if (json) {
    if (const auto written = json->commit(to_json(result, outcome)); !written)
      return complain(written.error());
  }
  return outcome.stopped.empty() ? exit_of(result, outcome) : Exit::harness;
}

}  // namespace rollcall::tools
