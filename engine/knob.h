// A knob is one tunable number or word of a strategy or a fault, declared once as a literal. TOML
// keys, flags, help, generators and range checks follow from the declaration.
//
//     constexpr Knob knobs[] = {{.name = "busy_timeout",
//                                .unit = Knob::Unit::duration,
//                                .fallback = "150ms",
//                                .least = 0,
//                                .most = 60'000'000'000,
//                                .meaning = "how long SQLite waits for a lock"}};
//     Knobs values(knobs);                            // all defaults
//     auto set = values.set("busy_timeout", "500ms"); // or an error: what would be right
//     Duration wait = values.duration("busy_timeout");
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/host.h"

namespace rollcall {

struct Knob {
  enum class Unit { duration, count, word };
  std::string_view name;
  Unit unit = Unit::count;
  std::string_view fallback;  ///< the default, written as in TOML: "150ms", "5", "full"
  std::int64_t least = 0;     ///< inclusive; nanoseconds for durations; unused for words
  std::int64_t most = 0;      ///< inclusive
  std::span<const std::string_view> words{};  ///< the allowed words; empty: any
  std::string_view meaning{};  ///< one line for --help, with the reason for the default
  /// Generated worlds leave it at its default: otherwise it gives up promises, or wants a
  /// deployment that they do not have.
  bool fixed = false;
};

/// "13.2ms", "2s", "150us", "7ns": the largest unit of which there is at least one, with as many
/// decimals as it takes to read back equal. Minutes only when they are whole; not negative.
[[nodiscard]] std::string format_duration(Duration value);
/// Accepts a non-negative decimal with ns, us, ms, s or min. The error says what would be right.
[[nodiscard]] std::expected<Duration, std::string> parse_duration(std::string_view text);

/// The values of a declared set of knobs. Reading an undeclared name, or one with another unit, is
/// a bug of ours and stops the program.
class Knobs {
 public:
  explicit Knobs(std::span<const Knob> declared);
  [[nodiscard]] std::expected<void, std::string> set(std::string_view name, std::string_view text);
  [[nodiscard]] Duration duration(std::string_view name) const;
  [[nodiscard]] std::int64_t count(std::string_view name) const;
  [[nodiscard]] std::string_view word(std::string_view name) const;
  /// As it would be written in TOML (without quotes).
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool is_default(std::string_view name) const;
  [[nodiscard]] std::span<const Knob> declared() const { return declared_; }
  bool operator==(const Knobs& other) const;

 private:
  struct Value {
    std::int64_t number = 0;
    std::string word;
    bool operator==(const Value&) const = default;
  };
  /// The number of knobs when there is none of that name.
  [[nodiscard]] std::size_t index(std::string_view name) const;
  [[nodiscard]] const Value& value(std::string_view name, Knob::Unit unit) const;
  std::span<const Knob> declared_;
  std::vector<Value> values_;
};

}  // namespace rollcall
