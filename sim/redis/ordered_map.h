// A map from strings that iterates in order of insertion, whatever the hash or the addresses are:
// keys of a database, fields of a hash, members of a set.
//
// Slots lie in one vector in order of insertion; an erased slot stays behind, dead, until the next
// rebuild. From nine slots on an open-addressing index of slot numbers finds a key. Most maps are
// small hashes, and most slots keys of a database: what neither needs is not there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/hash.h"
#include "sim/redis/short_string.h"

namespace rollcall::sim::redis {

template <class Mapped>
class OrderedMap {
 public:
  struct Slot {
    ShortString key;
    [[no_unique_address]] Mapped value;
    std::uint32_t mark;  // of the key, never 0; 0: the slot is dead
  };
  struct Inserted {
    Mapped& value;
    bool fresh;
  };

  OrderedMap() = default;
  OrderedMap(const OrderedMap& other) {
    counted_.flag = other.counted_.flag;
    other.for_each(
        [this](std::string_view key, const Mapped& value) { insert(key).value = value; });
  }
  OrderedMap(OrderedMap&& other) noexcept { swap(other); }
  OrderedMap& operator=(OrderedMap other) noexcept {
    swap(other);
    return *this;
  }

  [[nodiscard]] std::size_t size() const { return counted_.live; }
  // One bit for the map's user; a copy has the same.
  [[nodiscard]] bool flag() const { return counted_.flag != 0; }
  void set_flag(bool flag) { counted_.flag = flag ? 1 : 0; }
  [[nodiscard]] bool empty() const { return counted_.live == 0; }

  // Stays valid until the next insertion or erasure.
  [[nodiscard]] Mapped* find(std::string_view key) {
    const std::size_t at = locate(key, mark_of(key));
    return at == nowhere ? nullptr : &slots_[at].value;
  }
  [[nodiscard]] const Mapped* find(std::string_view key) const {
    const std::size_t at = locate(key, mark_of(key));
    return at == nowhere ? nullptr : &slots_[at].value;
  }
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }

  // The value at `key`, default-constructed when it was not there.
  Inserted insert(std::string_view key) {
    const std::uint32_t mark = mark_of(key);
    const std::size_t at = locate(key, mark);
    if (at != nowhere) return {slots_[at].value, false};
    if (must_rebuild()) rebuild();
    slots_.push_back(Slot{ShortString(key), Mapped{}, mark});
    ++counted_.live;
    if (has_index()) enter_into_index(slots_.size() - 1);
    return {slots_.back().value, true};
  }

  bool erase(std::string_view key) {
    const std::size_t at = locate(key, mark_of(key));
    if (at == nowhere) return false;
    Slot& slot = slots_[at];
    Slot dead{ShortString(), Mapped{}, 0};
    std::swap(slot, dead);  // not assigned, which would keep what a long string occupies
    --counted_.live;
    if (counted_.live == 0) clear();
    return true;
  }

  void clear() {
    if (slots_.capacity() > kept_capacity) std::vector<Slot>().swap(slots_);
    slots_.clear();
    index_.reset();
    mask_ = 0;
    counted_.live = 0;
  }

  // By number, in order of insertion: for draws and samples that must not walk over the dead.
  [[nodiscard]] std::size_t slot_count() const { return slots_.size(); }
  // nullptr: dead.
  [[nodiscard]] const Slot* slot(std::size_t number) const {
    return slots_[number].mark != 0 ? &slots_[number] : nullptr;
  }
  // Drops the dead slots when they outnumber the others by far; what they cost has been paid then.
  void compact() {
    if (slots_.size() > kept_capacity && counted_.live * 4 < slots_.size()) rebuild();
  }

