#include "sim/redis/hash_value.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::sim::redis {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs contents(const Hash& hash) {
  Pairs pairs;
  hash.for_each(
      [&](std::string_view field, std::string_view value) { pairs.emplace_back(field, value); });
  return pairs;
}

// The same step on the hash and on the model, a plain vector in order of insertion. Some words are
// too long for the packed form.
void step(Hash& hash, Pairs& model, int fields) {
  const std::string field = std::to_string(*rc::gen::inRange(0, fields));
  const auto found = std::ranges::find(model, field, &Pairs::value_type::first);
  if (*rc::gen::inRange(0, 5) < 2) {
    RC_ASSERT(hash.erase(field) == (found != model.end()));
    if (found != model.end()) model.erase(found);
    return;
  }
  const std::string value(*rc::gen::inRange<std::size_t>(0, 257), *rc::gen::arbitrary<char>());
  RC_ASSERT(hash.set(field, value) == (found == model.end()));
  if (found == model.end()) {
    model.emplace_back(field, value);
  } else {
    found->second = value;
  }
}

RC_GTEST_PROP(Hashes, behave_as_a_vector_in_order_of_insertion, ()) {
  Hash hash;
  Pairs model;
  const int fields = *rc::gen::element(5, 60, 200);
  const int steps = *rc::gen::inRange(0, 200);
  for (int count = 0; count < steps; ++count) {
    step(hash, model, fields);
    RC_ASSERT(hash.size() == model.size());
  }
  const Hash copy = hash;
  RC_ASSERT(contents(copy) == model);
  for (int field = 0; field < fields; ++field) {
    const std::string wanted = std::to_string(field);
    const auto found = std::ranges::find(model, wanted, &Pairs::value_type::first);
    const auto value = hash.find(wanted);
    RC_ASSERT(value.has_value() == (found != model.end()));
    if (value) RC_ASSERT(*value == found->second);
  }
}

// Whatever form it takes on the way.
RC_GTEST_PROP(Hashes, are_scanned_from_the_newest_to_the_oldest, ()) {
  Hash hash;
  const int size = *rc::gen::inRange(1, 60);
  const std::string value(*rc::gen::element<std::size_t>(1, 200), 'v');
  for (int field = 0; field < size; ++field) hash.set("stays" + std::to_string(field), value);
  std::vector<std::string> seen;
  std::uint64_t cursor = 0;
  do {
    cursor = hash.scan(cursor, 7, [&](std::string_view field, std::string_view) {
      if (field.starts_with("stays")) seen.emplace_back(field);
    });
    const int visitors = *rc::gen::inRange(0, 50);
    for (int i = 0; i < visitors; ++i) hash.set("visitor" + std::to_string(i), value);
    for (int i = 0; i < visitors; ++i) hash.erase("visitor" + std::to_string(i));
  } while (cursor != 0);
  RC_ASSERT(std::ssize(seen) == size);
  for (int field = 0; field < size; ++field) {
    RC_ASSERT(seen[static_cast<std::size_t>(size - 1 - field)] == "stays" + std::to_string(field));
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
