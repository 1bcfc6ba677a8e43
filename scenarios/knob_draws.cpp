#include "scenarios/knob_draws.h"

#include <algorithm>

#include "engine/check.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;

void set(Knobs& into, std::string_view name, const std::string& text) {
  ROLLCALL_CHECK(into.set(name, text).has_value(), "what is drawn for a knob is in its range");
}

/// The same where it is declared, or nothing.
void set_if_declared(Knobs& into, std::string_view name, const std::string& text) {
  if (std::ranges::find(into.declared(), name, &Knob::name) == into.declared().end()) return;
  set(into, name, text);
}

std::string draw_duration(const Knob& knob, Duration usual, Draws& draws) {
  const Duration least =
      std::clamp(usual / 20, Duration(std::max<std::int64_t>(1, knob.least)), Duration(knob.most));
  const Duration most = std::clamp(usual * 5, least, Duration(knob.most));
  return format_duration(draws.scaled(least, most));
}

std::string draw_count(const Knob& knob, std::int64_t usual, Draws& draws) {
  const std::int64_t least = std::max(knob.least, usual / 10);
  const std::int64_t most = std::min(knob.most, std::max<std::int64_t>(usual * 3, least + 3));
  return std::to_string(draws.between(least, most));
}

void draw_knob(Knobs& into, const Knob& knob, Draws draws) {
  switch (knob.unit) {
    case Knob::Unit::duration:
      return set(into, knob.name, draw_duration(knob, into.duration(knob.name), draws));
    case Knob::Unit::count:
      return set(into, knob.name, draw_count(knob, into.count(knob.name), draws));
    case Knob::Unit::word:
      if (!knob.words.empty()) set(into, knob.name, std::string(draws.among(knob.words)));
  }
}

}  // namespace

void draw_knobs(Knobs& into, std::int64_t percent, const Draws& draws) {
  for (const Knob& knob : into.declared()) {
    if (knob.fixed) continue;
    Draws own = draws.about(knob.name);
    if (own.chance(percent)) draw_knob(into, knob, own.about("value"));
  }
}

void draw_options(Knobs& into, Character character, const Draws& draws) {
  draw_knobs(into, character.kind == Character::Kind::sober ? 3 : 8, draws);
  Draws theme = draws.about("theme");
  if (character.theme == Character::Theme::short_locks) {
    set_if_declared(into, "lock_ttl", format_duration(theme.scaled(2ms, 100ms)));
  }
  if (character.theme == Character::Theme::full_pools) {
    set_if_declared(into, "pool", std::to_string(theme.between(1, 2)));
    set_if_declared(into, "pool_wait", format_duration(theme.scaled(2ms, 80ms)));
  }
}

}  // namespace rollcall::scenarios
