#include "scenarios/character.h"

namespace rollcall::scenarios {
namespace {

Character::Kind draw_kind(Draws& draws) {
  const std::int64_t drawn = draws.between(1, 100);
  if (drawn <= 42) return Character::Kind::sober;
  if (drawn <= 69) return Character::Kind::rivals;
  if (drawn <= 83) return Character::Kind::crowd;
  return Character::Kind::mixed;
}

Character::Theme draw_theme(Draws& draws) {
  const std::int64_t drawn = draws.between(1, 100);
  if (drawn <= 18) return Character::Theme::short_locks;
  if (drawn <= 36) return Character::Theme::full_pools;
  if (drawn <= 46) return Character::Theme::cut_promises;
  return Character::Theme::none;
}

}  // namespace

Character draw_character(Draws draws) {
  Character character;
  character.kind = draw_kind(draws);
  if (character.kind != Character::Kind::sober) character.theme = draw_theme(draws);
  return character;
}

}  // namespace rollcall::scenarios
