// A list: a ring of short strings, so that both ends are as quick, and small lists small.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/redis/short_string.h"

namespace rollcall::sim::redis {

class List {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] ShortString& operator[](std::size_t index) { return ring_[place_of(index)]; }
  [[nodiscard]] const ShortString& operator[](std::size_t index) const {
    return ring_[place_of(index)];
  }

  void push_front(ShortString element);
  void push_back(ShortString element);
  // The list is not empty.
  [[nodiscard]] ShortString pop_front();
  [[nodiscard]] ShortString pop_back();
  // In front of the element that is at `index` now; size(): at the end.
  void insert(std::size_t index, ShortString element);

  template <class Visit>  // void(std::string_view)
  void for_each(Visit visit) const {
    for (std::size_t index = 0; index < size_; ++index) visit(std::string_view((*this)[index]));
  }

 private:
  [[nodiscard]] std::size_t place_of(std::size_t index) const {
    const std::size_t place = head_ + index;
    return place < ring_.size() ? place : place - ring_.size();
  }
  void make_room();
  void shrink_if_sparse();
  void move_to_ring_of(std::size_t places);

  std::vector<ShortString> ring_;  // empty strings where no element is
  std::uint32_t head_ = 0;         // the place of the first element
  std::uint32_t size_ = 0;
};

}  // namespace rollcall::sim::redis
