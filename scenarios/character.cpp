#include "scenarios/character.h"

namespace rollcall::scenarios {
namespace {

Character::Kind draw_kind(Draws& draws) {
  const std::int64_t drawn = draws.between(1, 100);
  if (drawn <= 32) return Character::Kind::sober;
  if (drawn <= 62) return Character::Kind::rivals;
  if (drawn <= 80) return Character::Kind::crowd;
  return Character::Kind::mixed;
}

Character::Theme draw_theme(Draws& draws) {
  const std::int64_t drawn = draws.between(1, 100);
  if (drawn <= 16) return Character::Theme::short_locks;
  if (drawn <= 30) return Character::Theme::full_pools;
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
