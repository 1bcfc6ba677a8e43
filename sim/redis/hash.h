// The one hash of strings in this folder, never visible in an order. It is keyed, so that clients
// who choose the strings cannot choose their hashes, with which they would make each search long.
#pragma once

#include <cstdint>
#include <string_view>

namespace rollcall::sim::redis {

struct HashKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

// SipHash-1-3, low half.
[[nodiscard]] std::uint32_t hash_of(std::string_view text);
// For the whole process, which may do so once, before it makes any server: then strings have been
// hashed nowhere. Where no stranger connects, as in simulated worlds, the constant key stays.
void set_hash_key(HashKey key);
// The checksum that ends a snapshot.
[[nodiscard]] std::uint64_t checksum_of(std::string_view text);

}  // namespace rollcall::sim::redis
