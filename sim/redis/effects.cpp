#include "sim/redis/effects.h"

#include <array>
#include <utility>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {

void EffectStream::select(std::size_t database) {
  if (database == database_) return;
  database_ = database;
  std::string number;
  append_integer(number, static_cast<std::int64_t>(database));
  // The first one of a unit comes before its MULTI.
  std::string& out = in_unit_ == 0 ? ended_ : unit_;
  append_command(out, std::array<std::string_view, 2>{"SELECT", number});
}

void EffectStream::flush_unit() {
  if (in_unit_ > 1) append_command(ended_, std::array<std::string_view, 1>{"MULTI"});
  ended_ += unit_;
  if (in_unit_ > 1) append_command(ended_, std::array<std::string_view, 1>{"EXEC"});
  unit_.clear();
  in_unit_ = 0;
}

std::string EffectStream::take() {
  taken_ = offset();
  return std::exchange(ended_, {});
}

void EffectStream::start_at(std::int64_t offset) {
  ended_.clear();
  taken_ = offset;
  database_ = no_database;
}

}  // namespace rollcall::sim::redis
