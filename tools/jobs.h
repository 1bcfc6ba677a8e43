// Independent pieces of work in forked worker processes: a world that crashes its worker loses that
// world and no other.
//
// Indices are taken from a shared counter, each worker notes what it is about to do before it does
// it, and results come back over a pipe in any order. Workers are replaced when they die. SIGINT
// and SIGTERM let pieces under way finish.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace rollcall::tools {

struct Jobs {
  std::uint64_t count = 0;  ///< indices 0 .. count - 1
  unsigned workers = 1;
  std::function<std::string(std::uint64_t)> work;        ///< in a worker; its result is any bytes
  std::function<void(std::uint64_t, std::string)> done;  ///< in the caller
  std::function<void(std::uint64_t, const std::string& how)>
      died;  ///< in the caller: "signal 11 (Segmentation fault)"
  std::function<bool()> enough = [] { return false; };  ///< in the caller, after each result
};

/// True: all were done or have died. False: interrupted, or `enough` said so.
bool run_jobs(const Jobs& jobs);

/// SIGINT or SIGTERM has come since the program began.
[[nodiscard]] bool interrupted();
/// From now on these signals end long work in order instead of the program.
void end_in_order_on_signals();

}  // namespace rollcall::tools
