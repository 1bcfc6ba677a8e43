// The hash of strings against clients who choose what is hashed.
#include "sim/redis/hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "sim/redis/sorted_set.h"

namespace rollcall::sim::redis {
namespace {

std::uint64_t inverse_of(std::uint64_t odd) {
  std::uint64_t inverse = odd;
  for (int digits = 3; digits < 64; digits *= 2) inverse *= 2 - odd * inverse;
  return inverse;
}

// Eight bytes whose unkeyed XXH3 is `hash`: for that length it is a chain of steps that can each
// be undone.
std::string member_of_xxh3(std::uint64_t hash) {
  constexpr std::uint64_t key = 0x1cad21f72c81017c ^ 0xdb979083e96dd4de;
  const std::uint64_t inverse = inverse_of(0x9fb21c651e98df25);
  hash ^= hash >> 28 ^ hash >> 56;
  hash *= inverse;
  hash ^= (hash >> 35) + 8;
  hash *= inverse;
  for (int i = 0; i < 63; ++i) hash ^= std::rotl(hash, 49) ^ std::rotl(hash, 24);
  const std::uint64_t bytes = std::rotl(hash ^ key, 32);
  std::string member(sizeof bytes, 0);
  std::memcpy(member.data(), &bytes, sizeof bytes);
  return member;
}

TEST(Hash, is_siphash_1_3) {
  const auto hash_of_first = [](int size) {
    std::string text;
    for (int byte = 0; byte < size; ++byte) text += static_cast<char>(byte);
    return hash_of(text);
  };
  EXPECT_EQ(hash_of_first(1), 0x8e01e473);  // with the key 0, as CPython's with PYTHONHASHSEED=0
  EXPECT_EQ(hash_of_first(7), 0xc751325a);
  EXPECT_EQ(hash_of_first(8), 0x7ebe2eea);
  EXPECT_EQ(hash_of_first(9), 0x95124362);
  EXPECT_EQ(hash_of_first(16), 0x33a5c5b7);
  EXPECT_EQ(hash_of_first(33), 0xdfa4c9f6);
  EXPECT_NE(hash_of(std::string("\0", 1)), hash_of(""));
}

class OtherKey : public testing::Test {
 protected:
  ~OtherKey() override { set_hash_key({}); }
};

TEST_F(OtherKey, gives_other_hashes) {
  const std::uint32_t before = hash_of("member");
  set_hash_key({1, 0});
  const std::uint32_t low = hash_of("member");
  set_hash_key({0, 1});
  const std::uint32_t high = hash_of("member");
  EXPECT_NE(low, before);
  EXPECT_NE(high, before);
  EXPECT_NE(high, low);
}

// The members of a set from whose middle some went for others to come, as scans show them.
std::vector<std::string> scanned() {
  SortedSet set;
  set.leave_compact_form();
  const auto add = [&](int first, int last) {
    for (int number = first; number < last; ++number) set.set(std::to_string(number), number % 10);
  };
  add(0, 200);
  set.erase({50, 150});
  add(200, 260);
  std::vector<std::string> members;
  set.scan(0, 1000,
           [&](const SortedSet::Element& element) { members.emplace_back(element.member); });
  return members;
}

TEST_F(OtherKey, changes_no_order_of_scans) {
  const std::vector<std::string> before = scanned();
  set_hash_key({1, 2});
  EXPECT_EQ(scanned(), before);
}

TEST(Hash, of_members_that_collide_without_a_key_differs) {
  std::vector<std::uint32_t> hashes;
  for (std::uint64_t number = 1; number <= 100'000; ++number) {
    hashes.push_back(hash_of(member_of_xxh3(number << 32 | 0x12345678)));
  }
  std::ranges::sort(hashes);
  const auto again = std::ranges::unique(hashes);
  EXPECT_LT(again.size(), 10U);  // of 100,000 random ones 1.2 are expected
}

TEST(Hash, in_the_order_of_the_scores_makes_no_sorted_set_too_deep_for_the_stack) {
  constexpr std::uint32_t members = 300'000;
  SortedSet set;
  for (std::uint32_t number = 0; number < members; ++number) {
    const std::uint64_t hash = std::uint64_t{number} << 32 | number * (UINT32_MAX / members);
    set.set(member_of_xxh3(hash), number);
  }
  std::size_t visited = 0;
  set.for_each(set.all(), [&](const SortedSet::Element& element) {
    EXPECT_EQ(element.score, static_cast<double>(visited++));
  });
  EXPECT_EQ(visited, members);
  set.erase({1000, members});
  EXPECT_EQ(set.size(), 1000U);
  set.erase(set.all());
  EXPECT_TRUE(set.empty());
}

}  // namespace
}  // namespace rollcall::sim::redis
