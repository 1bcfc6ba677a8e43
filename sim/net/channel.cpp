#include "sim/net/channel.h"

#include <algorithm>
#include <utility>

namespace rollcall::sim {

void Channel::send(Segment segment, Scheduler& scheduler) {
  last_arrival_ = segment.arrival;
  const bool first = !in_flight();
  bytes_in_flight_ += segment.bytes.size();
  flight_.push_back(std::move(segment));
  if (first) scheduler.arm(timer_, last_arrival_);
}

Segment Channel::arrive() {
  Segment segment = std::move(flight_[head_++]);
  bytes_in_flight_ -= segment.bytes.size();
  if (!in_flight()) lose_flight();
  return segment;
}

void Channel::rearm(Scheduler& scheduler) {
  if (in_flight() && !timer_.armed()) scheduler.arm(timer_, flight_[head_].arrival);
}

void Channel::lose_flight() {
  flight_.clear();
  head_ = 0;
  bytes_in_flight_ = 0;
}

std::size_t Channel::room() const {
  const std::size_t held = bytes_in_flight_ + (inbox_.size() - read_);
  return held < window ? window - held : 0;
}

std::string Channel::buffer(std::string_view bytes) {
  std::string buffer = std::move(spare_);
  spare_.clear();
  buffer.assign(bytes);
  return buffer;
}

void Channel::accept(std::string bytes) {
  if (!unread()) {
    recycle(std::exchange(inbox_, std::move(bytes)));
    read_ = 0;
  } else {
    inbox_.append(bytes);
    recycle(std::move(bytes));
  }
}

std::size_t Channel::read(std::span<char> into) {
  const std::size_t count = std::min(into.size(), inbox_.size() - read_);
  std::copy_n(inbox_.data() + read_, count, into.data());
  read_ += count;
  if (!unread()) discard_unread();
  return count;
}

void Channel::take(std::string& into) {
  into.append(inbox_, read_);
  discard_unread();
}

void Channel::discard_unread() {
  read_ = 0;
  inbox_.clear();
  recycle(std::move(inbox_));
  inbox_.clear();
}

void Channel::recycle(std::string&& used) {
  if (used.capacity() > spare_.capacity()) spare_ = std::move(used);
}

}  // namespace rollcall::sim
