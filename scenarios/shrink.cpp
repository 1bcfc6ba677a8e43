#include "scenarios/shrink.h"

#include <algorithm>
#include <optional>
#include <set>

#include "scenarios/case_toml.h"
#include "scenarios/fingerprint.h"
#include "scenarios/runner.h"
#include "scenarios/shrinks.h"

namespace rollcall::scenarios {
namespace {

class Search {
 public:
  Search(Promise promise, const std::vector<std::string>& needs, const ShrinkOptions& options)
      : promise_(promise), needs_(needs), options_(options) {}

  /// After a success the search goes on at the same kind of cut: what failed before it has become
  /// no better yet. It ends with a whole round in vain.
  Case smallest(Case value) {
    for (bool improved = true; improved && !exhausted();) {
      improved = false;
      Shrinks candidates = shrinks(value);
      while (std::optional<Case> smaller = next(candidates)) {
        if (!still_fails(*smaller)) continue;
        improved = true;
        value = std::move(*smaller);
        const std::size_t position = candidates.position() - 1;
        candidates = shrinks(value);
        candidates.skip_to(position);
      }
    }
    return value;
  }

  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  [[nodiscard]] bool exhausted() const { return runs_ >= options_.runs_most; }

 private:
  std::optional<Case> next(Shrinks& candidates) const {
    return exhausted() ? std::nullopt : candidates.next();
  }

  bool fails(const Case& value) {
    ++runs_;
    return shows(options_.run(value), promise_, options_.verdict);
  }

  bool still_fails(const Case& value) {
    if (!seen_.insert(write(value)).second) return false;  // it did not fail the first time
    const std::vector<std::string> kinds = kinds_of(value);
    if (!std::ranges::includes(kinds, needs_)) return false;
    if (!fails(value)) return false;
    return std::ranges::none_of(
        needs_, [&](const std::string& kind) { return fails(without(value, {kind})); });
  }

  Promise promise_;
  std::vector<std::string> needs_;
  const ShrinkOptions& options_;
  std::set<std::string> seen_;
  std::uint64_t runs_ = 0;
};

}  // namespace

ShrinkResult shrink(const Case& value, Promise promise, const std::vector<std::string>& needs,
                    const ShrinkOptions& options) {
  std::vector<std::string> sorted = needs;
  std::ranges::sort(sorted);
  Search search(promise, sorted, options);
  ShrinkResult result{.smallest = search.smallest(value)};
  result.smallest.shown.reset();
  const Outcome outcome = options.run(result.smallest);
  result.smallest.shown = Shown{.property = std::string(to_string(promise)),
                                .verdict = std::string(to_string(options.verdict)),
                                .trace = outcome.trace,
                                .fingerprint = fingerprint(result.smallest)};
  result.runs = search.runs() + 1;
  result.exhausted = search.exhausted();
  return result;
}

}  // namespace rollcall::scenarios
