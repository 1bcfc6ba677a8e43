// A map from strings that iterates in order of insertion, whatever the hash or the addresses are:
// keys of a database, fields of a hash, members of a set.
//
// Slots lie in one vector in order of insertion; an erased slot stays behind, dead, until the next
// rebuild. From nine slots on an open-addressing index of slot numbers finds a key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/hash.h"

namespace rollcall::sim::redis {

template <class Mapped>
class OrderedMap {
 public:
  struct Slot {
    std::string key;
    [[no_unique_address]] Mapped value;
    std::uint32_t hash;
    bool live;
  };
  struct Inserted {
    Mapped& value;
    bool fresh;
  };

  [[nodiscard]] std::size_t size() const { return live_; }
  [[nodiscard]] bool empty() const { return live_ == 0; }

  // Stays valid until the next insertion or erasure.
  [[nodiscard]] Mapped* find(std::string_view key) {
    const std::size_t at = locate(key, hash_of(key));
    return at == nowhere ? nullptr : &slots_[at].value;
  }
  [[nodiscard]] const Mapped* find(std::string_view key) const {
    const std::size_t at = locate(key, hash_of(key));
    return at == nowhere ? nullptr : &slots_[at].value;
  }
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }

  // The value at `key`, default-constructed when it was not there.
  Inserted insert(std::string_view key) {
    const std::uint32_t hash = hash_of(key);
    const std::size_t at = locate(key, hash);
    if (at != nowhere) return {slots_[at].value, false};
    if (must_rebuild()) rebuild();
    slots_.push_back(Slot{std::string(key), Mapped{}, hash, true});
    ++live_;
    if (!index_.empty()) enter_into_index(slots_.size() - 1);
    return {slots_.back().value, true};
  }

  bool erase(std::string_view key) {
    const std::size_t at = locate(key, hash_of(key));
    if (at == nowhere) return false;
    Slot& slot = slots_[at];
    slot.live = false;
    std::string().swap(slot.key);
    slot.value = Mapped{};
    --live_;
    if (live_ == 0) clear();
    return true;
  }

  void clear() {
    if (slots_.capacity() > kept_capacity) std::vector<Slot>().swap(slots_);
    slots_.clear();
    std::vector<std::uint32_t>().swap(index_);
    live_ = 0;
  }

  // By number, in order of insertion: for draws and samples that must not walk over the dead.
  [[nodiscard]] std::size_t slot_count() const { return slots_.size(); }
  // nullptr: dead.
  [[nodiscard]] const Slot* slot(std::size_t number) const {
    return slots_[number].live ? &slots_[number] : nullptr;
  }
  // Drops the dead slots when they outnumber the others by far; what they cost has been paid then.
  void compact() {
    if (slots_.size() > kept_capacity && live_ * 4 < slots_.size()) rebuild();
  }

  template <class Visit>  // void(const std::string& key, const Mapped&)
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_) {
      if (slot.live) visit(slot.key, slot.value);
    }
  }

  // Visits up to `budget` slots from the newest to the oldest, starting below `cursor` (0: at the
  // newest), and returns the cursor to go on from, 0 at the end. A key that is there from the first
  // call to the last is visited at least once: insertions land behind the cursor, and a rebuild
  // only moves slots towards the front. For the same reason every scan ends.
  template <class Visit>  // void(const std::string& key, const Mapped&); must not change the map
  std::uint64_t scan(std::uint64_t cursor, std::size_t budget, Visit visit) const {
    std::size_t at =
        cursor == 0 || cursor > slots_.size() ? slots_.size() : static_cast<std::size_t>(cursor);
    for (; at > 0 && budget > 0; --at) {
      const Slot& slot = slots_[at - 1];
      if (!slot.live) continue;
      --budget;
      visit(slot.key, slot.value);
    }
    return at;
  }

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  static constexpr std::size_t unindexed = 8;       // slots up to which a linear search is quicker
  static constexpr std::size_t kept_capacity = 64;  // what an emptied map keeps for its next keys

  [[nodiscard]] std::size_t locate(std::string_view key, std::uint32_t hash) const {
    if (index_.empty()) {
      for (std::size_t at = 0; at < slots_.size(); ++at) {
        if (is_at(at, key, hash)) return at;
      }
      return nowhere;
    }
    const std::size_t mask = index_.size() - 1;
    for (std::size_t probe = hash & mask; index_[probe] != 0; probe = (probe + 1) & mask) {
      if (is_at(index_[probe] - 1, key, hash)) return index_[probe] - 1;
    }
    return nowhere;
  }

  [[nodiscard]] bool is_at(std::size_t at, std::string_view key, std::uint32_t hash) const {
    const Slot& slot = slots_[at];
    return slot.hash == hash && slot.live && slot.key == key;
  }

  // The index is full at 3/4: dead slots keep their places in it.
  [[nodiscard]] bool must_rebuild() const {
    if (slots_.size() == slots_.capacity()) return true;
    return index_.empty() ? slots_.size() >= unindexed : slots_.size() * 4 >= index_.size() * 3;
  }

  // Drops the dead, makes room for as many more as live, and indexes anew.
  void rebuild() {
    if (live_ < slots_.size()) {
      std::erase_if(slots_, [](const Slot& slot) { return !slot.live; });
    }
    if (slots_.size() * 2 > slots_.capacity()) {
      slots_.reserve(slots_.size() < 2 ? 4 : slots_.size() * 2);
    }
    index_.clear();
    if (slots_.size() < unindexed) return;
    std::size_t size = 4 * unindexed;
    while (size * 3 < slots_.capacity() * 4) size *= 2;
    index_.resize(size);
    for (std::size_t at = 0; at < slots_.size(); ++at) enter_into_index(at);
  }

  void enter_into_index(std::size_t at) {
    const std::size_t mask = index_.size() - 1;
    std::size_t probe = slots_[at].hash & mask;
    while (index_[probe] != 0) probe = (probe + 1) & mask;
    index_[probe] = static_cast<std::uint32_t>(at + 1);
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> index_;  // slot number + 1, 0 where nothing is
  std::uint32_t live_ = 0;            // leaves room behind it for a flag of a derived class
};

}  // namespace rollcall::sim::redis
