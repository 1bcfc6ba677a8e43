#include "tools/campaign_report.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cmath>

#include "properties/property.h"
#include "scenarios/fingerprint.h"
#include "scenarios/mix.h"
#include "tools/columns.h"
#include "tools/invocation.h"
#include "tools/version.h"

namespace rollcall::tools {
namespace {

using properties::Verdict;

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// Exposures, each told once below the table: cells have its number.
class Notes {
 public:
  std::string number_of(const std::string& exposure, const PromiseTally::Extent& extent) {
    auto found = std::ranges::find(notes_, exposure, &Note::exposure);
    if (found == notes_.end()) found = notes_.insert(notes_.end(), {exposure, {}});
    found->extent.before = std::max(found->extent.before, extent.before);
    found->extent.after = std::max(found->extent.after, extent.after);
    return fmt::format("[{}]", found - notes_.begin() + 1);
  }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      const Note& note = notes_[i];
      text += fmt::format("[{}] {} (seen: up to {} before, {} after)\n", i + 1, note.exposure,
                          in_ms(note.extent.before), in_ms(note.extent.after));
    }
    return text;
  }

 private:
  struct Note {
    std::string exposure;
    PromiseTally::Extent extent;
  };
  static std::string in_ms(Duration duration) {
    return fmt::format("{:.1f} ms", static_cast<double>(duration.count()) / 1e6);
  }
  std::vector<Note> notes_;
};

std::string in_words(const PromiseTally& tally, Notes& notes) {
  switch (tally.verdict()) {
    case Verdict::holds:
      return fmt::format("kept ({} judged)", tally.judged);
    case Verdict::within_contract: {
      std::string text = fmt::format("kept but in {}, see", tally.covered_worlds);
      for (const auto& [exposure, extent] : tally.exposures) {
        text += " " + notes.number_of(exposure, extent);
      }
      return text;
    }
    case Verdict::broken:
      return fmt::format("BROKEN in {} of {} worlds", tally.broken_worlds, tally.worlds);
    case Verdict::not_judged:
      return "not judged";
  }
  return "?";
}

std::string latency(const StrategyTally& tally) {
  if (tally.ack_ns.empty()) return "nobody was acknowledged";
  return fmt::format("p50 {:.1f} ms, p99 {:.1f} ms, max {:.0f} ms",
                     percentile_ms(tally.ack_ns, 0.5), percentile_ms(tally.ack_ns, 0.99),
                     percentile_ms(tally.ack_ns, 1));
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

// One line for each broken promise: the simplest case, and what else breaks it; those cases lie
// beside it.
std::string findings_list(const CampaignResult& result, const std::vector<Finding>& findings) {
  std::vector<std::vector<std::string>> rows;
  for (const StrategyTally& tally : result.strategies) {
    for (const PromiseTally& promise : tally.promises) {
      const Finding* first = simplest(findings, *tally.strategy, promise.promise);
      if (first == nullptr) continue;
      std::vector<std::string> others;
      for (const Finding& finding : findings) {
        if (finding.strategy == first->strategy && finding.promise == first->promise &&
            finding.needs.size() == 1 && &finding != first) {
          others.push_back(finding.needs.front());
        }
      }
      const std::string why =
          first->needs.empty() ? "without any fault" : "by " + joined(first->needs, " and ");
      rows.push_back({"BROKEN", std::string(tally.strategy->name),
                      std::string(to_string(promise.promise)), why,
                      "-> " + replay_command(first->path)});
      if (!others.empty()) rows.push_back({"", "", "", "also by " + joined(others, ", ")});
    }
  }
  return columns(rows);
}

std::uint64_t judged_in_all(const CampaignResult& result) {
  std::uint64_t judged = 0;
  for (const StrategyTally& tally : result.strategies) {
    for (const PromiseTally& promise : tally.promises) judged += promise.judged;
  }
  return judged;
}

// "title: one; two; ...", in lines that fit a terminal.
std::string listed(std::string_view title, const std::vector<std::string>& items) {
  constexpr std::size_t width = 100;
  std::string text;
  std::string line = fmt::format("{}:", title);
  for (const std::string& item : items) {
    if (line.size() + item.size() + 2 > width) {
      text += line + '\n';
      line = " ";
    }
    line += " " + item + ";";
  }
  line.back() = '\n';
  return text + line;
}

std::string mix_line(const CampaignResult& result) {
  std::vector<std::string> items;
  for (const scenarios::Hardship& hardship : scenarios::hardships()) {
    const auto found = result.mix.find(std::string(hardship.name));
    items.push_back(
        fmt::format("{} {}", hardship.name,
                    percent(found == result.mix.end() ? 0 : found->second, result.worlds)));
  }
  return listed("mix of worlds", items);
}

std::string faults_line(const CampaignResult& result) {
  std::vector<std::string> items;
  for (const auto& [kind, armed] : result.armed) {
    const auto fired = result.fired.find(kind);
    items.push_back(
        fmt::format("{} {}/{}", kind, fired == result.fired.end() ? 0 : fired->second, armed));
  }
  if (items.empty()) items.emplace_back("none was armed");
  return listed("faults fired of armed", items);
}

}  // namespace

