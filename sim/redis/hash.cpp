#include "sim/redis/hash.h"

#include <bit>
#include <cstddef>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace rollcall::sim::redis {
namespace {

static_assert(std::endian::native == std::endian::little);

HashKey process_key;

struct SipState {
  std::uint64_t a, b, c, d;

  void round() {
    a += b;
    c += d;
    b = std::rotl(b, 13) ^ a;
    d = std::rotl(d, 16) ^ c;
    a = std::rotl(a, 32) + d;
    c += b;
    d = std::rotl(d, 21) ^ a;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  }
  void take(std::uint64_t word) {
    d ^= word;
    round();
    a ^= word;
  }
};

}  // namespace

void set_hash_key(HashKey key) { process_key = key; }

std::uint32_t hash_of(std::string_view text) {
  const auto [low, high] = process_key;
  SipState state{low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d,  //
                 low ^ 0x6c7967656e657261, high ^ 0x7465646279746573};
  const std::uint64_t size = text.size();
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    state.take(word);
  }
  word = size << 56;
  for (std::size_t at = 0; at < text.size(); ++at) {
    word |= std::uint64_t{static_cast<unsigned char>(text[at])} << (8 * at);
  }
  state.take(word);
  state.c ^= 0xff;
  for (int i = 0; i < 3; ++i) state.round();
  return static_cast<std::uint32_t>(state.a ^ state.b ^ state.c ^ state.d);
}

std::uint64_t checksum_of(std::string_view text) { return XXH64(text.data(), text.size(), 0); }

}  // namespace rollcall::sim::redis
