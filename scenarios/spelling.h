// What a mistyped word was probably meant to be.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rollcall::scenarios {

/// The candidate that takes the fewest edits to become `word`, when they are few for its length, or
/// that begins with it.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> candidates);
/// `did you mean "seed"? (allowed: format, seed)`, or without a guess `allowed: format, seed`.
[[nodiscard]] std::string suggestion(std::string_view word,
                                     std::span<const std::string_view> allowed);

}  // namespace rollcall::scenarios
