#include "scenarios/section.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "scenarios/spelling.h"

namespace rollcall::scenarios {
namespace {

std::string described(const TomlValue& value) {
  if (value.kind == TomlValue::Kind::other) return value.text;
  return std::string(name_of(value.kind));
}

std::string shortened(std::string_view text) {
  constexpr std::size_t shown = 60;
  if (text.size() <= shown) return std::string(text);
  std::size_t end = shown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // UTF-8
  return std::string(text.substr(0, end)) + "...";
}

std::optional<std::uint64_t> parse_hexadecimal(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  std::uint64_t bits = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data() + 2, last, bits, 16);
  if (error != std::errc() || end != last || text.size() == 2) return std::nullopt;
  return bits;
}

}  // namespace

Section::Section(const TomlValue& value, std::string title, Problems& problems)
    : value_(value), title_(std::move(title)), problems_(problems) {
  if (value.kind == TomlValue::Kind::table) return;
  problems_.add(value.at, fmt::format("{} has to be a table, not {}", title_, described(value)));
}

const TomlEntry* Section::ask(std::string_view key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.push_back(key);
  return value_.find(key);
}

bool Section::has(std::string_view key) { return ask(key) != nullptr; }

void Section::require(std::string_view key) {
  if (has(key)) return;
  problems_.add(value_.at, fmt::format("{} lacks the key \"{}\"", title_, key));
}

void Section::complain(std::string_view key, std::string what, std::string right) {
  const TomlEntry* entry = ask(key);
  problems_.add(entry != nullptr ? entry->value.at : value_.at, std::move(what), std::move(right));
}

void Section::wrong_kind(const TomlEntry& entry, std::string_view wanted) {
  const std::string what =
      fmt::format("\"{}\" in {} is {}", shortened(entry.key), title_, described(entry.value));
  problems_.add(entry.value.at, what, fmt::format("it has to be {}", wanted));
}

const TomlValue* Section::find(std::string_view key, TomlValue::Kind kind) {
  const TomlEntry* entry = ask(key);
  if (entry == nullptr) return nullptr;
  if (entry->value.kind == kind) return &entry->value;
  wrong_kind(*entry, name_of(kind));
  return nullptr;
}

const TomlValue* Section::find_word_or_number(std::string_view key) {
  const TomlEntry* entry = ask(key);
  if (entry == nullptr) return nullptr;
  const TomlValue::Kind kind = entry->value.kind;
  if (kind == TomlValue::Kind::text || kind == TomlValue::Kind::integer) return &entry->value;
  wrong_kind(*entry, "a string or a whole number");
  return nullptr;
}

std::span<const TomlValue> Section::items(std::string_view key) {
  const TomlValue* array = find(key, TomlValue::Kind::array);
  if (array == nullptr) return {};
  return array->items;
}

std::vector<std::string> Section::texts(std::string_view key) {
  std::vector<std::string> found;
  for (const TomlValue& item : items(key)) {
    if (item.kind == TomlValue::Kind::text) {
      found.push_back(item.text);
      continue;
    }
    problems_.add(item.at, fmt::format("\"{}\" in {} holds {}", key, title_, described(item)),
                  "it has to hold strings");
  }
  return found;
}

void Section::read(std::string_view key, std::string& into) {
  const TomlValue* value = find(key, TomlValue::Kind::text);
  if (value != nullptr) into = value->text;
}

void Section::read(std::string_view key, std::string& into,
                   std::span<const std::string_view> allowed) {
  const TomlValue* value = find(key, TomlValue::Kind::text);
  if (value == nullptr) return;
  if (std::ranges::find(allowed, value->text) != allowed.end()) {
    into = value->text;
    return;
  }
  complain(key, fmt::format("unknown {} \"{}\"", key, shortened(value->text)),
           suggestion(value->text, allowed));
}

void Section::read(std::string_view key, bool& into) {
  const TomlValue* value = find(key, TomlValue::Kind::boolean);
  if (value != nullptr) into = value->integer != 0;
}

void Section::read(std::string_view key, Duration& into) {
  const TomlEntry* entry = ask(key);
  if (entry == nullptr) return;
  if (entry->value.kind != TomlValue::Kind::text) {
    return wrong_kind(*entry, "a duration in quotes, such as \"13.2ms\"");
  }
  const std::expected<Duration, std::string> length = parse_duration(entry->value.text);
  if (!length) return problems_.add(entry->value.at, shortened(length.error()));
  if (*length > limits::time_most) {
    return complain(key, fmt::format("\"{}\" is too long for {}", entry->value.text, key),
                    fmt::format("at most {}", format_duration(limits::time_most)));
  }
  into = *length;
}

void Section::read(std::string_view key, std::int64_t& into, limits::Counts range) {
  const TomlValue* value = find(key, TomlValue::Kind::integer);
  if (value == nullptr) return;
  if (range.holds(value->integer)) {
    into = value->integer;
    return;
  }
  complain(key, fmt::format("{} = {} is out of range", key, value->integer),
           fmt::format("{} to {}", range.least, range.most));
}

void Section::read(std::string_view key, std::uint32_t& into, limits::Counts range) {
  std::int64_t number = into;
  read(key, number, range);
  into = static_cast<std::uint32_t>(number);
}

void Section::read_bits(std::string_view key, std::uint64_t& into) {
  const TomlEntry* entry = ask(key);
  if (entry == nullptr) return;
  const TomlValue& value = entry->value;
  if (value.kind == TomlValue::Kind::integer && value.integer >= 0) {
    into = static_cast<std::uint64_t>(value.integer);
    return;
  }
  if (value.kind == TomlValue::Kind::text) {
    if (const std::optional<std::uint64_t> bits = parse_hexadecimal(value.text)) {
      into = *bits;
      return;
    }
  }
  complain(key,
           fmt::format("{} in {} is neither a whole number from 0 nor hexadecimal", key, title_),
           "such as 42 or \"0x9e3779b97f4a7c15\"");
}

void Section::read_knob(Knobs& into, const Knob& knob) {
  const TomlEntry* entry = ask(knob.name);
  if (entry == nullptr) return;
  const bool number = knob.unit == Knob::Unit::count;
  const auto wanted = number ? TomlValue::Kind::integer : TomlValue::Kind::text;
  if (entry->value.kind != wanted) {
    return wrong_kind(*entry,
                      number ? "a whole number" : "in quotes, as " + std::string(knob.fallback));
  }
  const std::string text = number ? std::to_string(entry->value.integer) : entry->value.text;
  const std::expected<void, std::string> done = into.set(knob.name, text);
  if (!done) complain(knob.name, fmt::format("{} in {}: {}", knob.name, title_, done.error()));
}

void Section::read(Knobs& into) {
  for (const Knob& knob : into.declared()) read_knob(into, knob);
}

void Section::finish() {
  for (const TomlEntry& entry : value_.entries) {
    if (std::ranges::find(asked_, entry.key) != asked_.end()) continue;
    problems_.add(entry.at, fmt::format("unknown key \"{}\" in {}", shortened(entry.key), title_),
                  suggestion(entry.key, asked_));
  }
}

}  // namespace rollcall::scenarios
