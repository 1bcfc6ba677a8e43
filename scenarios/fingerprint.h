// On what a trace hash depends besides the world itself: the program, the libraries that run inside
// the world, and the case. With equal fingerprints an unequal hash is a failure of the harness.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/case.h"

namespace rollcall::scenarios {

/// Rollcall's version and a hash of its sources, the case format, SQLite, Lua and hiredis. Equal
/// for every compiler and build type.
[[nodiscard]] std::string program_fingerprint();
/// The program's, and a hash of the case without what it showed: whoever edits a case gets another
/// trace and no alarm.
[[nodiscard]] std::string fingerprint(const Case& value);
/// The part of a fingerprint that is the case's.
[[nodiscard]] std::string_view case_digest(std::string_view fingerprint);

}  // namespace rollcall::scenarios
