#include "scenarios/shrink.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <variant>

#include "scenarios/case_toml.h"
#include "scenarios/cause.h"
#include "scenarios/runner.h"
#include "scenarios/scenario.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/invocation.h"
#include "tools/output_file.h"

namespace rollcall::tools {
namespace {

std::string default_out(const std::string& path) {
  const std::string ending = ".toml";
  const bool has_ending = path.size() > ending.size() && path.ends_with(ending);
  return (has_ending ? path.substr(0, path.size() - ending.size()) : path) + ".shrunk.toml";
}

// What the file says it showed if it is still so, else the first broken promise.
const properties::Judgement* broken(const scenarios::Case& value,
                                    const scenarios::Outcome& outcome) {
  const properties::Judgement* first = nullptr;
  for (const properties::Judgement& judgement : outcome.judgements) {
    if (judgement.verdict != properties::Verdict::broken) continue;
    if (value.shown && value.shown->property == to_string(judgement.promise)) return &judgement;
    if (first == nullptr) first = &judgement;
  }
  return first;
}

}  // namespace

Exit shrink(const ShrinkOptions& options) {
  const auto loaded = scenarios::load(options.path);
  if (!loaded) return complain(scenarios::to_string(loaded.error()));
  const auto* value = std::get_if<scenarios::Case>(&*loaded);
  if (value == nullptr) {
    return complain(options.path +
                    ": is a scenario; `rollcall run` finds its failing cases and shrinks them");
  }
  auto out = OutputFile::open(options.out.empty() ? default_out(options.path) : options.out);
  if (!out) return complain(out.error());
  const scenarios::Outcome outcome = scenarios::run(*value);
  const properties::Judgement* judgement = broken(*value, outcome);
  if (judgement == nullptr) {
    return complain(
        options.path +
            ": breaks no promise here, so there is nothing to shrink; rollcall replay tells why",
        Exit::drifted);
  }
  const auto needs = scenarios::needs(*value, judgement->promise);
  const scenarios::ShrinkResult result = scenarios::shrink(*value, judgement->promise, needs);
  if (const auto written = out->commit(scenarios::write(result.smallest)); !written)
    return complain(written.error());
  fmt::print("{} broken: {} clients, {} operations, {} faults (were {}, {}, {}); {} runs\n-> {}\n",
             to_string(judgement->promise), result.smallest.clients.size(),
             scenarios::operation_count(result.smallest), result.smallest.faults.size(),
             value->clients.size(), scenarios::operation_count(*value), value->faults.size(),
             result.runs,
             replay_command(options.out.empty() ? default_out(options.path) : options.out));
  return Exit::broken;
}

}  // namespace rollcall::tools
