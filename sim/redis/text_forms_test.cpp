// Numbers, patterns, digests and lines, each against known answers.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/glob.h"
#include "sim/redis/inline_request.h"
#include "sim/redis/numbers.h"
#include "sim/redis/sha1.h"

namespace rollcall::sim::redis {
namespace {

std::string digest_of(std::string_view text) {
  const ScriptDigest digest = sha1_hex(text);
  return {digest.begin(), digest.end()};
}

TEST(Numbers, are_read_in_their_canonical_form_only) {
  EXPECT_EQ(parse_integer("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(parse_integer("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(parse_integer("0"), 0);
  for (const char* const text : {"", "-", "+1", "01", "-0", " 1", "1 ", "1.0", "0x1", "--1",
                                 "9223372036854775808", "-9223372036854775809"}) {
    EXPECT_FALSE(parse_integer(text)) << text;
  }
}

TEST(Numbers, are_written_with_seventeen_digits_at_the_most) {
  std::string text;
  append_double(text, 0.1);
  text += ' ';
  append_double(text, 1e20);
  text += ' ';
  append_double(text, 3);
  EXPECT_EQ(text, "0.10000000000000001 1e+20 3");
}

TEST(Glob, knows_stars_marks_sets_and_quotes) {
  EXPECT_TRUE(glob_matches("user:*", "user:1"));
  EXPECT_FALSE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_TRUE(glob_chooses("*", ""));
  EXPECT_FALSE(glob_chooses("**", ""));
  EXPECT_TRUE(glob_matches("h?llo", "hello"));
  EXPECT_TRUE(glob_matches("h[ae]llo", "hallo"));
  EXPECT_FALSE(glob_matches("h[^e]llo", "hello"));
  EXPECT_TRUE(glob_matches("h[c-a]llo", "hbllo"));
  EXPECT_TRUE(glob_matches("a\\*b", "a*b"));
  EXPECT_FALSE(glob_matches("a\\*b", "axb"));
  EXPECT_FALSE(glob_matches("h?llo", "hllo"));
  EXPECT_TRUE(glob_matches("**a*b**", "xxaxxbxx"));
}

TEST(Glob, ends_soon_on_a_hostile_pattern) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "a*";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(2000, 'a')));
}

TEST(Sha1, matches_the_standards_examples) {
  EXPECT_EQ(digest_of(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(digest_of("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

TEST(InlineRequest, splits_words_and_takes_quotes_off) {
  const auto words = split_inline_request("set  \"a \\x41\\n\"  'b\\'s' c");
  ASSERT_TRUE(words);
  EXPECT_EQ(*words, (std::vector<std::string>{"set", "a A\n", "b's", "c"}));
  EXPECT_FALSE(split_inline_request("get \"a"));
  EXPECT_FALSE(split_inline_request("get \"a\"b"));
}

}  // namespace
}  // namespace rollcall::sim::redis
