#include "sim/redis_log.h"

#include <algorithm>

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration postponed_at_most = 2s;
constexpr Duration sync_interval = 1s;
constexpr Duration retry_interval = 100ms;  // serverCron at its 10 Hz

}  // namespace

RedisLog::RedisLog(Host& host, Disk& disk)
    : host_(host), file_(disk, "appendonly.aof"), last_sync_(host.now()) {}

std::expected<void, std::string> RedisLog::load(redis::Server& server, redis::UnixMs now) {
  const auto bytes = file_.read_all();
  if (!bytes) {
    if (bytes.error() == FileError::missing) return {};
    return std::unexpected(std::string(to_string(bytes.error())));
  }
  const auto report = server.load_append_only_file(*bytes, now);
  if (!report) return std::unexpected(report.error());
  if (report->ignored_bytes > 0 && !file_.truncate(report->used_bytes)) {
    return std::unexpected("the torn tail of the append-only file cannot be cut");
  }
  return {};
}

bool RedisLog::flush(std::string_view added, redis::Persistence policy) {
  buffer_ += added;
  if (policy == redis::Persistence::kAofAlways) return flush_always();
  flush_later(policy);
  return true;
}

bool RedisLog::flush_always() {
  if (buffer_.empty()) return true;
  if (!file_.append(buffer_) || !file_.sync()) return false;
  buffer_.clear();
  return true;
}

void RedisLog::flush_later(redis::Persistence policy) {
  if (!buffer_.empty() && !must_postpone() && file_.append(buffer_)) {
    buffer_.clear();
    postponed_since_.reset();
    unsynced_ = policy == redis::Persistence::kAofEverysec;
  }
  if (unsynced_ && !syncing_ && host_.now() >= last_sync_ + sync_interval) sync_in_background();
  due_ = MonotonicTime::max();
  if (!buffer_.empty()) {
    due_ = host_.now() + retry_interval;
  } else if (unsynced_) {
    due_ = std::max(last_sync_ + sync_interval, host_.now() + retry_interval);
  }
}

bool RedisLog::must_postpone() {
  if (!syncing_) return false;
  if (!postponed_since_) postponed_since_ = host_.now();
  return host_.now() < *postponed_since_ + postponed_at_most;
}

void RedisLog::sync_in_background() {
  last_sync_ = host_.now();
  unsynced_ = false;
  syncing_ = true;
  sync_ = host_.spawn("fsync", [this] {
    if (!file_.sync()) unsynced_ = true;
    syncing_ = false;
  });
}

}  // namespace rollcall::sim
