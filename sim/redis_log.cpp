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

constexpr std::string_view base_word = "BASE ";

// How long the line is that tells of a base.
std::size_t head_of(std::string_view file) {
  return file.starts_with(base_word) ? file.find('\n') + 1 : 0;
}

std::string_view base_of(std::string_view file) {
  const std::size_t head = head_of(file);
  if (head == 0) return {};
  const std::string size(file.substr(base_word.size(), head - base_word.size() - 1));
  return file.substr(head, std::stoull(size));
}

std::string error_text(FileError error) {
  return error == FileError::full ? "No space left on device" : "Input/output error";
}

}  // namespace

RedisLog::RedisLog(Host& host, Disk& disk)
    : host_(host), disk_(disk), file_(disk, "appendonly.aof"), last_sync_(host.now()) {}

std::expected<redis::LoadReport, FileError> RedisLog::load(redis::Server& server,
                                                           redis::UnixMs now) {
  const auto bytes = file_.read_all();
  if (!bytes && bytes.error() == FileError::missing) return redis::LoadReport{};
  if (!bytes) return std::unexpected(bytes.error());
  const std::string_view base = base_of(*bytes);
  const std::string_view log = std::string_view(*bytes).substr(head_of(*bytes) + base.size());
  const redis::Config config = server.config();
  const auto load_all = [&](std::string_view commands) {
    const auto based = base.empty() ? redis::LoadReport{} : server.load_snapshot(base, now);
    ROLLCALL_CHECK(based.has_value(), "a base was synced before it got its name");
    return server.load_append_only_file(commands, now);
  };
  auto report = load_all(log);
  if (!report) {
    const std::string_view accepted = accepted_beginning(config, log, now);
    server = redis::Server(config);
    report = load_all(accepted);
  }
  ROLLCALL_CHECK(report.has_value(), "the beginning of an accepted beginning is accepted");
  report->used_bytes += bytes->size() - log.size();
  if (report->used_bytes < bytes->size()) {
    const auto cut = file_.truncate(report->used_bytes);
    if (!cut) return std::unexpected(cut.error());
  }
  return *report;
}

bool RedisLog::flush(std::string_view added, redis::Persistence policy) {
  buffer_ += added;
  if (policy == redis::Persistence::aof_always) return flush_always();
  flush_later(policy);
  return true;
}

bool RedisLog::begin_anew(std::string_view snapshot) {
  buffer_.clear();
  std::string content(base_word);
  content += std::to_string(snapshot.size()) + '\n';
  content += snapshot;
  PlainFile next(disk_, "temp.aof");
  return next.replace_content(content) && next.sync() && next.rename_to(file_.path()) &&
         file_.sync();
}

bool RedisLog::flush_always() {
  due_ = MonotonicTime::max();  // CONFIG SET may just have asked for this
  if (buffer_.empty()) return true;
  if (!file_.append(buffer_) || !file_.sync()) return false;
  buffer_.clear();
  return true;
}

void RedisLog::flush_later(redis::Persistence policy) {
  if (!buffer_.empty() && !must_postpone()) write(policy);
  if (unsynced_ && !syncing_ && host_.now() >= last_sync_ + sync_interval) sync_in_background();
  due_ = MonotonicTime::max();
  if (!buffer_.empty()) {
    due_ = host_.now() + retry_interval;
  } else if (unsynced_) {
    due_ = std::max(last_sync_ + sync_interval, host_.now() + retry_interval);
  }
}

void RedisLog::write(redis::Persistence policy) {
  postponed_since_.reset();
  const auto written = file_.append(buffer_);
  write_error_ = written ? "" : error_text(written.error());
  if (!written) return;
  buffer_.clear();
  unsynced_ = policy == redis::Persistence::aof_everysec;
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
    // After a failure, Redis syncs again only when something more has been written.
    const auto synced = file_.sync();
    sync_error_ = synced ? "" : error_text(synced.error());
    syncing_ = false;
  });
}

}  // namespace rollcall::sim
