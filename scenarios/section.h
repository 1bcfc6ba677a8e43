// Reads one TOML table strictly: every key has to be asked for, with its type and range, and what
// nobody asked for is an error. Whatever is wrong goes to Problems, so that the reader itself is a
// plain list of keys:
//
//     Section section(value, "[world]", problems);
//     section.read("processes", world.processes, limits::processes);
//     section.read("profile", world.profile, names);
//     section.finish();
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/knob.h"
#include "scenarios/input_error.h"
#include "scenarios/limits.h"
#include "scenarios/toml_value.h"

namespace rollcall::scenarios {

class Section {
 public:
  /// `value` and `problems` outlive it. `title` names the table in messages.
  Section(const TomlValue& value, std::string title, Problems& problems);

  // Each leaves `into` as it is when the key is absent or wrong.
  void read(std::string_view key, std::string& into);
  void read(std::string_view key, std::string& into, std::span<const std::string_view> allowed);
  void read(std::string_view key, bool& into);
  void read(std::string_view key, Duration& into);
  void read(std::string_view key, std::uint32_t& into, limits::Counts range);
  void read(std::string_view key, std::int64_t& into, limits::Counts range);
  /// A whole number from 0, or 64 bits as "0x1f".
  void read_bits(std::string_view key, std::uint64_t& into);
  /// Every declared knob under its name: numbers for counts, strings for the rest.
  void read(Knobs& into);

  /// The strings of an array; empty: absent or wrong.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);

  [[nodiscard]] bool has(std::string_view key);
  void require(std::string_view key);
  /// Null: absent, or not of this kind.
  [[nodiscard]] const TomlValue* find(std::string_view key, TomlValue::Kind kind);
  /// Text or a whole number. Null: absent or something else.
  [[nodiscard]] const TomlValue* find_word_or_number(std::string_view key);
  /// What an array holds, such as the tables of [[key]]; empty: absent or wrong.
  [[nodiscard]] std::span<const TomlValue> items(std::string_view key);
  /// What is wrong with the value of `key`, or with the table when it has no such key.
  void complain(std::string_view key, std::string what, std::string right = {});
  /// Reports the keys that nobody asked for.
  void finish();

 private:
  const TomlEntry* ask(std::string_view key);
  void wrong_kind(const TomlEntry& entry, std::string_view wanted);
  void read_knob(Knobs& into, const Knob& knob);
  const TomlValue& value_;
  std::string title_;
  Problems& problems_;
  std::vector<std::string_view> asked_;
};

}  // namespace rollcall::scenarios
