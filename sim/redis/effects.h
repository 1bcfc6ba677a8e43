// Collects what commands changed, as commands: the bytes of the append-only file.
//
// The effects of one unit (a command, an EXEC, a script) reach the file together; two and more are
// wrapped in MULTI/EXEC, and SELECT precedes them when the database differs, as Redis 7 does.
// Effects are absolute: relative expiry times are rewritten by the commands before they come here.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "sim/redis/reply.h"

namespace rollcall::sim::redis {

class Effects {
 public:
  explicit Effects(bool recording) : recording_(recording) {}

  // Nothing is kept while recording is off (no append-only file, or loading one).
  [[nodiscard]] bool recording() const { return recording_; }
  void set_recording(bool recording) { recording_ = recording; }
  // redis.set_repl(): what commands change is not kept; that a key has expired meanwhile still is
  // (observed on redis-server 7.0.15).
  void set_muted(bool muted) { muted_ = muted; }

  template <class Words>
  void add(std::size_t database, const Words& words) {
    if (!muted_) keep(database, words);
  }
  // Expired or evicted.
  void add_deleted(std::size_t database, std::string_view key) {
    keep(database, std::array<std::string_view, 2>{"DEL", key});
  }
  // Ends the unit that has run.
  void end_unit() {
    if (in_unit_ > 0) flush_unit();
  }

  // The bytes of all ended units since the last call.
  [[nodiscard]] std::string take();
  [[nodiscard]] bool empty() const { return file_.empty(); }

 private:
  static constexpr std::size_t no_database = static_cast<std::size_t>(-1);

  template <class Words>
  void keep(std::size_t database, const Words& words) {
    if (!recording_) return;
    select(database);
    append_command(unit_, words);
    ++in_unit_;
  }
  void select(std::size_t database);
  void flush_unit();

  bool recording_;
  bool muted_ = false;
  std::string file_;
  std::string unit_;
  std::size_t in_unit_ = 0;
  std::size_t database_ = no_database;  // what the last SELECT in the file chose
};

}  // namespace rollcall::sim::redis
