#include "scenarios/toml_value.h"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>

#include "scenarios/toml_shape.h"

namespace rollcall::scenarios {
namespace {

constexpr int depth_most = 8;

Position position_of(const toml::source_region& source) {
  return {static_cast<std::uint32_t>(source.begin.line),
          static_cast<std::uint32_t>(source.begin.column)};
}

TomlValue convert(const toml::node& node, int depth);

TomlValue scalar(TomlValue::Kind kind, std::int64_t integer, std::string_view text) {
  TomlValue value;
  value.kind = kind;
  value.integer = integer;
  value.text = text;
  return value;
}

TomlValue other(std::string_view what) { return scalar(TomlValue::Kind::other, 0, what); }

TomlValue convert_array(const toml::array& array, int depth) {
  TomlValue value;
  value.kind = TomlValue::Kind::array;
  for (const toml::node& item : array) value.items.push_back(convert(item, depth + 1));
  return value;
}

TomlValue convert_table(const toml::table& table, int depth) {
  TomlValue value;
  value.kind = TomlValue::Kind::table;
  for (const auto& [key, node] : table) {
    value.entries.push_back(
        {std::string(key.str()), position_of(key.source()), convert(node, depth + 1)});
  }
  std::ranges::sort(value.entries, {}, &TomlEntry::at);
  return value;
}

TomlValue convert_kind(const toml::node& node, int depth) {
  if (depth > depth_most) return other("nested too deeply");
  switch (node.type()) {
    case toml::node_type::table:
      return convert_table(*node.as_table(), depth);
    case toml::node_type::array:
      return convert_array(*node.as_array(), depth);
    case toml::node_type::string:
      return scalar(TomlValue::Kind::text, 0, node.as_string()->get());
    case toml::node_type::integer:
      return scalar(TomlValue::Kind::integer, node.as_integer()->get(), {});
    case toml::node_type::boolean:
      return scalar(TomlValue::Kind::boolean, node.as_boolean()->get() ? 1 : 0, {});
    case toml::node_type::floating_point:
      return other("a decimal number");
    default:
      return other("a date or a time");
  }
}

TomlValue convert(const toml::node& node, int depth) {
  TomlValue value = convert_kind(node, depth);
  value.at = position_of(node.source());
  return value;
}

/// The library's words for what it met, without the noise.
std::string first_line(std::string_view description) {
  return std::string(description.substr(0, description.find('\n')));
}

/// One step down, or null.
const TomlValue* child(const TomlValue& value, std::string_view name) {
  if (value.kind != TomlValue::Kind::array) {
    const TomlEntry* entry = value.find(name);
    return entry != nullptr ? &entry->value : nullptr;
  }
  std::size_t index = value.items.size();
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool there = error == std::errc() && index < value.items.size();
  return there ? &value.items[index] : nullptr;
}

}  // namespace

const TomlEntry* TomlValue::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &TomlEntry::key);
  return found == entries.end() ? nullptr : &*found;
}

std::string_view name_of(TomlValue::Kind kind) {
  switch (kind) {
    case TomlValue::Kind::boolean:
      return "true or false";
    case TomlValue::Kind::integer:
      return "a whole number";
    case TomlValue::Kind::text:
      return "a string";
    case TomlValue::Kind::array:
      return "an array";
    case TomlValue::Kind::table:
      return "a table";
    case TomlValue::Kind::other:
      return "something else";
  }
  return "something else";
}

std::expected<TomlValue, InputError> parse_toml(std::string_view text, std::string_view file) {
  if (auto error = misshapen(text, file)) return std::unexpected(std::move(*error));
  try {
    const toml::table table = toml::parse(text);
    TomlValue document = convert(table, 0);
    document.at = {1, 1};
    return document;
  } catch (const toml::parse_error& error) {
    const Position at = position_of(error.source());
    return std::unexpected(InputError{std::string(file), at.line, at.column, "this is not TOML",
                                      first_line(error.description())});
  }
}

Position locate(const TomlValue& document, std::string_view path) {
  const TomlValue* value = &document;
  Position at = document.at;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    value = child(*value, path.substr(0, dot));
    if (value == nullptr) return at;
    at = value->at;
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return at;
}

}  // namespace rollcall::scenarios
