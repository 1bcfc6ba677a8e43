#include "scenarios/toml_value.h"

#include <gtest/gtest.h>

namespace rollcall::scenarios {
namespace {

std::string complaint(std::string_view text) {
  const std::expected<TomlValue, InputError> value = parse_toml(text, "x.toml");
  return value ? "none" : to_string(value.error());
}

std::string repeated(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(TomlValue, KeepsTheOrderOfTheFileAndThePlaces) {
  const auto document = parse_toml("b = 1\na = [true, { c = \"x\" }]\n", "x.toml");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->entries[0].key, "b");
  EXPECT_EQ(document->entries[1].key, "a");
  EXPECT_EQ(locate(*document, "a.1.c"), (Position{2, 18}));
  EXPECT_EQ(locate(*document, "a.1.missing"), (Position{2, 12}));
  EXPECT_EQ(locate(*document, "a.7"), (Position{2, 5}));
  EXPECT_EQ(locate(*document, ""), (Position{1, 1}));
}

TEST(TomlValue, SaysWhatIsNoTomlAndWhere) {
  EXPECT_TRUE(complaint("a = \n").starts_with("x.toml:1:5: this is not TOML: "))
      << complaint("a = \n");
  EXPECT_TRUE(complaint("a = 1\na = 2\n").starts_with("x.toml:2:5: "))
      << complaint("a = 1\na = 2\n");
}

TEST(TomlValue, DeepNestingIsRefusedWithoutExhaustingTheStack) {
  EXPECT_NE(complaint("a = " + repeated("[", 100'000)), "none");
  EXPECT_NE(complaint("a = [\n" + repeated("[\n", 100'000)), "none");
  EXPECT_NE(complaint(repeated("a.", 1'000) + "a = 1"), "none");
  EXPECT_NE(complaint("[" + repeated("a.", 1'000) + "a]"), "none");
  EXPECT_NE(complaint("x = \"\"\"\n\"" + repeated("\\\"", 8) + "\"\"\" \n" + repeated("a.", 2'000) +
                      "a = 1"),
            "none");
  EXPECT_NE(complaint("x = '\\'\n" + repeated("a.", 2'000) + "a = 1"), "none");
}

TEST(TomlValue, DotsInStringsAndCommentsAreFree) {
  const std::string dots = repeated(".", 100);
  EXPECT_EQ(complaint("a = \"" + dots + "\" # " + dots + "\nb = '" + dots + "'\n"), "none");
  EXPECT_EQ(complaint("a = \"\"\"\n" + dots + "\n\"" + dots + "\"\"\"\"\"\nb = 1\n"), "none");
}

TEST(TomlValue, LongLinesAndLargeFilesAreRefused) {
  EXPECT_TRUE(complaint("a = \"" + repeated("x", 5'000) + "\"").starts_with("x.toml:1:4097: "));
  EXPECT_EQ(complaint(repeated("# comment\n", 500'000)),
            "x.toml: the file is larger than 4 MiB: split it into several");
}

TEST(InputError, IsOnePrintableLineWhateverTheFileHeld) {
  const InputError error{"a\nb", 1, 2, "what\x1b[31m", "right\r\n"};
  EXPECT_EQ(to_string(error), "a\\x0ab:1:2: what\\x1b[31m: right\\x0d\\x0a");
}

TEST(Problems, KeepTheFirstInTheFile) {
  Problems problems;
  EXPECT_FALSE(problems.any());
  problems.add({3, 1}, "late");
  problems.add({2, 9}, "early");
  problems.add({2, 9}, "same place, later found");
  EXPECT_EQ(problems.first("f").what, "early");
}

}  // namespace
}  // namespace rollcall::scenarios
