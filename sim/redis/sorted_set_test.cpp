// The sorted set against a sorted vector.
#include "sim/redis/sorted_set.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::sim::redis {
namespace {

using Naive = std::vector<std::pair<double, std::string>>;

Naive contents(const SortedSet& set, RankRange range) {
  Naive elements;
  set.for_each(range, [&](const SortedSet::Element& element) {
    elements.emplace_back(element.score, element.member);
  });
  return elements;
}

std::string any_member() { return std::to_string(*rc::gen::inRange(0, 60)); }

double any_score() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return *rc::gen::element(-infinity, -1.5, 0.0, 1.0, 1.5, 2.0, 1e17, infinity);
}

RankRange any_range(std::size_t size) {
  const auto first = *rc::gen::inRange<std::size_t>(0, size + 1);
  return {first, *rc::gen::inRange<std::size_t>(first, size + 1)};
}

void erase_member(Naive& naive, const std::string& member) {
  std::erase_if(naive, [&](const auto& element) { return element.second == member; });
}

// Packed until it grows, or a tree from the beginning.
SortedSet any_empty_set() {
  SortedSet set;
  if (*rc::gen::arbitrary<bool>()) set.leave_compact_form();
  return set;
}

void change(SortedSet& set, Naive& naive) {
  const std::string member = any_member();
  const int action = *rc::gen::inRange(0, 8);
  if (action == 0) {
    const RankRange range = any_range(std::min<std::size_t>(naive.size(), 4));
    set.erase(range);
    naive.erase(naive.begin() + static_cast<std::ptrdiff_t>(range.first),
                naive.begin() + static_cast<std::ptrdiff_t>(range.last));
  } else if (action < 3) {
    const std::size_t before = naive.size();
    erase_member(naive, member);
    RC_ASSERT(set.erase(member) == (naive.size() < before));
  } else {
    const double score = any_score();
    set.set(member, score);
    erase_member(naive, member);
    naive.emplace_back(score, member);
    std::sort(naive.begin(), naive.end());
  }
}

void expect_equal(const SortedSet& set, const Naive& naive) {
  RC_ASSERT(set.size() == naive.size());
  RC_ASSERT(contents(set, set.all()) == naive);
  for (std::size_t rank = 0; rank < naive.size(); ++rank) {
    const auto& [score, member] = naive[rank];
    RC_ASSERT(set.at(rank).member == member);
    RC_ASSERT(set.rank_of(member) == rank);
    RC_ASSERT(set.score_of(member) == score);
  }
  const std::string member = any_member();
  const bool present = std::any_of(naive.begin(), naive.end(),
                                   [&](const auto& element) { return element.second == member; });
  RC_ASSERT(set.score_of(member).has_value() == present);

  const RankRange range = any_range(naive.size());
  RC_ASSERT(contents(set, range) == Naive(naive.begin() + static_cast<std::ptrdiff_t>(range.first),
                                          naive.begin() + static_cast<std::ptrdiff_t>(range.last)));
  const double limit = any_score();
  const auto below = std::count_if(naive.begin(), naive.end(),
                                   [&](const auto& element) { return element.first < limit; });
  RC_ASSERT(set.count_while([&](const auto& element) { return element.score < limit; }) ==
            static_cast<std::size_t>(below));
}

RC_GTEST_PROP(SortedSet, equals_a_sorted_vector_after_any_changes, ()) {
  SortedSet set = any_empty_set();
  Naive naive;
  const int changes = *rc::gen::inRange(0, 200);
  for (int step = 0; step < changes; ++step) change(set, naive);
  expect_equal(set, naive);
}

RC_GTEST_PROP(SortedSet, scan_visits_whatever_is_there_all_the_time, ()) {
  SortedSet set = any_empty_set();
  for (int i = 0; i < 40; ++i) set.set("stays" + std::to_string(i), any_score());
  Naive others;
  std::vector<std::string> visited;
  std::uint64_t cursor = 0;
  do {
    cursor =
        set.scan(cursor, 5, [&](const auto& element) { visited.emplace_back(element.member); });
    const std::string member = any_member();
    if (*rc::gen::arbitrary<bool>()) {
      set.set(member, any_score());
    } else {
      set.erase(member);
    }
    set.set("stays" + std::to_string(*rc::gen::inRange(0, 40)), any_score());
  } while (cursor != 0);
  for (int i = 0; i < 40; ++i) {
    RC_ASSERT(std::ranges::count(visited, "stays" + std::to_string(i)) == 1);
  }
}

RC_GTEST_PROP(SortedSet, comes_back_from_a_snapshot, ()) {
  SortedSet set = any_empty_set();
  Naive naive;
  const int changes = *rc::gen::inRange(0, 300);
  for (int step = 0; step < changes; ++step) change(set, naive);
  SnapshotWriter writer;
  write(writer, set);
  SortedSet loaded;
  SnapshotReader reader(writer.bytes);
  read(reader, loaded);
  expect_equal(loaded, naive);
}

TEST(SortedSet, of_a_hundred_thousand_elements_stays_shallow) {
  SortedSet set;
  for (int i = 0; i < 100'000; ++i) set.set(std::to_string(i), i);
  std::size_t comparisons = 0;
  EXPECT_EQ(set.count_while([&](const auto& element) {
    ++comparisons;
    return element.score < 77'777;
  }),
            77'777U);
  EXPECT_LT(comparisons, 60U);
}

TEST(SortedSet, keeps_a_negative_zero_only_outside_the_compact_form) {
  SortedSet set;
  set.set("early", -0.0);
  for (int i = 0; i < 127; ++i) set.set(std::to_string(i), 1);
  set.leave_compact_form();
  set.set("late", -0.0);
  EXPECT_FALSE(std::signbit(*set.score_of("early")));
  EXPECT_TRUE(std::signbit(*set.score_of("late")));

  set.compact_if_small({.elements = 128, .bytes = 64});
  EXPECT_FALSE(set.is_compact());
  set.erase("0");
  set.compact_if_small({.elements = 128, .bytes = 64});
  EXPECT_TRUE(set.is_compact());
  EXPECT_FALSE(std::signbit(*set.score_of("late")));
}

}  // namespace
}  // namespace rollcall::sim::redis
