// Bad input gets one line on stderr.
#pragma once

#include <cstdio>
#include <string>

#include "tools/commands.h"

namespace rollcall::tools {

/// `line` says what, where, and what would be right.
[[nodiscard]] inline Exit complain(const std::string& line, Exit exit = Exit::bad_input) {
  std::fprintf(stderr, "rollcall: %s\n", line.c_str());
  return exit;
}

}  // namespace rollcall::tools
