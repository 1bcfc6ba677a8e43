#include "scenarios/plain_text.h"

#include <gtest/gtest.h>

namespace rollcall::scenarios {
namespace {

TEST(PlainText, IsUtf8WithoutControlCharacters) {
  for (const char* text : {"", "Ada", "Łukasz", "王小明", "\U0001F600", "\"\\#"}) {
    EXPECT_TRUE(is_plain_text(text)) << text;
  }
  for (const char* text : {"\n", "\t", "\x7f", "\xc2\x85"}) EXPECT_FALSE(is_plain_text(text));
}

TEST(PlainText, IsWellFormed) {
  EXPECT_FALSE(is_plain_text("\xff"));
  EXPECT_FALSE(is_plain_text("\x80"));              // no lead byte
  EXPECT_FALSE(is_plain_text("\xc3"));              // cut off
  EXPECT_FALSE(is_plain_text("\xc3x"));             // no continuation
  EXPECT_FALSE(is_plain_text("\xc1\x81"));          // overlong
  EXPECT_FALSE(is_plain_text("\xe0\x81\x81"));      // overlong
  EXPECT_FALSE(is_plain_text("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_plain_text("\xf4\x90\x80\x80"));  // past the last code point
}

TEST(PlainText, IsQuotedForToml) { EXPECT_EQ(quoted("a\"b\\c"), "\"a\\\"b\\\\c\""); }

}  // namespace
}  // namespace rollcall::scenarios
