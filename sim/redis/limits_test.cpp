// What is said to be missing is what is missing.
#include "sim/redis/limits.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/redis/fidelity/known_differences.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

TEST(Limits, NameExactlyTheCommandsOfRedisThatTheModelDoesNotKnow) {
  std::vector<std::string> named;
  for (const NotModelled& group : not_modelled()) {
    for (const std::string_view command : group.commands) named.push_back(lower_case(command));
  }
  std::ranges::sort(named);
  EXPECT_EQ(named, commands_not_modelled());
}

}  // namespace
}  // namespace rollcall::sim::redis
