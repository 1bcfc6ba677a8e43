// Draws values for knobs from their declarations. Each is drawn under its name, so that strategies
// which share a knob share its value in the same world.
#pragma once

#include "engine/knob.h"
#include "scenarios/character.h"
#include "scenarios/draws.h"

namespace rollcall::scenarios {

/// The knobs of a strategy: mostly the defaults, and what the theme of the world asks for.
void draw_options(Knobs& into, Character character, const Draws& draws);
/// Each with this chance: something within an order of magnitude of the default.
void draw_knobs(Knobs& into, std::int64_t percent, const Draws& draws);

}  // namespace rollcall::scenarios
