#include "sim/redis/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace rollcall::sim::redis {

std::uint32_t hash_of(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

std::uint64_t checksum_of(std::string_view text) { return XXH64(text.data(), text.size(), 0); }

}  // namespace rollcall::sim::redis
