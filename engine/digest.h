// A collision-resistant fingerprint of texts, where their content shall not be stored or compared.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace rollcall {

/// BLAKE2b-256 (RFC 7693) of the parts and their lengths, as 64 hexadecimal digits: {"ab", "c"} and
/// {"a", "bc"} differ.
[[nodiscard]] std::string digest(std::initializer_list<std::string_view> parts);

/// Lower-case hexadecimal digits, two per byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

}  // namespace rollcall
