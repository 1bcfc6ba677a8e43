// A TOML document as plain values that know their place in the file. The TOML library stays behind
// parse_toml, with its exceptions and its limits.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/input_error.h"

namespace rollcall::scenarios {

struct TomlEntry;

struct TomlValue {
  enum class Kind { boolean, integer, text, array, table, other };
  Kind kind = Kind::other;
  Position at{};
  std::int64_t integer = 0;        ///< booleans: 0 or 1
  std::string text{};              ///< other: what it is, such as "a date"
  std::vector<TomlValue> items{};  ///< of an array
  std::vector<TomlEntry> entries;  ///< of a table, in the order of the file

  /// Null when this is no table or has no such key.
  [[nodiscard]] const TomlEntry* find(std::string_view key) const;
};

struct TomlEntry {
  std::string key;
  Position at;  ///< of the key
  TomlValue value;
};

/// "a string", "a table", ...
[[nodiscard]] std::string_view name_of(TomlValue::Kind kind);

/// A table, or what keeps the text from being TOML that this program reads: at most 4 MiB, lines of
/// at most 4,096 bytes, eight levels deep. `file` names it in the error.
[[nodiscard]] std::expected<TomlValue, InputError> parse_toml(std::string_view text,
                                                              std::string_view file);
inline constexpr std::size_t toml_bytes_most = 4 * 1024 * 1024;

/// The place of "client.2.operations.0.about" (keys, and positions in arrays from 0), or of as much
/// of that path as the document has.
[[nodiscard]] Position locate(const TomlValue& document, std::string_view path);

}  // namespace rollcall::scenarios
