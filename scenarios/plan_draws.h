// Draws what the clients of a generated world do.
#pragma once

#include "scenarios/case.h"
#include "scenarios/character.h"
#include "scenarios/draws.h"
#include "scenarios/generator.h"

namespace rollcall::scenarios {

/// Adds the clients; the case already knows its world.
void draw_clients(Case& into, Character character, const Bounds& bounds, Draws draws);

}  // namespace rollcall::scenarios
