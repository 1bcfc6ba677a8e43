#include "sim/redis/packed_words.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace rollcall::sim::redis {
namespace {

std::size_t place_of(const PackedWords& words, std::size_t number) {
  std::size_t place = 0;
  for (; number > 0; --number) place = words.behind(place);
  return place;
}

RC_GTEST_PROP(PackedWords, are_a_row_of_words, ()) {
  PackedWords words;
  std::vector<std::string> model;
  for (int steps = *rc::gen::inRange(0, 40); steps > 0; --steps) {
    const std::string word(*rc::gen::element<std::size_t>(0, 1, 8, 127, 128, 255),
                           *rc::gen::arbitrary<char>());
    const auto at = *rc::gen::inRange<std::size_t>(0, model.size() + 1);
    const auto where = model.begin() + static_cast<std::ptrdiff_t>(at);
    const int action = *rc::gen::inRange(0, 4);
    if (action < 2 || at == model.size()) {
      words.insert(place_of(words, at), word);
      model.insert(where, word);
    } else if (action == 2) {
      words.replace(place_of(words, at), word);
      *where = word;
    } else {
      words.erase(place_of(words, at), place_of(words, at + 1));
      model.erase(where);
    }
    std::vector<std::string> contents;
    for (std::size_t place = 0; place < words.end(); place = words.behind(place)) {
      contents.emplace_back(words.at(place));
    }
    RC_ASSERT(contents == model);
  }
}

TEST(PackedWords, have_room_for_short_words_while_they_are_few) {
  PackedWords words;
  const std::string longest(255, 'x');
  EXPECT_TRUE(words.has_room_for(longest, longest));
  EXPECT_FALSE(words.has_room_for(longest + "x", ""));
  while (words.has_room_for(longest, longest)) words.insert(words.end(), longest);
  EXPECT_LE(words.end(), 8192U);
  EXPECT_TRUE(words.has_room_for("a", "b"));
}

}  // namespace
}  // namespace rollcall::sim::redis
