#include "sim/redis/list.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <string>

namespace rollcall::sim::redis {
namespace {

void step(List& list, std::deque<std::string>& model) {
  const std::string element(*rc::gen::inRange<std::size_t>(0, 20), *rc::gen::arbitrary<char>());
  const auto at = *rc::gen::inRange<std::size_t>(0, model.size() + 1);
  switch (*rc::gen::inRange(0, model.empty() ? 3 : 5)) {
    case 0:
      list.push_front(ShortString(element));
      return model.push_front(element);
    case 1:
      list.push_back(ShortString(element));
      return model.push_back(element);
    case 2:
      list.insert(at, ShortString(element));
      model.insert(model.begin() + static_cast<std::ptrdiff_t>(at), element);
      return;
    case 3:
      RC_ASSERT(list.pop_front() == model.front());
      return model.pop_front();
    default:
      RC_ASSERT(list.pop_back() == model.back());
      return model.pop_back();
  }
}

RC_GTEST_PROP(Lists, behave_as_a_deque, ()) {
  List list;
  std::deque<std::string> model;
  const int steps = *rc::gen::inRange(0, 200);
  for (int count = 0; count < steps; ++count) {
    step(list, model);
    RC_ASSERT(list.size() == model.size());
  }
  const List copy = list;
  std::deque<std::string> contents;
  copy.for_each([&](std::string_view element) { contents.emplace_back(element); });
  RC_ASSERT(contents == model);
}

TEST(Lists, that_have_shrunk_keep_their_elements) {
  List list;
  for (int count = 0; count < 1000; ++count) list.push_front(ShortString(std::to_string(count)));
  for (int count = 0; count < 995; ++count) static_cast<void>(list.pop_front());
  ASSERT_EQ(list.size(), 5U);
  for (std::size_t at = 0; at < 5; ++at) EXPECT_EQ(list[at], std::to_string(4 - at));
}

}  // namespace
}  // namespace rollcall::sim::redis
