#include "sim/redis/set_value.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace rollcall::sim::redis {
namespace {

std::vector<std::string> contents(const Set& set) {
  std::vector<std::string> members;
  set.for_each([&](std::string_view member) { members.emplace_back(member); });
  return members;
}

// At the edges of each width, others nearby, and now and then what is no number.
std::string any_member(bool only_numbers) {
  if (!only_numbers && *rc::gen::inRange(0, 30) == 0) {
    return *rc::gen::element<std::string>("word", "01", "-0", "", "9223372036854775808");
  }
  const std::int64_t edge = *rc::gen::element<std::int64_t>(
      0, 0, std::numeric_limits<std::int16_t>::max(), std::numeric_limits<std::int16_t>::min(),
      std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min(),
      std::numeric_limits<std::int64_t>::max() - 30, std::numeric_limits<std::int64_t>::min() + 30);
  return std::to_string(edge + *rc::gen::inRange(-30, 30));
}

RC_GTEST_PROP(Sets, behave_as_a_set, ()) {
  Set set;
  std::set<std::string> model;
  const bool only_numbers = *rc::gen::arbitrary<bool>();
  const int steps = *rc::gen::inRange(0, 300);
  for (int count = 0; count < steps; ++count) {
    const std::string member = any_member(only_numbers);
    if (*rc::gen::inRange(0, 5) < 2) {
      RC_ASSERT(set.erase(member) == (model.erase(member) == 1));
    } else {
      RC_ASSERT(set.insert(member) == model.insert(member).second);
    }
    RC_ASSERT(set.size() == model.size());
    RC_ASSERT(set.contains(member) == model.contains(member));
  }
  if (*rc::gen::arbitrary<bool>()) set.set_flag(true);
  const Set copy = set;
  RC_ASSERT(copy.flag() == set.flag());
  std::vector<std::string> members = contents(copy);
  std::vector<std::size_t> numbers(members.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  RC_ASSERT(copy.at(numbers) == members);
  std::ranges::sort(members);
  RC_ASSERT(std::ranges::equal(members, model));
}

TEST(SetOfNumbers, ascends_until_it_is_too_large_to_be_packed) {
  Set set;
  for (int number = 2000; number > 1000; --number) set.insert(std::to_string(number));
  std::vector<std::string> members = contents(set);
  EXPECT_EQ(members.front(), "1001");
  EXPECT_EQ(members.back(), "2000");
  for (int number = 1000; number > 0; --number) EXPECT_TRUE(set.insert(std::to_string(number)));
  EXPECT_EQ(set.size(), 2000U);
  EXPECT_FALSE(set.insert("1500"));
  EXPECT_TRUE(set.contains("1"));
}

}  // namespace
}  // namespace rollcall::sim::redis
