#include "engine/digest.h"

#include <sodium.h>

#include <array>

#include "engine/check.h"

namespace rollcall {
namespace {

void append(crypto_generichash_state& state, std::string_view bytes) {
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

}  // namespace

std::string digest(std::initializer_list<std::string_view> parts) {
  ROLLCALL_CHECK(sodium_init() >= 0, "libsodium starts");
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES);
  for (const std::string_view part : parts) {
    append(state, std::to_string(part.size()));
    append(state, ":");
    append(state, part);
  }
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash_final(&state, hash.data(), hash.size());
  return to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(bytes.size() * 2, '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text[2 * i] = digits[byte >> 4U];
    text[2 * i + 1] = digits[byte & 15U];
  }
  return text;
}

}  // namespace rollcall
