// The story of a broken promise, short enough to be pasted into a chat: at most 25 lines with a
// lane each for the clients, the app processes, Redis and SQLite, then what both stores hold, and
// the promise in the user's words.
#pragma once

#include <string>
#include <vector>

#include "properties/verdict.h"
#include "scenarios/case.h"
#include "scenarios/outcome.h"

namespace rollcall::tools {

inline constexpr std::size_t story_lines_most = 25;

/// `outcome` must have kept its events. With no broken judgement it tells the run as it went.
[[nodiscard]] std::string tell_story(const scenarios::Case& value,
                                     const scenarios::Outcome& outcome);

}  // namespace rollcall::tools
