#include "sim/redis/ordered_map.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::sim::redis {
namespace {

using Pairs = std::vector<std::pair<std::string, int>>;

Pairs contents(const OrderedMap<int>& map) {
  Pairs pairs;
  map.for_each([&](std::string_view key, int value) { pairs.emplace_back(key, value); });
  return pairs;
}

// The same operation on the map and on the model, a plain vector in order of insertion.
void apply(OrderedMap<int>& map, Pairs& model) {
  const std::string key = std::to_string(*rc::gen::inRange(0, 60));
  const auto found =
      std::find_if(model.begin(), model.end(), [&](const auto& pair) { return pair.first == key; });
  if (*rc::gen::inRange(0, 5) < 2) {
    RC_ASSERT(map.erase(key) == (found != model.end()));
    if (found != model.end()) model.erase(found);
    return;
  }
  const int value = *rc::gen::arbitrary<int>();
  const auto inserted = map.insert(key);
  RC_ASSERT(inserted.fresh == (found == model.end()));
  inserted.value = value;
  if (found == model.end()) {
    model.emplace_back(key, value);
  } else {
    found->second = value;
  }
}

RC_GTEST_PROP(OrderedMap, behaves_as_a_vector_in_order_of_insertion, ()) {
  OrderedMap<int> map;
  Pairs model;
  const int steps = *rc::gen::inRange(0, 400);
  for (int step = 0; step < steps; ++step) {
    apply(map, model);
    RC_ASSERT(map.size() == model.size());
  }
  RC_ASSERT(contents(map) == model);
  for (int key = 0; key < 60; ++key) {
    const auto wanted = std::to_string(key);
    const auto found = std::find_if(model.begin(), model.end(),
                                    [&](const auto& pair) { return pair.first == wanted; });
    const int* const value = map.find(wanted);
    RC_ASSERT((value != nullptr) == (found != model.end()));
    if (value != nullptr) RC_ASSERT(*value == found->second);
  }
}

RC_GTEST_PROP(OrderedMap, scans_whatever_stays_and_always_ends, ()) {
  OrderedMap<int> map;
  const int size = *rc::gen::inRange(1, 200);
  for (int key = 0; key < size; ++key) map.insert("stays" + std::to_string(key));
  std::vector<int> seen(static_cast<std::size_t>(size));
  std::uint64_t cursor = 0;
  int calls = 0;
  do {
    cursor = map.scan(cursor, 10, [&](std::string_view key, int) {
      if (key.starts_with("stays"))
        ++seen[static_cast<std::size_t>(std::stoi(std::string(key.substr(5))))];
    });
    const int visitors = *rc::gen::inRange(0, 100);
    for (int i = 0; i < visitors; ++i) map.insert("visitor" + std::to_string(i));
    for (int i = 0; i < visitors; ++i) map.erase("visitor" + std::to_string(i));
    RC_ASSERT(++calls <= size + 1);
  } while (cursor != 0);
  RC_ASSERT(std::count(seen.begin(), seen.end(), 0) == 0);
}

TEST(OrderedMap, finds_keys_again_after_most_of_many_are_gone) {
  OrderedMap<int> map;
  for (int key = 0; key < 10'000; ++key) map.insert(std::to_string(key)).value = key;
  for (int key = 5; key < 10'000; ++key) map.erase(std::to_string(key));
  for (int key = 20'000; key < 30'000; ++key) map.insert(std::to_string(key)).value = key;
  EXPECT_EQ(*map.find("4"), 4);
  EXPECT_EQ(*map.find("29999"), 29'999);
  EXPECT_EQ(map.find("9999"), nullptr);
}

}  // namespace
}  // namespace rollcall::sim::redis
