#include "engine/random_token.h"

#include <array>

#include "engine/digest.h"

namespace rollcall {

std::string random_token(Host& host) {
  std::array<std::byte, 16> bytes{};
  host.entropy(bytes);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace rollcall
