// How often, and after which pauses, something that failed for now is tried again: exponential
// backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
// 2015), so that those who failed together do not come back together.
//
//     Backoff backoff(host, policy);
//     do answer = try_it(); while (failed_for_now(answer) && backoff.pause());
#pragma once

#include <cstdint>

#include "engine/host.h"

namespace rollcall {

struct RetryPolicy {
  std::int64_t tries = 1;  ///< in all; 1: never again
  Duration first_pause{};  ///< the longest pause before the second try; doubles with each try
  Duration longest_pause{};
};

class Backoff {
 public:
  Backoff(Host& host, const RetryPolicy& policy) : host_(host), policy_(policy) {}
  /// Sleeps for a random part of what the policy allows before the next try. False, at once: there
  /// is none.
  [[nodiscard]] bool pause();

 private:
  Host& host_;
  const RetryPolicy& policy_;
  std::int64_t tried_ = 1;
};

}  // namespace rollcall
