// Members by score, then by their bytes: what large sorted sets consist of.
//
// A treap over one vector of nodes, in which a node's priority is the keyed hash of its member: no
// client can make the tree deep, and nothing that is seen from outside follows its shape. Whatever
// is asked of the order (by rank, by score, by bytes) becomes an interval of ranks first; an
// open-addressing index finds a node by its member.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/short_string.h"

namespace rollcall::sim::redis {

// The elements first, first + 1, ... last - 1 in ascending order.
struct RankRange {
  std::size_t first;
  std::size_t last;
  [[nodiscard]] std::size_t size() const { return last - first; }
};

// Whether an element comes before another one.
struct ScoreOrder {
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    if (a.score != b.score) return a.score < b.score;
    return std::string_view(a.member) < std::string_view(b.member);
  }
};

class ScoreTree {
 public:
  struct Element {
    ShortString member;
    double score = 0;
  };

  [[nodiscard]] std::size_t size() const { return nodes_[root_].size; }

  [[nodiscard]] std::optional<double> score_of(std::string_view member) const;
  [[nodiscard]] std::optional<std::size_t> rank_of(std::string_view member) const;
  [[nodiscard]] const Element& at(std::size_t rank) const;

  // Adds the member, or moves it to another score.
  void set(std::string_view member, double score);
  bool erase(std::string_view member);
  void erase(RankRange range);

  // How many elements at the front are `before`, a predicate that holds up to some rank and never
  // after it: O(log n).
  template <class Before>  // bool(const Element&)
  [[nodiscard]] std::size_t count_while(Before before) const {
    std::size_t count = 0;
    for (Number node = root_; node != nil;) {
      if (before(nodes_[node].element)) {
        count += nodes_[nodes_[node].left].size + 1;
        node = nodes_[node].right;
      } else {
        node = nodes_[node].left;
      }
    }
    return count;
  }

  // In ascending order; O(log n) besides the visits.
  template <class Visit>  // void(const Element&)
  void for_each(RankRange range, Visit visit) const {
    visit_below(root_, 0, range, visit);
  }

  // Visits up to `budget` elements by the age of their nodes and returns the cursor to go on from,
  // 0 at the end. As nodes keep their places, an element that is there all the time is visited.
  template <class Visit>  // void(const Element&)
  std::uint64_t scan(std::uint64_t cursor, std::size_t budget, Visit visit) const {
    std::size_t at =
        cursor == 0 || cursor > nodes_.size() ? nodes_.size() : static_cast<std::size_t>(cursor);
    for (; at > 1 && budget > 0; --at) {
      if (nodes_[at - 1].size == 0) continue;
      --budget;
      visit(nodes_[at - 1].element);
    }
    return at > 1 ? at : 0;
  }

 private:
  using Number = std::uint32_t;
  static constexpr Number nil = 0;  // the node that stands for an empty tree

  struct Node {
    Element element;
    std::uint32_t hash = 0;
    std::uint32_t size = 0;  // of the tree below, itself included; 0: free
    Number left = nil;       // of a free node, the next free one
    Number right = nil;
  };

  template <class Visit>
  void visit_below(Number tree, std::size_t rank, RankRange range, Visit& visit) const {
    const Node& node = nodes_[tree];
    if (tree == nil || rank >= range.last || rank + node.size <= range.first) return;
    visit_below(node.left, rank, range, visit);
    rank += nodes_[node.left].size;
    if (rank >= range.first && rank < range.last) visit(node.element);
    visit_below(node.right, rank + 1, range, visit);
  }

  [[nodiscard]] std::size_t count_before(const Element& element) const;
  // The first `count` elements of the tree, and the rest.
  std::pair<Number, Number> split(Number tree, std::size_t count);
  [[nodiscard]] Number merge(Number front, Number back);
  void enter(Number node);
  [[nodiscard]] Number cut_out(RankRange range);
  void release(Number tree);

  [[nodiscard]] Number find(std::string_view member, std::uint32_t hash) const;
  [[nodiscard]] Number create(std::string_view member, std::uint32_t hash);
  void remember(Number node);
  void forget(Number node);

  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::vector<Number> index_;
  Number root_ = nil;
  Number free_ = nil;
};

}  // namespace rollcall::sim::redis
