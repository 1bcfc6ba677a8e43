#include "sim/redis/set_value.h"

#include <utility>

#include "sim/redis/little_endian.h"
#include "sim/redis/sparing_growth.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t packed_most = 1024;

std::size_t width_for(std::int64_t member) {
  if (member == static_cast<std::int16_t>(member)) return 2;
  return member == static_cast<std::int32_t>(member) ? 4 : 8;
}

}  // namespace

Set::Set(const Set& other)
    : packed_(other.packed_),
      map_(other.map_ ? std::make_unique<OrderedMap<Nothing>>(*other.map_) : nullptr) {}

Set& Set::operator=(Set other) noexcept {
  packed_ = std::move(other.packed_);
  map_ = std::move(other.map_);
  return *this;
}

void Set::set_flag(bool flag) {
  if (flag && !map_) move_into_map();
  if (map_) map_->set_flag(flag);
}

bool Set::contains(std::string_view member) const {
  if (map_) return map_->contains(member);
  const auto number = parse_integer(member);
  return number && is_at(place_of(*number), *number);
}

bool Set::insert(std::string_view member) {
  const auto number = map_ ? std::nullopt : parse_integer(member);
  if (number) {
    const std::size_t place = place_of(*number);
    if (is_at(place, *number)) return false;
    if (packed_size() < packed_most) {
      insert_packed(place, *number);
      return true;
    }
  }
  if (!map_) move_into_map();
  return map_->insert(member).fresh;
}

void Set::insert_packed(std::size_t place, std::int64_t member) {
  const std::size_t wide = std::max(packed_.empty() ? 0 : width(), width_for(member));
  const std::size_t bytes = 1 + (packed_size() + 1) * wide;
  if (packed_.empty() || wide > width()) repack(wide);
  reserve_sparingly(packed_, bytes);
  std::string added;
  append_little_endian(added, static_cast<std::uint64_t>(member), wide);
  packed_.insert(1 + place * wide, added);
}

bool Set::erase(std::string_view member) {
  if (map_) return map_->erase(member);
  const auto number = parse_integer(member);
  if (!number) return false;
  const std::size_t place = place_of(*number);
  if (!is_at(place, *number)) return false;
  packed_.erase(1 + place * width(), width());
  return true;
}

std::vector<std::string> Set::at(const std::vector<std::size_t>& numbers) const {
  std::vector<std::string> members;
  if (!map_) {
    for (const std::size_t number : numbers) members.push_back(std::to_string(packed_at(number)));
    return members;
  }
  std::vector<std::string_view> all;
  map_->for_each([&](std::string_view member, Nothing) { all.push_back(member); });
  for (const std::size_t number : numbers) members.emplace_back(all[number]);
  return members;
}

std::int64_t Set::packed_at(std::size_t number) const {
  const std::string_view bytes(packed_.data() + 1 + number * width(), width());
  return with_sign(little_endian(bytes), width() * 8);
}

std::size_t Set::place_of(std::int64_t member) const {
  std::size_t from = 0;
  for (std::size_t left = packed_size(); left > 0;) {
    const std::size_t half = left / 2;
    if (packed_at(from + half) < member) {
      from += half + 1;
      left -= half + 1;
    } else {
      left = half;
    }
  }
  return from;
}

void Set::repack(std::size_t wide) {
  std::string packed;
  reserve_sparingly(packed, 1 + packed_size() * wide);
  packed += static_cast<char>(wide);
  for (std::size_t number = 0; number < packed_size(); ++number) {
    append_little_endian(packed, static_cast<std::uint64_t>(packed_at(number)), wide);
  }
  packed_ = std::move(packed);
}

void Set::move_into_map() {
  auto map = std::make_unique<OrderedMap<Nothing>>();
  for_each([&](std::string_view member) { map->insert(member); });
  map_ = std::move(map);
  packed_ = std::string();
}

}  // namespace rollcall::sim::redis
