// A sorted set: members by score, then by their bytes.
//
// Redis keeps small sets in a compact form whose whole numbers are integers, which have no negative
// zero: the one trace of the form in replies, besides OBJECT ENCODING and the cursors of ZSCAN. Of
// those here what is small enough is packed in that order, member, score, member, score, and
// searched from front to end; all others are trees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "sim/redis/packed_words.h"
#include "sim/redis/score_tree.h"
#include "sim/redis/snapshot_bytes.h"

namespace rollcall::sim::redis {

class SortedSet {
 public:
  struct Element {
    std::string_view member;  // valid until the set changes
    double score = 0;
  };

  SortedSet() = default;
  SortedSet(const SortedSet& other);
  SortedSet(SortedSet&& other) noexcept = default;
  SortedSet& operator=(SortedSet other) noexcept;

  [[nodiscard]] std::size_t size() const { return tree_ ? tree_->size() : packed_pairs_; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] RankRange all() const { return {0, size()}; }

  [[nodiscard]] std::optional<double> score_of(std::string_view member) const;
  [[nodiscard]] std::optional<std::size_t> rank_of(std::string_view member) const;
  [[nodiscard]] Element at(std::size_t rank) const;

  // Adds the member, or moves it to another score.
  void set(std::string_view member, double score);
  bool erase(std::string_view member);
  void erase(RankRange range);

  // How many elements at the front are `before`, a predicate that holds up to some rank and never
  // after it: O(log n) in a tree.
  template <class Before>  // bool(const Element&)
  [[nodiscard]] std::size_t count_while(Before before) const {
    if (tree_) {
      return tree_->count_while([&](const ScoreTree::Element& it) { return before(seen(it)); });
    }
    std::size_t count = 0;
    for (std::size_t at = 0; at < packed_.end() && before(packed_element(at)); at = next(at)) {
      ++count;
    }
    return count;
  }

  // In ascending order; O(log n) in a tree, besides the visits.
  template <class Visit>  // void(const Element&)
  void for_each(RankRange range, Visit visit) const {
    if (tree_) {
      return tree_->for_each(range, [&](const ScoreTree::Element& it) { visit(seen(it)); });
    }
    std::size_t rank = 0;
    for (std::size_t at = 0; at < packed_.end() && rank < range.last; at = next(at), ++rank) {
      if (rank >= range.first) visit(packed_element(at));
    }
  }

  // Visits up to `budget` elements by the age of their nodes and returns the cursor to go on from,
  // 0 at the end. As nodes keep their places, an element that is there all the time is visited.
  // What is packed is visited at once and in order.
  template <class Visit>  // void(const Element&)
  std::uint64_t scan(std::uint64_t cursor, std::size_t budget, Visit visit) const {
    if (tree_) {
      return tree_->scan(cursor, budget, [&](const ScoreTree::Element& it) { visit(seen(it)); });
    }
    for_each(all(), visit);
    return 0;
  }

  // A set leaves the compact form when it grows, and comes back only as a result that is stored or
  // when it is loaded.
  [[nodiscard]] bool is_compact() const { return compact_; }
  void leave_compact_form();
  struct CompactMost {
    std::size_t elements;
    std::size_t bytes;  // of a member
  };
  void compact_if_small(CompactMost most);
  void hold_compactly();

 private:
  [[nodiscard]] static Element seen(const ScoreTree::Element& element) {
    return {element.member, element.score};
  }
  [[nodiscard]] Element packed_element(std::size_t place) const;
  [[nodiscard]] std::size_t next(std::size_t place) const {
    return packed_.behind(packed_.behind(place));
  }
  // Where the packed element of that rank begins, and the end behind the last.
  [[nodiscard]] std::size_t place_of(std::size_t rank) const;
  void move_into_tree();

  PackedWords packed_;
  std::unique_ptr<ScoreTree> tree_;  // nullptr: the elements are in packed_
  std::uint32_t packed_pairs_ = 0;
  bool compact_ = true;
};

void write(SnapshotWriter& out, const SortedSet& set);
void read(SnapshotReader& in, SortedSet& set);

}  // namespace rollcall::sim::redis
