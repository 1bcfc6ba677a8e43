// How much a case or a scenario may hold. Wide enough for every honest use, and narrow enough that
// no file makes the program run out of memory or time before it has said what is wrong.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/host.h"

namespace rollcall::scenarios::limits {

/// Both ends included.
struct Counts {
  std::int64_t least = 0;
  std::int64_t most = 0;
  [[nodiscard]] constexpr bool holds(std::int64_t value) const {
    return value >= least && value <= most;
  }
};

inline constexpr Counts processes{1, 64};
inline constexpr Counts depth{1, 100};
inline constexpr Counts retries{0, 20};
inline constexpr Counts nth{1, 1'000'000};
inline constexpr Counts ids{1,
                            99'999};  ///< of clients and operations: own_phone has five digits each
inline constexpr Counts worlds{1, 10'000'000};

inline constexpr std::int64_t clients_most = 2'000;
inline constexpr std::int64_t operations_most = 200'000;  ///< of all clients together
inline constexpr std::int64_t faults_most = 200;
inline constexpr std::size_t phone_bytes_most = 64;
inline constexpr std::size_t name_bytes_most = 200;
inline constexpr std::size_t word_bytes_most = 200;
inline constexpr Duration time_most = std::chrono::minutes(10);

}  // namespace rollcall::scenarios::limits
