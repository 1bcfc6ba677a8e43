#include "sim/redis/list.h"

#include <utility>

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t fewest_places = 2;

}  // namespace

void List::push_front(ShortString element) {
  make_room();
  head_ = static_cast<std::uint32_t>(head_ == 0 ? ring_.size() - 1 : head_ - 1);
  ++size_;
  (*this)[0] = std::move(element);
}

void List::push_back(ShortString element) {
  make_room();
  ++size_;
  (*this)[size_ - 1] = std::move(element);
}

ShortString List::pop_front() {
  ShortString element = std::move((*this)[0]);
  head_ = static_cast<std::uint32_t>(place_of(1));
  --size_;
  shrink_if_sparse();
  return element;
}

ShortString List::pop_back() {
  ShortString element = std::move((*this)[size_ - 1]);
  --size_;
  shrink_if_sparse();
  return element;
}

void List::insert(std::size_t index, ShortString element) {
  push_back(std::move(element));
  for (std::size_t at = size_ - 1; at > index; --at) std::swap((*this)[at], (*this)[at - 1]);
}

void List::make_room() {
  if (size_ == ring_.size()) move_to_ring_of(fewest_places + size_ + size_ / 4);
}

void List::shrink_if_sparse() {
  if (ring_.size() > 8 * fewest_places && size_ < ring_.size() / 4) {
    move_to_ring_of(ring_.size() / 2);
  }
}

void List::move_to_ring_of(std::size_t places) {
  std::vector<ShortString> ring(places);
  for (std::size_t index = 0; index < size_; ++index) ring[index] = std::move((*this)[index]);
  ring_ = std::move(ring);
  head_ = 0;
}

}  // namespace rollcall::sim::redis
