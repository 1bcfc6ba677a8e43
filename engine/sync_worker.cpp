#include "engine/sync_worker.h"

#include <algorithm>
#include <utility>

#include "engine/steps.h"

namespace rollcall {
namespace {

constexpr auto drain_patience = std::chrono::seconds(5);
/// How long one look into an empty queue may take: a stop waits for it.
constexpr auto look_patience = std::chrono::milliseconds(200);

}  // namespace

SyncWorker::SyncWorker(Host& host, UserStore& store, PendingUsers& users, const Settings& settings)
    : host_(host),
      store_(store),
      users_(users),
      settings_(settings),
      acknowledged_(host, drain_patience),
      monitor_(host.make_monitor()),
      memory_task_(host.spawn("sync_memory", [this] { work_off_memory(); })),
      queue_tasks_(spawn_queue_tasks()),
      tell_task_(host.spawn("sync_tell", [this] { tell_redis(); })) {}

std::vector<std::unique_ptr<Task>> SyncWorker::spawn_queue_tasks() {
  std::vector<std::unique_ptr<Task>> tasks;
  for (std::size_t i = 0; i < settings_.workers; ++i) {
    tasks.push_back(host_.spawn("sync_queue", [this] { work_off_queue(); }));
  }
  return tasks;
}

SyncWorker::~SyncWorker() {
  acknowledged_.close();
  {
    const Guard guard(*monitor_);
    stopping_ = true;
    monitor_->notify_all();
  }
  for (const auto& task : queue_tasks_) task->join();
  memory_task_->join();
  const Guard guard(*monitor_);
  all_decided_ = true;
  monitor_->notify_all();
}

void SyncWorker::remember(PendingUser pending) {
  acknowledged_.add(std::move(pending), host_.now() + settings_.own_after);
}

void SyncWorker::work_off_memory() {
  while (true) {
    std::vector<Entry> entries;
    for (PendingUser& pending : acknowledged_.take_due()) {
      entries.push_back({.id = {}, .pending = std::move(pending)});
    }
    if (entries.empty()) return;
    for (Entry& entry : std::span(entries).subspan(settle(entries))) {
      acknowledged_.add(std::move(entry.pending), host_.now() + settings_.retry_after);
    }
  }
}

void SyncWorker::work_off_queue() {
  MonotonicTime claim_at = host_.now();  // at once: an earlier process of this place may have died
  while (!stopping()) {
    if (host_.now() >= claim_at) {
      while (settle_taken(users_.take_over(settings_.batch_max, settings_.claim_after))) {
      }
      claim_at = host_.now() + settings_.claim_after / 2;
      // Where nobody reads the queue, these were never given out: so that they can be taken over.
      while (!settings_.reads_queue && settle_taken(users_.take(settings_.batch_max, {}))) {
      }
    }
    if (settings_.reads_queue) {
      (void)settle_taken(users_.take(settings_.batch_max, look_patience));
    } else {
      rest(claim_at - host_.now());
    }
  }
}

void SyncWorker::tell_redis() {
  while (const std::optional<Decided> decided = next_to_tell()) {
    std::vector<const Entry*> entries;
    for (const Entry& entry : decided->entries) entries.push_back(&entry);
    // Where Redis cannot be told, it says pending until somebody takes over its entry.
    if (users_.settle(entries, decided->ended)) {
      host_.reached(step::settle_told);
    } else if (stopping()) {
      return;  // a silent Redis does not hold up the end
    }
  }
}

/// Nothing: there is none, and will be none.
std::optional<SyncWorker::Decided> SyncWorker::next_to_tell() {
  const Guard guard(*monitor_);
  while (decided_.empty() && !all_decided_) (void)monitor_->wait_until(MonotonicTime::max());
  if (decided_.empty()) return std::nullopt;
  Decided next = std::move(decided_.front());
  decided_.pop_front();
  return next;
}

bool SyncWorker::settle_taken(RedisResult<std::vector<Entry>> taken) {
  const std::size_t count = taken ? taken->size() : 0;
  if (taken && settle(*taken) == count) return count == settings_.batch_max && !stopping();
  // Whom SQLite cannot take now stays in the queue, and is taken over later.
  rest(settings_.retry_after);
  return false;
}

bool SyncWorker::stopping() {
  const Guard guard(*monitor_);
  return stopping_;
}

void SyncWorker::rest(Duration time) {
  const MonotonicTime until = host_.now() + time;
  const Guard guard(*monitor_);
  while (!stopping_ && monitor_->wait_until(until)) {
  }
}

std::size_t SyncWorker::settle(std::span<Entry> entries) {
  std::size_t settled = 0;
  while (settled < entries.size()) {
    const std::size_t size = std::min(entries.size() - settled, settings_.batch_max);
    if (!settle_batch(entries.subspan(settled, size))) break;
    settled += size;
  }
  return settled;
}

bool SyncWorker::settle_batch(std::span<Entry> entries) {
  host_.reached(step::settle_taken);
  std::vector<const PendingUser*> users;
  for (const Entry& entry : entries) users.push_back(&entry.pending);
  Decided decided;
  for (const Reply<Settled>& answer : store_.settle(users)) {
    if (!answer) {
      host_.reached(step::settle_postponed);
      return false;
    }
    decided.ended.push_back(*answer);
  }
  host_.reached(step::settle_committed);
  for (Entry& entry : entries) decided.entries.push_back(std::move(entry));
  const Guard guard(*monitor_);
  decided_.push_back(std::move(decided));
  monitor_->notify_all();
  return true;
}

}  // namespace rollcall
