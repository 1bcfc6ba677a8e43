#include "tools/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace rollcall::tools {
namespace {

using namespace std::chrono_literals;
constexpr auto redraw_after = 200ms;

}  // namespace

Progress::Progress(std::string what)
    : what_(std::move(what)),
      terminal_(isatty(STDERR_FILENO) != 0),
      began_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void Progress::operator()(std::uint64_t done, std::uint64_t of) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - shown_ < redraw_after) return;
  shown_ = now;
  const double seconds = std::chrono::duration<double>(now - began_).count();
  const double left =
      done == 0 ? 0 : seconds * static_cast<double>(of - done) / static_cast<double>(done);
  fmt::print(stderr, "\r\033[K{}: {} of {}, about {:.0f} s left", what_, done, of, left);
  std::fflush(stderr);
}

}  // namespace rollcall::tools
