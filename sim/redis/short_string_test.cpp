#include "sim/redis/short_string.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "sim/redis/keyspace.h"

namespace rollcall::sim::redis {
namespace {

RC_GTEST_PROP(ShortStrings, are_what_was_put_into_them_last, ()) {
  std::vector<std::string> model(4);
  std::vector<ShortString> strings(4);
  for (int step = 0; step < 30; ++step) {
    const auto to = *rc::gen::inRange<std::size_t>(0, model.size());
    const auto from = *rc::gen::inRange<std::size_t>(0, model.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        model[to].assign(*rc::gen::inRange<std::size_t>(0, 34), *rc::gen::arbitrary<char>());
        strings[to] = ShortString(model[to]);
        break;
      case 1:
        model[to] = model[from];
        strings[to] = strings[from];
        break;
      default:
        std::swap(model[to], model[from]);
        std::swap(strings[to], strings[from]);
    }
    for (std::size_t at = 0; at < model.size(); ++at) RC_ASSERT(strings[at] == model[at]);
  }
}

// What a server of a hundred thousand keys consists of; a field more doubles a gap.
TEST(MemoryOfKeys, has_no_gaps) {
  EXPECT_EQ(sizeof(ShortString), 16U);
  EXPECT_EQ(sizeof(Database::Keys::Slot), 72U);
  EXPECT_EQ(sizeof(Hash), 40U);
  EXPECT_EQ(sizeof(List), 32U);
  EXPECT_EQ(sizeof(SortedSet), 40U);
}

}  // namespace
}  // namespace rollcall::sim::redis
