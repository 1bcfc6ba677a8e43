#include "sim/redis/hash_value.h"

namespace rollcall::sim::redis {
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
  if (at == packed_.end()) return std::nullopt;
  return packed_.at(packed_.behind(at));
}

bool Hash::set(std::string_view field, std::string_view value) {
  if (!map_ && !packed_.has_room_for(field, value)) move_into_map();
  if (map_) {
    const auto inserted = map_->insert(field);
    inserted.value = ShortString(value);
    return inserted.fresh;
  }
  const std::size_t at = locate(field);
  const bool fresh = at == packed_.end();
  if (fresh) {
    packed_.insert(packed_.end(), field);
    packed_.insert(packed_.end(), value);
    ++packed_pairs_;
  } else {
    packed_.replace(packed_.behind(at), value);
  }
  return fresh;
}

bool Hash::erase(std::string_view field) {
  if (map_) return map_->erase(field);
  const std::size_t at = locate(field);
  if (at == packed_.end()) return false;
  packed_.erase(at, packed_.behind(packed_.behind(at)));
  --packed_pairs_;
  return true;
}

std::size_t Hash::locate(std::string_view field) const {
  std::size_t at = 0;
  while (at < packed_.end() && packed_.at(at) != field) at = packed_.behind(packed_.behind(at));
  return at;
}

void Hash::move_into_map() {
  auto map = std::make_unique<OrderedMap<ShortString>>();
  for_each([&](std::string_view field, std::string_view value) {
    map->insert(field).value = ShortString(value);
  });
  map_ = std::move(map);
  packed_.clear();
  packed_pairs_ = 0;
}

}  // namespace rollcall::sim::redis
