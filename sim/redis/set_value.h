// A set.
//
// A small one of whole numbers is packed, as numbers in ascending order, as Redis holds them too.
// What outgrows that, or is no number, moves all into a map, and stays there. That is not seen from
// outside: which sets Redis would hold compactly follows from its own limits (see encoding.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/numbers.h"
#include "sim/redis/ordered_map.h"

namespace rollcall::sim::redis {

struct Nothing {};

class Set {
 public:
  Set() = default;
  Set(const Set& other);
  Set(Set&& other) noexcept = default;
  Set& operator=(Set other) noexcept;

  [[nodiscard]] std::size_t size() const { return map_ ? map_->size() : packed_size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  // No longer in the compact form of Redis; a copy has the same.
  [[nodiscard]] bool flag() const { return map_ && map_->flag(); }
  void set_flag(bool flag);

  [[nodiscard]] bool contains(std::string_view member) const;
  // Whether it is new. It is no view into the set itself.
  bool insert(std::string_view member);
  bool erase(std::string_view member);

  // The members with those numbers, in the order of for_each().
  [[nodiscard]] std::vector<std::string> at(const std::vector<std::size_t>& numbers) const;

  // What is visited is valid during the visit only.
  template <class Visit>  // void(std::string_view member)
  void for_each(Visit visit) const {
    if (map_) return map_->for_each([&](std::string_view member, Nothing) { visit(member); });
    visit_packed(packed_size(), visit);
  }

  // As OrderedMap's, but that the numbers in the packed form have no age: there it visits all.
  template <class Visit>  // void(std::string_view member)
  std::uint64_t scan(std::uint64_t cursor, std::size_t budget, Visit visit) const {
    const auto visit_slot = [&](std::string_view member, Nothing) { visit(member); };
    if (map_) return map_->scan(cursor, budget, visit_slot);
    visit_packed(packed_size(), visit);
    return 0;
  }
  template <class Visit>  // void(std::string_view member)
  void for_newest(std::size_t slots, Visit visit) const {
    const auto visit_slot = [&](std::string_view member, Nothing) { visit(member); };
    if (map_) return map_->for_newest(slots, visit_slot);
    visit_packed(slots, visit);
  }

 private:
  [[nodiscard]] std::size_t width() const { return static_cast<std::size_t>(packed_[0]); }
  [[nodiscard]] std::size_t packed_size() const {
    return packed_.empty() ? 0 : (packed_.size() - 1) / width();
  }
  [[nodiscard]] std::int64_t packed_at(std::size_t number) const;
  template <class Visit>
  void visit_packed(std::size_t most, Visit& visit) const {
    std::string digits;
    for (std::size_t number = 0; number < std::min(most, packed_size()); ++number) {
      digits.clear();
      append_integer(digits, packed_at(number));
      visit(std::string_view(digits));
    }
  }
  // The number of the first that is not below it.
  [[nodiscard]] std::size_t place_of(std::int64_t member) const;
  [[nodiscard]] bool is_at(std::size_t number, std::int64_t member) const {
    return number < packed_size() && packed_at(number) == member;
  }
  void insert_packed(std::size_t place, std::int64_t member);
  // To numbers of that width.
  void repack(std::size_t wide);
  void move_into_map();

  // Bytes of each number, then the numbers. In so few fields, as most sets have few members.
  std::string packed_;
  std::unique_ptr<OrderedMap<Nothing>> map_;  // nullptr: the members are in packed_
};

}  // namespace rollcall::sim::redis
