#include "sim/redis/score_tree.h"

#include "engine/check.h"
#include "sim/redis/hash.h"

namespace rollcall::sim::redis {

std::optional<double> ScoreTree::score_of(std::string_view member) const {
  const Number node = find(member, hash_of(member));
  if (node == nil) return std::nullopt;
  return nodes_[node].element.score;
}

std::optional<std::size_t> ScoreTree::rank_of(std::string_view member) const {
  const Number node = find(member, hash_of(member));
  if (node == nil) return std::nullopt;
  return count_before(nodes_[node].element);
}

const ScoreTree::Element& ScoreTree::at(std::size_t rank) const {
  ROLLCALL_CHECK(rank < size(), "a sorted set has no such rank");
  Number node = root_;
  for (std::size_t left = nodes_[nodes_[node].left].size; rank != left;
       left = nodes_[nodes_[node].left].size) {
    node = rank < left ? nodes_[node].left : nodes_[node].right;
    if (rank > left) rank -= left + 1;
  }
  return nodes_[node].element;
}

void ScoreTree::set(std::string_view member, double score) {
  const std::uint32_t hash = hash_of(member);
  Number node = find(member, hash);
  if (node == nil) {
    node = create(member, hash);
  } else {
    const std::size_t rank = count_before(nodes_[node].element);
    static_cast<void>(cut_out({rank, rank + 1}));
  }
  nodes_[node].element.score = score;
  enter(node);
}

bool ScoreTree::erase(std::string_view member) {
  const auto rank = rank_of(member);
  if (rank) erase({*rank, *rank + 1});
  return rank.has_value();
}

void ScoreTree::erase(RankRange range) { release(cut_out(range)); }

std::size_t ScoreTree::count_before(const Element& element) const {
  return count_while([&](const Element& other) { return ScoreOrder{}(other, element); });
}

std::pair<ScoreTree::Number, ScoreTree::Number> ScoreTree::split(Number tree, std::size_t count) {
  Number front = nil;
  Number back = nil;
  Number* front_end = &front;
  Number* back_end = &back;
  while (tree != nil) {
    Node& node = nodes_[tree];
    const std::size_t left = nodes_[node.left].size;
    if (count <= left) {
      node.size -= static_cast<std::uint32_t>(count);
      *std::exchange(back_end, &node.left) = tree;
      tree = node.left;
    } else {
      node.size = static_cast<std::uint32_t>(count);
      *std::exchange(front_end, &node.right) = tree;
      tree = node.right;
      count -= left + 1;
    }
  }
  *front_end = *back_end = nil;
  return {front, back};
}

ScoreTree::Number ScoreTree::merge(Number front, Number back) {
  Number root = nil;
  Number* end = &root;
  while (front != nil && back != nil) {
    const std::uint32_t size = nodes_[front].size + nodes_[back].size;
    const bool front_is_above = nodes_[front].hash > nodes_[back].hash;
    Number& above = front_is_above ? front : back;
    Node& node = nodes_[above];
    node.size = size;
    *std::exchange(end, front_is_above ? &node.right : &node.left) = above;
    above = *end;
  }
  *end = front != nil ? front : back;
  return root;
}

void ScoreTree::enter(Number node) {
  const auto [front, back] = split(root_, count_before(nodes_[node].element));
  nodes_[node].left = nodes_[node].right = nil;
  nodes_[node].size = 1;
  root_ = merge(merge(front, node), back);
}

ScoreTree::Number ScoreTree::cut_out(RankRange range) {
  const auto [front, rest] = split(root_, range.first);
  const auto [middle, back] = split(rest, range.size());
  root_ = merge(front, back);
  return middle;
}

// In ascending order, as the order of the free nodes is seen in scans: what has nothing before it
// goes, and the nodes in front of others are turned to the top until one has not.
void ScoreTree::release(Number tree) {
  while (tree != nil) {
    Node& node = nodes_[tree];
    if (const Number before = node.left; before != nil) {
      node.left = std::exchange(nodes_[before].right, tree);
      tree = before;
      continue;
    }
    const Number next = node.right;
    forget(tree);
    node = Node{};
    node.left = std::exchange(free_, tree);
    tree = next;
  }
}

ScoreTree::Number ScoreTree::find(std::string_view member, std::uint32_t hash) const {
  if (index_.empty()) return nil;
  const std::size_t mask = index_.size() - 1;
  std::size_t probe = hash & mask;
  for (; index_[probe] != nil; probe = (probe + 1) & mask) {
    const Node& node = nodes_[index_[probe]];
    if (node.hash == hash && node.element.member == member) return index_[probe];
  }
  return nil;
}

ScoreTree::Number ScoreTree::create(std::string_view member, std::uint32_t hash) {
  // At 3/4 the index is full.
  if ((size() + 1) * 4 > index_.size() * 3) {
    index_.assign(index_.empty() ? 8 : index_.size() * 2, nil);
    for (Number node = 1; node < nodes_.size(); ++node) {
      if (nodes_[node].size > 0) remember(node);
    }
  }
  Number node = free_;
  if (node == nil) {
    node = static_cast<Number>(nodes_.size());
    nodes_.emplace_back();
  } else {
    free_ = nodes_[node].left;
  }
  nodes_[node].element.member = ShortString(member);
  nodes_[node].hash = hash;
  remember(node);
  return node;
}

void ScoreTree::remember(Number node) {
  const std::size_t mask = index_.size() - 1;
  std::size_t probe = nodes_[node].hash & mask;
  while (index_[probe] != nil) probe = (probe + 1) & mask;
  index_[probe] = node;
}

// Closes the gap, so that searches may go on ending at the first free place.
void ScoreTree::forget(Number node) {
  const std::size_t mask = index_.size() - 1;
  std::size_t gap = nodes_[node].hash & mask;
  while (index_[gap] != node) gap = (gap + 1) & mask;
  for (std::size_t probe = (gap + 1) & mask; index_[probe] != nil; probe = (probe + 1) & mask) {
    const std::size_t home = nodes_[index_[probe]].hash & mask;
    if (((probe - home) & mask) < ((probe - gap) & mask)) continue;
    index_[gap] = index_[probe];
    gap = probe;
  }
  index_[gap] = nil;
}

}  // namespace rollcall::sim::redis
