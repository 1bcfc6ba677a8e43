#include "sim/redis_snapshots.h"

#include <algorithm>

namespace rollcall::sim {
namespace {

constexpr std::string_view file_name = "dump.rdb";
constexpr std::string_view temporary_name = "temp.rdb";
constexpr Duration retry_delay = std::chrono::seconds(5);  // CONFIG_BGSAVE_RETRY_DELAY
constexpr Duration poll_interval =
    std::chrono::milliseconds(100);  // serverCron looks after its child

}  // namespace

redis::UnixMs wall_ms(Host& host) {
  const auto now = host.wall_now().time_since_epoch();
  return std::chrono::floor<std::chrono::milliseconds>(now).count();
}

RedisSnapshots::RedisSnapshots(Host& host, Disk& disk, redis::Server& server)
    : host_(host), disk_(disk), server_(server), last_save_(host.now()) {}

std::expected<redis::LoadReport, std::string> RedisSnapshots::load(redis::UnixMs now) {
  const auto bytes = PlainFile(disk_, file_name).read_all();
  if (!bytes) {
    if (bytes.error() == FileError::missing) return redis::LoadReport{};
    return std::unexpected(std::string(to_string(bytes.error())));
  }
  return server_.load_snapshot(*bytes, now);
}

void RedisSnapshots::save_when_due() {
  if (saving_) return;
  if (server_.take_snapshot_request() || host_.now() >= due()) begin();
}

void RedisSnapshots::begin() {
  saving_ = true;
  // The copy of the data that a forked child would see.
  save_ = host_.spawn("bgsave", [this, snapshot = server_.snapshot(), changes = server_.dirty()] {
    finish(write(snapshot), changes);
  });
}

bool RedisSnapshots::save(const std::string& snapshot) {
  if (save_ != nullptr) save_->join();
  if (!write(snapshot)) return false;
  finish(true, server_.dirty());
  return true;
}

void RedisSnapshots::finish(bool written, std::uint64_t changes) {
  saving_ = false;
  failed_ = !written;
  if (written) {
    server_.note_saved(changes, wall_ms(host_));
    last_save_ = host_.now();
  } else {
    not_before_ = host_.now() + retry_delay;
  }
}

MonotonicTime RedisSnapshots::due() const {
  if (saving_) return host_.now() + poll_interval;
  const std::uint64_t changes = server_.dirty() - server_.dirty_saved();
  MonotonicTime due = MonotonicTime::max();
  for (const redis::SavePoint& point : server_.config().save_points) {
    if (changes < point.changes || changes == 0) continue;
    due = std::min(due, last_save_ + std::chrono::seconds(point.seconds));
  }
  return std::max(due, not_before_);
}

bool RedisSnapshots::write(const std::string& snapshot) {
  PlainFile temporary(disk_, temporary_name);
  PlainFile file(disk_, file_name);
  const bool written = temporary.replace_content(snapshot) && temporary.sync() &&
                       temporary.rename_to(file_name) && file.sync();
  if (!written) static_cast<void>(temporary.remove());  // it takes room
  return written;
}

}  // namespace rollcall::sim
