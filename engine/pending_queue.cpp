#include "engine/pending_queue.h"

#include <utility>

namespace rollcall {

PendingQueue::PendingQueue(Host& host, Duration drain_patience)
    : host_(host), drain_patience_(drain_patience), monitor_(host.make_monitor()) {}

void PendingQueue::add(PendingUser pending, MonotonicTime due) {
  const Guard guard(*monitor_);
  if (!handles_.insert(pending.handle).second) return;
  waiting_.emplace(due, std::move(pending));
  monitor_->notify_one();
}

std::vector<PendingUser> PendingQueue::take_due() {
  constexpr auto idle = std::chrono::hours(1);
  const Guard guard(*monitor_);
  while (true) {
    const MonotonicTime now = host_.now();
    if (drained(now)) return {};
    if (std::vector<PendingUser> due = take_until(now); !due.empty()) return due;
    MonotonicTime wake = waiting_.empty() ? now + idle : waiting_.begin()->first;
    if (drain_deadline_) wake = std::min(wake, *drain_deadline_);
    // Whether time passed or somebody called, the loop looks again.
    (void)monitor_->wait_until(wake);
  }
}

bool PendingQueue::drained(MonotonicTime now) {
  if (!closed_) return false;
  if (!drain_deadline_) drain_deadline_ = now + drain_patience_;
  return waiting_.empty() || now >= *drain_deadline_;
}

std::vector<PendingUser> PendingQueue::take_until(MonotonicTime now) {
  const auto end = waiting_.upper_bound(now);
  std::vector<PendingUser> due;
  for (auto it = waiting_.begin(); it != end; ++it) {
    handles_.erase(it->second.handle);
    due.push_back(std::move(it->second));
  }
  waiting_.erase(waiting_.begin(), end);
  return due;
}

void PendingQueue::close() noexcept {
  const Guard guard(*monitor_);
  closed_ = true;
  monitor_->notify_all();
}

}  // namespace rollcall
