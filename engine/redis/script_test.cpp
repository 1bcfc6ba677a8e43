#include "engine/redis/script.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(Script, KeepsTheLeadingZerosOfItsDigest) {
  EXPECT_EQ(Script("zero", "return 0").sha1(), "06d3d9b2060dd51343d5f19f0e531f15c507e3d1");
}

TEST(Script, IsNamedByTheSha1OfItsText) {
  // The examples of FIPS 180-4.
  EXPECT_EQ(Script("empty", "").sha1(), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(Script("short", "abc").sha1(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(Script("long", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").sha1(),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

}  // namespace
}  // namespace rollcall
