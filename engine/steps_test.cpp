#include "engine/steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace rollcall {
namespace {

TEST(Steps, HaveDifferentNamesOfNounAndVerb) {
  std::set<std::string_view> names;
  for (const Step& step : all_steps) {
    EXPECT_TRUE(names.insert(step.name).second) << step.name;
    EXPECT_EQ(std::ranges::count(step.name, '.'), 1) << step.name;
    EXPECT_FALSE(step.meaning.empty()) << step.name;
  }
}

}  // namespace
}  // namespace rollcall
