#include "engine/digest.h"

#include <gtest/gtest.h>

#include "engine/iso_time.h"
#include "engine/user_id.h"

namespace rollcall {
namespace {

TEST(Digests, DependOnEveryPartAndItsBounds) {
  EXPECT_EQ(digest({"ab", "c"}), digest({"ab", "c"}));
  EXPECT_NE(digest({"ab", "c"}), digest({"a", "bc"}));
  EXPECT_NE(digest({"ab"}), digest({"ab", ""}));
  EXPECT_NE(digest({"2:ab"}), digest({"ab"}));
  EXPECT_EQ(digest({}).size(), 64U);
}

TEST(Digests, AreBlake2b) {
  // BLAKE2b-256 of no input, as b2sum -l 256 prints it.
  EXPECT_EQ(digest({}), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST(HexText, HasTwoDigitsPerByte) {
  EXPECT_EQ(to_hex(std::string_view("\x00\x0f\xff", 3)), "000fff");
}

TEST(UserIds, HaveOneSpelling) {
  EXPECT_EQ(parse_user_id("1"), 1);
  EXPECT_EQ(parse_user_id("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"", "0", "-1", "+1", "01", "1 ", " 1", "1x", "9223372036854775808",
                           "phone:+4930901820", "next"}) {
    EXPECT_EQ(parse_user_id(text), std::nullopt) << text;
  }
  EXPECT_EQ(to_handle(42), "42");
}

TEST(IsoTime, IsUtcToTheMicrosecond) {
  using namespace std::chrono;
  EXPECT_EQ(iso_time(sys_days(2024y / February / 29) + 12h + 1us), "2024-02-29T12:00:00.000001");
  EXPECT_EQ(iso_time(WallTime(-1ns)), "1969-12-31T23:59:59.999999");
}

}  // namespace
}  // namespace rollcall