  template <class Visit>  // void(std::string_view key, const Mapped&)
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_) {
      if (slot.mark != 0) visit(std::string_view(slot.key), slot.value);
    }
  }

  // The live ones among the `slots` that came last, from the newest on.
  template <class Visit>  // void(std::string_view key, const Mapped&)
  void for_newest(std::size_t slots, Visit visit) const {
    const std::size_t oldest = slots_.size() - std::min(slots, slots_.size());
    for (std::size_t at = slots_.size(); at > oldest; --at) {
      const Slot& slot = slots_[at - 1];
      if (slot.mark != 0) visit(std::string_view(slot.key), slot.value);
    }
  }

  // Visits up to `budget` slots from the newest to the oldest, starting below `cursor` (0: at the
  // newest), and returns the cursor to go on from, 0 at the end. A key that is there from the first
  // call to the last is visited at least once: insertions land behind the cursor, and a rebuild
  // only moves slots towards the front. For the same reason every scan ends.
  template <class Visit>  // void(std::string_view key, const Mapped&); must not change the map
  std::uint64_t scan(std::uint64_t cursor, std::size_t budget, Visit visit) const {
    std::size_t at =
        cursor == 0 || cursor > slots_.size() ? slots_.size() : static_cast<std::size_t>(cursor);
    for (; at > 0 && budget > 0; --at) {
      const Slot& slot = slots_[at - 1];
      if (slot.mark == 0) continue;
      --budget;
      visit(std::string_view(slot.key), slot.value);
    }
    return at;
  }

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  static constexpr std::size_t unindexed = 8;       // slots up to which a linear search is quicker
  static constexpr std::size_t kept_capacity = 64;  // what an emptied map keeps for its next keys

  void swap(OrderedMap& other) noexcept {
    std::swap(slots_, other.slots_);
    std::swap(index_, other.index_);
    std::swap(mask_, other.mask_);
    std::swap(counted_, other.counted_);
  }

  [[nodiscard]] static std::uint32_t mark_of(std::string_view key) { return hash_of(key) | 1; }
  [[nodiscard]] bool has_index() const { return mask_ != 0; }
  [[nodiscard]] std::size_t first_probe(std::uint32_t mark) const { return mark >> 1 & mask_; }

  [[nodiscard]] std::size_t locate(std::string_view key, std::uint32_t mark) const {
    if (!has_index()) {
      for (std::size_t at = 0; at < slots_.size(); ++at) {
        if (is_at(at, key, mark)) return at;
      }
      return nowhere;
    }
    for (std::size_t probe = first_probe(mark); index_[probe] != 0; probe = (probe + 1) & mask_) {
      if (is_at(index_[probe] - 1, key, mark)) return index_[probe] - 1;
    }
    return nowhere;
  }

  [[nodiscard]] bool is_at(std::size_t at, std::string_view key, std::uint32_t mark) const {
    return slots_[at].mark == mark && slots_[at].key == key;
  }

  // The index is full at 3/4: dead slots keep their places in it.
  [[nodiscard]] bool must_rebuild() const {
    if (slots_.size() == slots_.capacity()) return true;
    return has_index() ? slots_.size() * 4 >= (mask_ + std::size_t{1}) * 3
                       : slots_.size() >= unindexed;
  }

  // Drops the dead, makes room for as many more as live, and indexes anew.
  void rebuild() {
    index_.reset();
    mask_ = 0;
    if (counted_.live < slots_.size()) {
      std::erase_if(slots_, [](const Slot& slot) { return slot.mark == 0; });
    }
    if (slots_.size() * 2 > slots_.capacity()) {
      slots_.reserve(slots_.empty() ? 2 : slots_.size() * 2);
    }
    if (slots_.size() < unindexed) return;
    std::uint32_t size = 4 * unindexed;
    while (std::size_t{size} * 3 < slots_.capacity() * 4) size *= 2;
    index_ = std::make_unique<std::uint32_t[]>(size);
    mask_ = size - 1;
    for (std::size_t at = 0; at < slots_.size(); ++at) enter_into_index(at);
  }

  void enter_into_index(std::size_t at) {
    std::size_t probe = first_probe(slots_[at].mark);
    while (index_[probe] != 0) probe = (probe + 1) & mask_;
    index_[probe] = static_cast<std::uint32_t>(at + 1);
  }

  std::vector<Slot> slots_;
  std::unique_ptr<std::uint32_t[]> index_;  // slot number + 1, 0 where nothing is
  std::uint32_t mask_ = 0;                  // size of the index - 1; 0: there is none
  struct {
    std::uint32_t live : 31 = 0;
    std::uint32_t flag : 1 = 0;
  } counted_;
};

}  // namespace rollcall::sim::redis
