// Redis's append-only file: when its bytes are written and when they are synced (aof.c,
// flushAppendOnlyFile).
//
// Fault model: that of the disk. `always` syncs before anybody is answered. `everysec` syncs in the
// background, once a second; while such a sync runs, nothing is written for up to two seconds
// although clients are answered: what is acknowledged then is in the process's memory only, and
// lost when it is killed. When the disk is full, or fails, `always` ends the server; the others go
// on, refuse writes (see error()), and try again ten times a second.
//
// The file is Redis's commands, behind "BASE 5\n" and the five bytes of a snapshot when it has been
// begun with one.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/host.h"
#include "sim/disk/plain_file.h"
#include "sim/redis/config.h"
#include "sim/redis/server.h"

namespace rollcall::sim {

class RedisLog {
 public:
  RedisLog(Host& host, Disk& disk);

  /// Start-up. A torn tail is cut off, as Redis does; a file with a hole is cut there, as whoever
  /// is called at night does with `redis-check-aof --fix`. Fails when the disk does.
  [[nodiscard]] std::expected<redis::LoadReport, FileError> load(redis::Server& server,
                                                                 redis::UnixMs now);
  /// The end of a turn: takes what the turn has added, and writes and syncs what is due. False:
  /// Redis gives up, as it does when `always` cannot be kept.
  [[nodiscard]] bool flush(std::string_view added, redis::Persistence policy);
  /// Why what has been acknowledged is not in the file, as strerror() says it; empty: it is.
  [[nodiscard]] const std::string& error() const {
    return write_error_.empty() ? sync_error_ : write_error_;
  }
  /// The file begins anew with a snapshot, in place of all that it had and was to have. False:
  /// Redis gives up.
  [[nodiscard]] bool begin_anew(std::string_view snapshot);
  /// When there is something to write or to sync even if nobody says anything.
  [[nodiscard]] MonotonicTime due() const { return due_; }

 private:
  [[nodiscard]] bool flush_always();
  void flush_later(redis::Persistence policy);
  void write(redis::Persistence policy);
  [[nodiscard]] bool must_postpone();
  void sync_in_background();

  Host& host_;
  Disk& disk_;
  PlainFile file_;
  std::string buffer_;       ///< not yet written
  std::string write_error_;  ///< of the last write; empty: none
  std::string sync_error_;   ///< of the last sync in the background
  std::optional<MonotonicTime> postponed_since_;
  MonotonicTime last_sync_;
  bool unsynced_ = false;  ///< something was written after the last sync had begun
  bool syncing_ = false;
  MonotonicTime due_ = MonotonicTime::max();
  std::unique_ptr<Task> sync_;  ///< last: it uses the others
};

}  // namespace rollcall::sim
