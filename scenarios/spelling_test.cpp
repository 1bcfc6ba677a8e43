#include "scenarios/spelling.h"

#include <gtest/gtest.h>

namespace rollcall::scenarios {
namespace {

constexpr std::string_view keys[] = {"pool", "pool_wait", "busy_timeout", "seed"};

TEST(Spelling, GuessesWhatWasMeant) {
  EXPECT_EQ(nearest("busy_timeot", keys), "busy_timeout");
  EXPECT_EQ(nearest("sed", keys), "seed");
  EXPECT_EQ(nearest("poolwait", keys), "pool_wait");
  EXPECT_EQ(nearest("busy", keys), "busy_timeout");
}

TEST(Spelling, DoesNotGuessWildly) {
  EXPECT_EQ(nearest("colour", keys), std::nullopt);
  EXPECT_EQ(nearest("", keys), std::nullopt);
  EXPECT_EQ(nearest(std::string(1'000'000, 'x'), keys), std::nullopt);
}

TEST(Spelling, AlwaysSaysWhatIsAllowed) {
  EXPECT_EQ(suggestion("colour", keys), "allowed: pool, pool_wait, busy_timeout, seed");
  EXPECT_EQ(suggestion("sed", keys),
            "did you mean \"seed\"? (allowed: pool, pool_wait, busy_timeout, seed)");
}

}  // namespace
}  // namespace rollcall::scenarios