std::string heading(const StrategySpec& strategy) {
  return std::string(strategy.name) + (strategy.demonstration ? " (demonstration)" : "");
}

double percentile_ms(const std::vector<std::int64_t>& sorted_ns, double share) {
  if (sorted_ns.empty()) return 0;
  const auto rank =
      static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted_ns.size())));
  return static_cast<double>(sorted_ns[std::max<std::size_t>(rank, 1) - 1]) / 1e6;
}

std::string promises_table(const CampaignResult& result, const std::vector<Finding>& findings) {
  Notes notes;
  std::vector<std::vector<std::string>> rows(1, {"promise"});
  for (const StrategyTally& tally : result.strategies) rows[0].push_back(heading(*tally.strategy));
  for (std::size_t i = 0; i < std::size(all_promises); ++i) {
    std::vector<std::string> row{std::string(properties::property_of(all_promises[i]).kept)};
    for (const StrategyTally& tally : result.strategies) {
      row.push_back(in_words(tally.promises[i], notes));
    }
    rows.push_back(std::move(row));
  }
  std::vector<std::string> acknowledged{"acknowledged after"};
  std::vector<std::string> served{"served"};
  for (const StrategyTally& tally : result.strategies) {
    acknowledged.push_back(latency(tally));
    served.push_back(fmt::format("{} in the storm, {} in the calm",
                                 percent(tally.served, tally.asked),
                                 percent(tally.calm_served, tally.calm_asked)));
  }
  rows.push_back(std::move(acknowledged));
  rows.push_back(std::move(served));
  std::string text = columns(rows) + notes.text();
  if (!findings.empty()) text += "\n" + findings_list(result, findings);
  return text;
}

std::string closing_lines(const CampaignResult& result) {
  const double seconds = std::max(result.elapsed.count(), 1e-9);
  std::string text = fmt::format(
      "{} worlds in {:.1f} s: {:.0f} worlds/s, {:.0f} simulated seconds/s, {:.1f} M events/s; {} "
      "obligations judged\n",
      result.worlds, seconds, static_cast<double>(result.worlds) / seconds,
      result.simulated.count() / seconds, static_cast<double>(result.events) / seconds / 1e6,
      judged_in_all(result));
  text += fmt::format("{} worlds were run twice: {}\n", result.twice,
                      result.failures.empty() ? "equal traces" : "see above");
  text += faults_line(result) + mix_line(result);
  for (const auto& [reason, worlds] : result.stopped)
    text += fmt::format("not judged: {} worlds: {}\n", worlds, reason);
  if (!result.complete) text += "ended early: what was found until then is kept\n";
  return text + version_lines();
}

}  // namespace rollcall::tools
