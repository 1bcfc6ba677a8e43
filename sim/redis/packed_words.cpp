#include "sim/redis/packed_words.h"

#include <algorithm>

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t longest_word = 255;   // what a byte can say
constexpr std::size_t bytes_most = 8192;    // as many are searched in about a microsecond
constexpr std::size_t least_reserved = 24;  // below that malloc has no smaller piece

std::ptrdiff_t offset(std::size_t place) { return static_cast<std::ptrdiff_t>(place); }

}  // namespace

bool PackedWords::has_room_for(std::string_view one, std::string_view other) const {
  return std::max(one.size(), other.size()) <= longest_word &&
         bytes_.size() + one.size() + other.size() + 2 <= bytes_most;
}

void PackedWords::insert(std::size_t place, std::string_view word) {
  const std::size_t size = bytes_.size() + 1 + word.size();
  if (size > bytes_.capacity()) bytes_.reserve(std::max(least_reserved, size + size / 8));
  bytes_.insert(bytes_.begin() + offset(place), 1 + word.size(), static_cast<char>(word.size()));
  std::ranges::copy(word, bytes_.begin() + offset(place + 1));
}

void PackedWords::replace(std::size_t place, std::string_view word) {
  const auto first = bytes_.begin() + offset(place + 1);
  if (word.size() == at(place).size()) {
    std::ranges::copy(word, first);
    return;
  }
  erase(place, behind(place));
  insert(place, word);
}

void PackedWords::erase(std::size_t from, std::size_t to) {
  bytes_.erase(bytes_.begin() + offset(from), bytes_.begin() + offset(to));
}

}  // namespace rollcall::sim::redis
