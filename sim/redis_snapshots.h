// Redis's snapshots: written at the save points, as BGSAVE does, to a temporary file that then
// takes the old one's name.
//
// Fault model: that of the disk. Whatever came after the last finished snapshot is lost with the
// process.
#pragma once

#include <memory>
#include <string>

#include "engine/host.h"
#include "sim/disk/plain_file.h"
#include "sim/redis/server.h"

namespace rollcall::sim {

/// As the server is told the time.
[[nodiscard]] redis::UnixMs wall_ms(Host& host);

class RedisSnapshots {
 public:
  RedisSnapshots(Host& host, Disk& disk, redis::Server& server);

  /// Start-up. The error is the reason why Redis would refuse to start.
  [[nodiscard]] std::expected<redis::LoadReport, std::string> load(redis::UnixMs now);
  /// The end of a turn, before its replies leave: begins a snapshot when a save point is reached,
  /// or a client has asked for one, and none is being written.
  void save_when_due();
  /// In the foreground, after one that is being written in the background: whether it could be.
  [[nodiscard]] bool save(const std::string& snapshot);
  /// The last snapshot in the background could not be written, nor one in the foreground since.
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool saving() const { return saving_; }
  /// When the next save point is reached with the changes so far.
  [[nodiscard]] MonotonicTime due() const;

 private:
  void begin();
  void finish(bool written, std::uint64_t changes);
  [[nodiscard]] bool write(const std::string& snapshot);

  Host& host_;
  Disk& disk_;
  redis::Server& server_;
  MonotonicTime last_save_;
  MonotonicTime not_before_{};  ///< after a failure it waits for a while
  bool saving_ = false;
  bool failed_ = false;
  std::unique_ptr<Task> save_;  ///< last: it uses the others
};

}  // namespace rollcall::sim
