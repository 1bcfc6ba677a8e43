// Draws of chance for whoever makes up a case: RapidCheck's splittable generator, integers only.
//
//     Draws draws(mix(seed, world));
//     Draws clients = draws.about("clients");   // independent of how much others draw
//     if (clients.chance(30)) ...
#pragma once

#include <rapidcheck/Random.h>

#include <cstdint>
#include <iterator>
#include <string_view>

#include "engine/host.h"

namespace rollcall::scenarios {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : seed_(seed), random_(seed) {}

  /// Draws of their own for one subject: equal for equal subjects, whatever else was drawn.
  [[nodiscard]] Draws about(std::string_view subject) const;

  [[nodiscard]] std::uint64_t bits() { return random_.next(); }
  /// Both ends included.
  [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most);
  [[nodiscard]] Duration between(Duration least, Duration most);
  /// Each order of magnitude is as likely as another. 0 < least <= most.
  [[nodiscard]] Duration scaled(Duration least, Duration most);
  [[nodiscard]] bool chance(std::int64_t percent) { return between(1, 100) <= percent; }

  /// `choices` is an array, vector or span that outlives what is drawn from it.
  template <typename List>
  [[nodiscard]] const auto& among(const List& choices) {
    return choices[static_cast<std::size_t>(between(0, std::ssize(choices) - 1))];
  }

 private:
  std::uint64_t seed_;
  rc::Random random_;
};

}  // namespace rollcall::scenarios
