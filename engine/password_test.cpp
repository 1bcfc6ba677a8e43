#include "engine/password.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "engine/observed_host.h"

namespace rollcall {
namespace {

class Argon2 : public testing::Test {
 protected:
  ObservedHost host_;
  std::unique_ptr<PasswordHasher> hasher_ =
      make_argon2_hasher(host_, {.memory_bytes = 1 << 20, .passes = 1, .at_once = 2});
};

TEST_F(Argon2, AHashMatchesItsPasswordOnly) {
  const std::string hash = hasher_->hash(host_, "correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$")) << hash;
  EXPECT_TRUE(hasher_->matches(host_, hash, "correct horse"));
  EXPECT_FALSE(hasher_->matches(host_, hash, "correct horsf"));
  EXPECT_FALSE(hasher_->matches(host_, hash, ""));
}

TEST_F(Argon2, EqualPasswordsHaveDifferentHashes) {
  EXPECT_NE(hasher_->hash(host_, "same"), hasher_->hash(host_, "same"));
}

TEST_F(Argon2, ATextThatIsNoHashMatchesNothing) {
  for (const std::string& text : {std::string(), std::string("None"), std::string("$argon2id$"),
                                  std::string(500, 'x'), hasher_->hash(host_, "") + "x"}) {
    EXPECT_FALSE(hasher_->matches(host_, text, "")) << text;
    EXPECT_FALSE(hasher_->matches(host_, text, text)) << text;
  }
}

long peak_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST_F(Argon2, NoMoreHashesAreComputedAtOnceThanAllowed) {
  // Sixteen tasks with room for two: all are served, and the memory of two is enough.
  constexpr std::size_t hash_kib = 32 << 10U;
  const auto hasher =
      make_argon2_hasher(host_, {.memory_bytes = hash_kib << 10U, .passes = 1, .at_once = 2});
  const long before = peak_memory_kib();
  std::vector<std::string> hashes(16);
  host_.at_once(hashes.size(), [&](std::size_t i) { hashes[i] = hasher->hash(host_, "p"); });
  EXPECT_LT(peak_memory_kib() - before, 3 * static_cast<long>(hash_kib));
  for (const std::string& hash : hashes) EXPECT_TRUE(hasher->matches(host_, hash, "p"));
}

TEST_F(Argon2, WithoutEnoughMemoryThereIsNoHash) {
  const auto greedy =
      make_argon2_hasher(host_, {.memory_bytes = std::size_t{1} << 45U, .passes = 1});
  EXPECT_EQ(greedy->hash(host_, "p"), "");
}

}  // namespace
}  // namespace rollcall
