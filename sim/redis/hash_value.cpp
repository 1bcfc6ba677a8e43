#include "sim/redis/hash_value.h"

#include <algorithm>
#include <cstddef>

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t longest_word = 255;   // what a byte can say
constexpr std::size_t most_packed = 8192;   // bytes; as many are searched in about a microsecond
constexpr std::size_t least_reserved = 24;  // below that malloc has no smaller piece

}  // namespace

Hash::Hash(const Hash& other)
    : packed_(other.packed_),
      map_(other.map_ ? std::make_unique<OrderedMap<ShortString>>(*other.map_) : nullptr),
      packed_pairs_(other.packed_pairs_),
      flag_(other.flag_) {}

Hash& Hash::operator=(Hash other) noexcept {
  packed_ = std::move(other.packed_);
  map_ = std::move(other.map_);
  packed_pairs_ = other.packed_pairs_;
  flag_ = other.flag_;
  return *this;
}

std::optional<std::string_view> Hash::find(std::string_view field) const {
  if (map_) {
    const ShortString* const value = std::as_const(*map_).find(field);
    return value == nullptr ? std::nullopt : std::optional(std::string_view(*value));
  }
  const std::size_t at = locate(field);
  if (at == packed_.size()) return std::nullopt;
  return word_at(behind(at));
}

bool Hash::set(std::string_view field, std::string_view value) {
  if (!map_ && !has_room_for(field, value)) move_into_map();
  if (map_) {
    const auto inserted = map_->insert(field);
    inserted.value = ShortString(value);
    return inserted.fresh;
  }
  const std::size_t at = locate(field);
  if (at == packed_.size()) {
    append(field);
    append(value);
    ++packed_pairs_;
    return true;
  }
  const std::size_t value_at = behind(at);
  const auto begin = packed_.begin() + static_cast<std::ptrdiff_t>(value_at) + 1;
  const std::size_t held = word_at(value_at).size();
  packed_[value_at] = static_cast<char>(value.size());
  const std::size_t kept = std::min(held, value.size());
  const auto rest = std::copy_n(value.begin(), kept, begin);
  if (value.size() > held) {
    packed_.insert(rest, value.begin() + static_cast<std::ptrdiff_t>(kept), value.end());
  } else {
    packed_.erase(rest, begin + static_cast<std::ptrdiff_t>(held));
  }
  return false;
}

bool Hash::erase(std::string_view field) {
  if (map_) return map_->erase(field);
  const std::size_t at = locate(field);
  if (at == packed_.size()) return false;
  packed_.erase(packed_.begin() + static_cast<std::ptrdiff_t>(at),
                packed_.begin() + static_cast<std::ptrdiff_t>(behind(behind(at))));
  --packed_pairs_;
  return true;
}

std::size_t Hash::locate(std::string_view field) const {
  std::size_t at = 0;
  while (at < packed_.size() && word_at(at) != field) at = behind(behind(at));
  return at;
}

bool Hash::has_room_for(std::string_view field, std::string_view value) const {
  return std::max(field.size(), value.size()) <= longest_word &&
         packed_.size() + field.size() + value.size() + 2 <= most_packed;
}

void Hash::append(std::string_view word) {
  const std::size_t size = packed_.size() + 1 + word.size();
  if (size > packed_.capacity()) packed_.reserve(std::max(least_reserved, size + size / 4));
  packed_.push_back(static_cast<char>(word.size()));
  packed_.insert(packed_.end(), word.begin(), word.end());
}

void Hash::move_into_map() {
  auto map = std::make_unique<OrderedMap<ShortString>>();
  for_each([&](std::string_view field, std::string_view value) {
    map->insert(field).value = ShortString(value);
  });
  map_ = std::move(map);
  std::vector<char>().swap(packed_);
  packed_pairs_ = 0;
}

}  // namespace rollcall::sim::redis
