// Draws what goes wrong in a generated world, aimed at where its clients are at work.
#pragma once

#include "scenarios/case.h"
#include "scenarios/character.h"
#include "scenarios/draws.h"
#include "scenarios/generator.h"

namespace rollcall::scenarios {

/// Adds the faults; the case already has its world and clients.
void draw_faults(Case& into, Character character, const Bounds& bounds, const Draws& draws);

}  // namespace rollcall::scenarios
