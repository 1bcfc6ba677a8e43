#include "sim/redis/sorted_set.h"

#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/check.h"

namespace rollcall::sim::redis {
namespace {

// Adding zero makes a negative zero positive and changes nothing else.
double without_sign_of_zero(double score) { return score + 0.0; }

// A score as a packed word.
class ScoreWord {
 public:
  explicit ScoreWord(double score) { std::memcpy(bytes_.data(), &score, sizeof score); }
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, sizeof(double)> bytes_;
};

}  // namespace

SortedSet::SortedSet(const SortedSet& other)
    : packed_(other.packed_),
      tree_(other.tree_ ? std::make_unique<ScoreTree>(*other.tree_) : nullptr),
      packed_pairs_(other.packed_pairs_),
      compact_(other.compact_) {}

SortedSet& SortedSet::operator=(SortedSet other) noexcept {
  packed_ = std::move(other.packed_);
  tree_ = std::move(other.tree_);
  packed_pairs_ = other.packed_pairs_;
  compact_ = other.compact_;
  return *this;
}

std::optional<double> SortedSet::score_of(std::string_view member) const {
  if (tree_) return tree_->score_of(member);
  const auto rank = rank_of(member);
  if (!rank) return std::nullopt;
  return at(*rank).score;
}

std::optional<std::size_t> SortedSet::rank_of(std::string_view member) const {
  if (tree_) return tree_->rank_of(member);
  std::size_t rank = 0;
  for (std::size_t at = 0; at < packed_.end(); at = next(at), ++rank) {
    if (packed_.at(at) == member) return rank;
  }
  return std::nullopt;
}

SortedSet::Element SortedSet::at(std::size_t rank) const {
  ROLLCALL_CHECK(rank < size(), "a sorted set has no such rank");
  return tree_ ? seen(tree_->at(rank)) : packed_element(place_of(rank));
}

void SortedSet::set(std::string_view member, double score) {
  if (compact_) score = without_sign_of_zero(score);
  const ScoreWord word(score);
  if (!tree_ && !packed_.has_room_for(member, word.text())) move_into_tree();
  if (tree_) return tree_->set(member, score);
  erase(member);
  const Element element{member, score};
  const std::size_t place =
      place_of(count_while([&](const Element& other) { return ScoreOrder{}(other, element); }));
  packed_.insert(place, word.text());
  packed_.insert(place, member);
  ++packed_pairs_;
}

bool SortedSet::erase(std::string_view member) {
  const auto rank = rank_of(member);
  if (rank) erase(RankRange{*rank, *rank + 1});
  return rank.has_value();
}

void SortedSet::erase(RankRange range) {
  if (tree_) return tree_->erase(range);
  packed_.erase(place_of(range.first), place_of(range.last));
  packed_pairs_ -= static_cast<std::uint32_t>(range.size());
}

void SortedSet::leave_compact_form() {
  compact_ = false;
  if (!tree_) move_into_tree();
}

void SortedSet::compact_if_small(CompactMost most) {
  bool small = size() <= most.elements;
  if (small) for_each(all(), [&](const Element& it) { small &= it.member.size() <= most.bytes; });
  if (small) hold_compactly();
}

// Adds all anew, as far as they fit.
void SortedSet::hold_compactly() {
  SortedSet compact;
  for_each(all(), [&](const Element& it) { compact.set(it.member, it.score); });
  *this = std::move(compact);
}

SortedSet::Element SortedSet::packed_element(std::size_t place) const {
  Element element{packed_.at(place), 0};
  std::memcpy(&element.score, packed_.at(packed_.behind(place)).data(), sizeof element.score);
  return element;
}

std::size_t SortedSet::place_of(std::size_t rank) const {
  std::size_t place = 0;
  for (; rank > 0; --rank) place = next(place);
  return place;
}

void SortedSet::move_into_tree() {
  auto tree = std::make_unique<ScoreTree>();
  for_each(all(), [&](const Element& it) { tree->set(it.member, it.score); });
  tree_ = std::move(tree);
  packed_.clear();
  packed_pairs_ = 0;
}

void write(SnapshotWriter& out, const SortedSet& set) {
  out.count(set.size());
  set.for_each(set.all(), [&](const SortedSet::Element& element) {
    out.text(element.member);
    out.number(element.score);
  });
}

void read(SnapshotReader& in, SortedSet& set) {
  set.leave_compact_form();
  for (auto count = in.count(); count > 0; --count) {
    const std::string_view member = in.text();
    const auto score = in.number<double>();
    in.expect(!std::isnan(score) && !set.score_of(member));
    if (in.refused()) return;
    set.set(member, score);
  }
}

}  // namespace rollcall::sim::redis
