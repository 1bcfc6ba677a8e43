#include "sim/redis/effects.h"

#include <array>
#include <utility>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {

void Effects::select(std::size_t database) {
  if (database == database_) return;
  database_ = database;
  std::string number;
  append_integer(number, static_cast<std::int64_t>(database));
  // The first one of a unit comes before its MULTI.
  std::string& out = in_unit_ == 0 ? file_ : unit_;
  append_command(out, std::array<std::string_view, 2>{"SELECT", number});
}

void Effects::flush_unit() {
  if (in_unit_ > 1) append_command(file_, std::array<std::string_view, 1>{"MULTI"});
  file_ += unit_;
  if (in_unit_ > 1) append_command(file_, std::array<std::string_view, 1>{"EXEC"});
  unit_.clear();
  in_unit_ = 0;
}

std::string Effects::take() { return std::exchange(file_, {}); }

}  // namespace rollcall::sim::redis
