#include "scenarios/case_gen.h"

#include <rapidcheck.h>

#include <ostream>

#include "scenarios/case_toml.h"
#include "scenarios/shrinks.h"

namespace rollcall::scenarios {
namespace {

struct ShrinkSequence {
  Shrinks rest;
  rc::Maybe<Case> operator()() {
    std::optional<Case> smaller = rest.next();
    if (!smaller) return rc::Nothing;
    return std::move(*smaller);
  }
};

}  // namespace

rc::Gen<Case> cases(const StrategySpec& strategy, const Bounds& bounds) {
  return {[&strategy, bounds](const rc::Random& random, int) {
    rc::Random own = random;
    Case value = generate(strategy, own.next(), 0, bounds);
    return rc::shrinkable::shrinkRecur(std::move(value), [](const Case& failing) {
      return rc::makeSeq<ShrinkSequence>(ShrinkSequence{shrinks(failing)});
    });
  }};
}

void showValue(const Case& value, std::ostream& os) { os << '\n' << write(value); }

}  // namespace rollcall::scenarios
