// What Redis answers (RESP 2), as a plain value.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {

struct RedisReply {
  enum class Kind { nil, status, error, integer, bulk, array };

  Kind kind = Kind::nil;
  std::string text;                  ///< status, error and bulk: any bytes
  std::int64_t integer = 0;          ///< integer
  std::vector<RedisReply> elements;  ///< array

  [[nodiscard]] static RedisReply nil() { return {}; }
  [[nodiscard]] static RedisReply status(std::string text) {
    return {Kind::status, std::move(text), 0, {}};
  }
  [[nodiscard]] static RedisReply error(std::string text) {
    return {Kind::error, std::move(text), 0, {}};
  }
  [[nodiscard]] static RedisReply number(std::int64_t value) {
    return {Kind::integer, {}, value, {}};
  }
  [[nodiscard]] static RedisReply bulk(std::string bytes) {
    return {Kind::bulk, std::move(bytes), 0, {}};
  }
  [[nodiscard]] static RedisReply array(std::vector<RedisReply> elements) {
    return {Kind::array, {}, 0, std::move(elements)};
  }

  [[nodiscard]] bool is_nil() const { return kind == Kind::nil; }
  [[nodiscard]] bool is_ok() const { return kind == Kind::status && text == "OK"; }
  bool operator==(const RedisReply&) const = default;
};

}  // namespace rollcall
