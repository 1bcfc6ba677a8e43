#include "sim/schedule/timer.h"

namespace rollcall::sim {

Timer::~Timer() {
  if (armed()) heap_->disarm(*this);
}

TimerHeap::~TimerHeap() {
  for (const Entry& entry : heap_) entry.timer->heap_ = nullptr;
}

void TimerHeap::arm(Timer& timer, MonotonicTime at) {
  if (timer.armed()) disarm(timer);
  timer.at_ = at;
  timer.heap_ = this;
  heap_.emplace_back();
  rise(heap_.size() - 1, {at, timer.key_, &timer});
}

void TimerHeap::disarm(Timer& timer) {
  if (!timer.armed()) return;
  const std::size_t hole = timer.index_;
  timer.heap_ = nullptr;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (hole == heap_.size()) return;
  if (hole > 0 && last.before(heap_[(hole - 1) / 2])) {
    rise(hole, last);
  } else {
    sink(hole, last);
  }
}

void TimerHeap::place(std::size_t index, const Entry& entry) {
  heap_[index] = entry;
  entry.timer->index_ = index;
}

void TimerHeap::rise(std::size_t index, const Entry& entry) {
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!entry.before(heap_[parent])) break;
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, entry);
}

void TimerHeap::sink(std::size_t index, const Entry& entry) {
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
    if (!heap_[child].before(entry)) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
}

}  // namespace rollcall::sim
