#include "sim/redis_log.h"

#include <algorithm>

#include "engine/check.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration postponed_at_most = 2s;
constexpr Duration sync_interval = 1s;
constexpr Duration retry_interval = 100ms;  // serverCron at its 10 Hz

// The longest one, by bisection: a cut before the hole leaves a torn tail, which is accepted.
std::string_view accepted_beginning(const redis::Config& config, std::string_view bytes,
                                    redis::UnixMs now) {
  std::size_t accepted = 0;
  std::size_t refused = bytes.size();
  while (refused - accepted > 1) {
    const std::size_t middle = accepted + (refused - accepted) / 2;
    redis::Server trial(config);
    const bool good = trial.load_append_only_file(bytes.substr(0, middle), now).has_value();
    (good ? accepted : refused) = middle;
  }
  return bytes.substr(0, accepted);
}

}  // namespace

RedisLog::RedisLog(Host& host, Disk& disk)
    : host_(host), file_(disk, "appendonly.aof"), last_sync_(host.now()) {}

std::expected<void, FileError> RedisLog::load(redis::Server& server, redis::UnixMs now) {
  const auto bytes = file_.read_all();
  if (!bytes && bytes.error() == FileError::missing) return {};
  if (!bytes) return std::unexpected(bytes.error());
  const redis::Config config = server.config();
  auto report = server.load_append_only_file(*bytes, now);
  if (!report) {
    const std::string_view accepted = accepted_beginning(config, *bytes, now);
    server = redis::Server(config);
    report = server.load_append_only_file(accepted, now);
  }
  ROLLCALL_CHECK(report.has_value(), "the beginning of an accepted beginning is accepted");
  return report->used_bytes < bytes->size() ? file_.truncate(report->used_bytes)
                                            : std::expected<void, FileError>();
}

bool RedisLog::flush(std::string_view added, redis::Persistence policy) {
  buffer_ += added;
  if (policy == redis::Persistence::aof_always) return flush_always();
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
    unsynced_ = policy == redis::Persistence::aof_everysec;
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
