#include "scenarios/fingerprint.h"

#include <gtest/gtest.h>

#include "scenarios/arbitrary_case.h"
#include "scenarios/build_id.h"

namespace rollcall::scenarios {
namespace {

TEST(Fingerprint, NamesEverythingThatRunsInsideTheWorld) {
  const std::string text = program_fingerprint();
  for (const char* part : {"rollcall ", "format 1", "SQLite 3.", "Lua 5.1", "hiredis "}) {
    EXPECT_NE(text.find(part), text.npos) << text;
  }
  EXPECT_NE(text.find(build_id()), text.npos);
  EXPECT_EQ(build_id().size(), 16U);
}

TEST(Fingerprint, ChangesWithTheCaseButNotWithWhatItShowed) {
  Case value = sample_case();
  const std::string before = fingerprint(value);
  value.shown = Shown{.property = "right_user", .verdict = "broken", .trace = 1};
  EXPECT_EQ(fingerprint(value), before);
  value.clients[0].operations[0].name = "Adi";
  EXPECT_NE(fingerprint(value), before);
}

}  // namespace
}  // namespace rollcall::scenarios
