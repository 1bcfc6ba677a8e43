// A broken invariant of our own: stops the program in every build type, with place and message.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace rollcall {

[[noreturn]] inline void check_failed(const char* file, int line, const char* claim,
                                      const char* message) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s (%s)\n", file, line, message, claim);
  std::abort();
}

}  // namespace rollcall

#define ROLLCALL_CHECK(claim, message)                                           \
  do {                                                                           \
    if (!(claim)) ::rollcall::check_failed(__FILE__, __LINE__, #claim, message); \
  } while (false)

/// For a place that control cannot come to.
#define ROLLCALL_UNREACHABLE(message) \
  ::rollcall::check_failed(__FILE__, __LINE__, "unreachable", message)
