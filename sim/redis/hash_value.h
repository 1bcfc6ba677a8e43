// A hash: values by field, in order of insertion.
//
// A small one is packed, field, value, field, value, and searched from front to end. What outgrows
// that moves into a map, and stays there. That is not seen from outside: which hashes Redis would
// hold compactly follows from its own limits (see encoding.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/ordered_map.h"
#include "sim/redis/packed_words.h"
#include "sim/redis/short_string.h"

namespace rollcall::sim::redis {

class Hash {
 public:
  Hash() = default;
  Hash(const Hash& other);
  Hash(Hash&& other) noexcept = default;
  Hash& operator=(Hash other) noexcept;

  [[nodiscard]] std::size_t size() const { return map_ ? map_->size() : packed_pairs_; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  // No longer in the compact form of Redis; a copy has the same.
  [[nodiscard]] bool flag() const { return flag_ != 0; }
  void set_flag(bool flag) { flag_ = flag ? 1 : 0; }

  // Valid until the hash changes.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view field) const;
  [[nodiscard]] bool contains(std::string_view field) const { return find(field).has_value(); }
  // Whether the field is new. Neither view is into the hash itself.
  bool set(std::string_view field, std::string_view value);
  bool erase(std::string_view field);

  template <class Visit>  // void(std::string_view field, std::string_view value)
  void for_each(Visit visit) const {
    if (map_) return map_->for_each(visit);
    for (std::size_t at = 0; at < packed_.end();) {
      const std::size_t value = packed_.behind(at);
      visit(packed_.at(at), packed_.at(value));
      at = packed_.behind(value);
    }
  }

  // As OrderedMap's.
  template <class Visit>  // void(std::string_view field, std::string_view value)
  std::uint64_t scan(std::uint64_t cursor, std::size_t budget, Visit visit) const {
    if (map_) return map_->scan(cursor, budget, visit);
    std::vector<std::pair<std::string_view, std::string_view>> pairs;
    for_each(
        [&](std::string_view field, std::string_view value) { pairs.emplace_back(field, value); });
    std::size_t at = cursor == 0 || cursor > pairs.size() ? pairs.size() : cursor;
    for (; at > 0 && budget > 0; --at, --budget) visit(pairs[at - 1].first, pairs[at - 1].second);
    return at;
  }
  template <class Visit>  // void(std::string_view field, std::string_view value)
  void for_newest(std::size_t slots, Visit visit) const {
    if (map_) return map_->for_newest(slots, visit);
    scan(0, slots, visit);
  }

 private:
  // Where the pair of that field begins; packed_.end() when there is none.
  [[nodiscard]] std::size_t locate(std::string_view field) const;
  void move_into_map();

  PackedWords packed_;
  std::unique_ptr<OrderedMap<ShortString>> map_;  // nullptr: the pairs are in packed_
  std::uint32_t packed_pairs_ : 31 = 0;
  std::uint32_t flag_ : 1 = 0;
};

}  // namespace rollcall::sim::redis
