// Words in one piece of memory, each behind a byte that is its length: what small hashes and sorted
// sets consist of. A place is where a word begins.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

class PackedWords {
 public:
  [[nodiscard]] std::size_t end() const { return bytes_.size(); }
  // Valid until the words change.
  [[nodiscard]] std::string_view at(std::size_t place) const {
    return {bytes_.data() + place + 1, static_cast<unsigned char>(bytes_[place])};
  }
  [[nodiscard]] std::size_t behind(std::size_t place) const {
    return place + 1 + static_cast<unsigned char>(bytes_[place]);
  }

  // Whether both are short enough, and all together few enough to be searched from front to end.
  [[nodiscard]] bool has_room_for(std::string_view one, std::string_view other) const;
  // What is put in is no part of these words.
  void insert(std::size_t place, std::string_view word);
  void replace(std::size_t place, std::string_view word);
  void erase(std::size_t from, std::size_t to);
  void clear() { std::vector<char>().swap(bytes_); }

 private:
  std::vector<char> bytes_;
};

}  // namespace rollcall::sim::redis
