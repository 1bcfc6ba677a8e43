#include "sim/hooks.h"

namespace rollcall::sim {

Verdict Hooks::ask(const std::vector<Rule*>& rules, const Point& point) {
  Verdict first;
  // By index: a rule may install another one while it is asked.
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Verdict verdict = rules[i]->at(point);
    if (first.kind == Verdict::Kind::pass) first = verdict;
  }
  return first;
}

Verdict Hooks::ask_step(const Point& point) const {
  const Verdict noted = ask(step_rules_, point);
  const Verdict verdict = ask(rules_, point);
  return noted.kind != Verdict::Kind::pass ? noted : verdict;
}

}  // namespace rollcall::sim
