#include "engine/knob.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "engine/check.h"

namespace rollcall {
namespace {

std::expected<std::int64_t, std::string> parse_count(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::unexpected(fmt::format("\"{}\" is not a whole number", text));
  }
  return number;
}

std::expected<std::int64_t, std::string> parse_number(const Knob& knob, std::string_view text) {
  if (knob.unit == Knob::Unit::count) return parse_count(text);
  const std::expected<Duration, std::string> length = parse_duration(text);
  if (!length) return std::unexpected(length.error());
  return length->count();
}

std::string format_number(const Knob& knob, std::int64_t number) {
  return knob.unit == Knob::Unit::duration ? format_duration(Duration(number))
                                           : std::to_string(number);
}

std::expected<void, std::string> check_word(const Knob& knob, std::string_view text) {
  if (knob.words.empty() || std::ranges::find(knob.words, text) != knob.words.end()) return {};
  return std::unexpected(fmt::format("\"{}\" is not one of {}", text, fmt::join(knob.words, ", ")));
}

std::expected<void, std::string> check_range(const Knob& knob, std::int64_t number) {
  if (number >= knob.least && number <= knob.most) return {};
  return std::unexpected(fmt::format("{} is out of range: {} to {}", format_number(knob, number),
                                     format_number(knob, knob.least),
                                     format_number(knob, knob.most)));
}

}  // namespace

Knobs::Knobs(std::span<const Knob> declared) : declared_(declared), values_(declared.size()) {
  for (const Knob& knob : declared) {
    ROLLCALL_CHECK(set(knob.name, knob.fallback).has_value(), "the default of a knob is in range");
  }
}

std::size_t Knobs::index(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::find(declared_, name, &Knob::name) -
                                  declared_.begin());
}

std::expected<void, std::string> Knobs::set(std::string_view name, std::string_view text) {
  const std::size_t at = index(name);
  if (at == declared_.size()) {
    std::vector<std::string_view> names;
    for (const Knob& knob : declared_) names.push_back(knob.name);
    return std::unexpected(
        fmt::format("\"{}\" is unknown here: there is {}", name, fmt::join(names, ", ")));
  }
  const Knob& knob = declared_[at];
  if (knob.unit == Knob::Unit::word) {
    if (auto known = check_word(knob, text); !known) return known;
    values_[at].word = text;
    return {};
  }
  const std::expected<std::int64_t, std::string> number = parse_number(knob, text);
  if (!number) return std::unexpected(number.error());
  if (auto inside = check_range(knob, *number); !inside) return inside;
  values_[at].number = *number;
  return {};
}

const Knobs::Value& Knobs::value(std::string_view name, Knob::Unit unit) const {
  const std::size_t at = index(name);
  ROLLCALL_CHECK(at < declared_.size() && declared_[at].unit == unit,
                 "a knob is read by its declared name and unit");
  return values_[at];
}

Duration Knobs::duration(std::string_view name) const {
  return Duration(value(name, Knob::Unit::duration).number);
}

std::int64_t Knobs::count(std::string_view name) const {
  return value(name, Knob::Unit::count).number;
}

std::string_view Knobs::word(std::string_view name) const {
  return value(name, Knob::Unit::word).word;
}

std::string Knobs::text(std::string_view name) const {
  const std::size_t at = index(name);
  ROLLCALL_CHECK(at < declared_.size(), "a knob is read by its declared name");
  const Knob& knob = declared_[at];
  return knob.unit == Knob::Unit::word ? values_[at].word : format_number(knob, values_[at].number);
}

bool Knobs::is_default(std::string_view name) const {
  const std::size_t at = index(name);
  ROLLCALL_CHECK(at < declared_.size(), "a knob is read by its declared name");
  return values_[at] == Knobs(declared_.subspan(at, 1)).values_[0];
}

bool Knobs::operator==(const Knobs& other) const {
  return std::ranges::equal(declared_, other.declared_, {}, &Knob::name, &Knob::name) &&
         values_ == other.values_;
}

}  // namespace rollcall
