// What is wrong with a file that somebody wrote, on one line: where, what, and what would be right.
//
//     cases/x.toml:12:5: unknown key "sed": did you mean "seed"? (allowed: format, seed, ...)
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::scenarios {

/// Both from 1, columns in code points; zero: the file as a whole.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Position&) const = default;
};

struct InputError {
  std::string file;
  std::uint32_t line = 0;  ///< from 1; zero: the file as a whole
  std::uint32_t column = 0;
  std::string what;
  std::string right;  ///< what would be right; empty when `what` says it
  bool operator==(const InputError&) const = default;
};
/// One line without its end, whatever bytes the file held.
[[nodiscard]] std::string to_string(const InputError& error);

/// Collects what a reader finds, in any order, and keeps what comes first in the file.
class Problems {
 public:
  void add(Position at, std::string what, std::string right = {});
  [[nodiscard]] bool any() const { return first_.has_value(); }
  /// Only when there is any.
  [[nodiscard]] InputError first(std::string_view file) const;

 private:
  struct Problem {
    Position at;
    std::string what;
    std::string right;
  };
  std::optional<Problem> first_;
};

}  // namespace rollcall::scenarios
