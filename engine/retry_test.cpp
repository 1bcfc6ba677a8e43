#include "engine/retry.h"

#include <gtest/gtest.h>

#include "engine/observed_host.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

/// Notes how long was slept instead of sleeping; draws the bytes that it was given.
class NotingHost final : public ObservedHost {
 public:
  explicit NotingHost(std::byte drawn) : drawn_(drawn) {}
  MonotonicTime now() override { return MonotonicTime(1s); }
  void sleep_until(MonotonicTime deadline) override { slept.push_back(deadline - now()); }
  void entropy(std::span<std::byte> bytes) override { std::ranges::fill(bytes, drawn_); }
  std::vector<Duration> slept;

 private:
  std::byte drawn_;
};

std::vector<Duration> pauses(const RetryPolicy& policy, std::byte drawn) {
  NotingHost host(drawn);
  Backoff backoff(host, policy);
  while (backoff.pause()) {
  }
  return host.slept;
}

TEST(Backoff, HasAPauseLessThanTries) {
  EXPECT_EQ(pauses({.tries = 1, .first_pause = 1s, .longest_pause = 1s}, {}).size(), 0U);
  EXPECT_EQ(pauses({.tries = 4, .first_pause = 1s, .longest_pause = 1s}, {}).size(), 3U);
}

TEST(Backoff, APauseIsAPartOfABoundThatDoublesUpToTheLongest) {
  // 0x0404...: the part of a bound that is left by the division through it, plus one.
  constexpr std::byte drawn{4};
  const auto part = [](Duration bound) {
    return Duration(0x0404040404040404LL % (bound.count() + 1));
  };
  const RetryPolicy policy{.tries = 6, .first_pause = 10ms, .longest_pause = 50ms};
  EXPECT_EQ(pauses(policy, drawn),
            (std::vector<Duration>{part(10ms), part(20ms), part(40ms), part(50ms), part(50ms)}));
}

TEST(Backoff, ABoundNeverOverflows) {
  const RetryPolicy policy{
      .tries = 200, .first_pause = 1ns, .longest_pause = Duration::max() - 1ns};
  for (const Duration slept : pauses(policy, std::byte{0xff})) EXPECT_GE(slept, 0ns);
}

TEST(Backoff, NoPauseIsAllowed) {
  EXPECT_EQ(pauses({.tries = 3, .first_pause = 0ns, .longest_pause = 1s}, std::byte{7}),
            (std::vector<Duration>{0ns, 0ns}));
}

}  // namespace
}  // namespace rollcall
