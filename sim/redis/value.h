// What a key can hold.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "sim/redis/hash_value.h"
#include "sim/redis/list.h"
#include "sim/redis/set_value.h"
#include "sim/redis/sorted_set.h"
#include "sim/redis/stream.h"

namespace rollcall::sim::redis {

using String = std::string;

// Strings lie in the entry itself, as the most frequent type; the others are one allocation away,
// so that an entry stays small.
using Value =
    std::variant<String, std::unique_ptr<List>, std::unique_ptr<Set>, std::unique_ptr<Hash>,
                 std::unique_ptr<SortedSet>, std::unique_ptr<Stream>>;

// As the reply of TYPE.
[[nodiscard]] constexpr std::string_view type_name(const Value& value) {
  constexpr std::string_view names[] = {"string", "list", "set", "hash", "zset", "stream"};
  return names[value.index()];
}

// Where a T stands among the types of Value.
template <class T, std::size_t at = 0>
[[nodiscard]] constexpr std::size_t index_of_type() {
  using Held = std::variant_alternative_t<at, Value>;
  if constexpr (std::is_same_v<Held, T> || std::is_same_v<Held, std::unique_ptr<T>>) {
    return at;
  } else {
    return index_of_type<T, at + 1>();
  }
}
template <class T>
inline constexpr std::size_t type_index = index_of_type<T>();

// The T inside, or nullptr when the value is of another type.
template <class T>
[[nodiscard]] T* value_as(Value& value) {
  if constexpr (std::is_same_v<T, String>) {
    return std::get_if<String>(&value);
  } else {
    auto* const held = std::get_if<std::unique_ptr<T>>(&value);
    return held == nullptr ? nullptr : held->get();
  }
}

[[nodiscard]] inline Value copy_of(const Value& value) {
  return std::visit(
      []<class Held>(const Held& held) -> Value {
        if constexpr (std::is_same_v<Held, String>) {
          return held;
        } else {
          return std::make_unique<typename Held::element_type>(*held);
        }
      },
      value);
}

template <class T>
[[nodiscard]] Value empty_value() {
  if constexpr (std::is_same_v<T, String>) {
    return String();
  } else {
    return std::make_unique<T>();
  }
}

}  // namespace rollcall::sim::redis
