// Collects what commands changed, as commands: the bytes of the append-only file, and of what
// replicas are sent.
//
// The effects of one unit (a command, an EXEC, a script) reach a stream together; two and more are
// wrapped in MULTI/EXEC, and SELECT precedes them when the database differs, as Redis 7 does.
// Effects are absolute: relative expiry times are rewritten by the commands before they come here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "sim/redis/reply.h"

namespace rollcall::sim::redis {

class EffectStream {
 public:
  // Nothing is kept while recording is off (nobody reads the stream, or the file is being loaded).
  [[nodiscard]] bool recording() const { return recording_; }
  void set_recording(bool recording) { recording_ = recording; }

  template <class Words>
  void add(std::size_t database, const Words& words) {
    if (!recording_) return;
    select(database);
    append_command(unit_, words);
    ++in_unit_;
  }
  // Ends the unit that has run.
  void end_unit() {
    if (in_unit_ > 0) flush_unit();
    if (begins_anew_) database_ = no_database;
    begins_anew_ = false;
  }
  // After this unit: the next one goes into another file, of whose database nothing is known.
  void begin_anew() { begins_anew_ = true; }
  // Between units, and of no database.
  void add_message(std::initializer_list<std::string_view> words) { append_command(ended_, words); }

  // The bytes of all ended units since the last call.
  [[nodiscard]] std::string take();
  [[nodiscard]] bool empty() const { return ended_.empty(); }
  // How many bytes there have been, up to the last ended unit.
  [[nodiscard]] std::int64_t offset() const {
    return taken_ + static_cast<std::int64_t>(ended_.size());
  }
  // Goes on as if there had been so many, for a reader who knows of no database yet.
  void start_at(std::int64_t offset);

 private:
  static constexpr std::size_t no_database = std::numeric_limits<std::size_t>::max();

  void select(std::size_t database);
  void flush_unit();

  bool recording_ = false;
  std::string ended_;
  std::string unit_;
  std::size_t in_unit_ = 0;
  bool begins_anew_ = false;
  std::size_t database_ = no_database;  // what the last SELECT in the stream chose
  std::int64_t taken_ = 0;
};

class Effects {
 public:
  explicit Effects(bool to_file) { file.set_recording(to_file); }

  EffectStream file;
  EffectStream replicas;

  // Where what commands change goes: redis.set_repl(). That a key has expired meanwhile goes
  // everywhere (observed on redis-server 7.0.15).
  struct Targets {
    bool file = true;
    bool replicas = true;
  };
  void set_targets(Targets targets) { targets_ = targets; }

  template <class Words>
  void add(std::size_t database, const Words& words) {
    if (targets_.file) file.add(database, words);
    if (targets_.replicas) replicas.add(database, words);
  }
  // What changes nothing, and so is in no file.
  template <class Words>
  void add_to_replicas(std::size_t database, const Words& words) {
    if (targets_.replicas) replicas.add(database, words);
  }
  // Expired or evicted.
  void add_deleted(std::size_t database, std::string_view key) {
    const std::array<std::string_view, 2> words{"DEL", key};
    file.add(database, words);
    replicas.add(database, words);
  }
  void end_unit() {
    file.end_unit();
    replicas.end_unit();
  }

 private:
  Targets targets_;
};

}  // namespace rollcall::sim::redis
