// Listpacks, in which Redis packs short sequences of strings and numbers: the elements, each with
// its own length behind it, to be walked from either end.
//
//   0nnnnnnn             a number up to 127          11110000 length:4  a string
//   10llllll             a string                    11110001 n:2, 11110010 n:3,
//   110nnnnn nnnnnnnn    a number of 13 bits         11110011 n:4, 11110100 n:8  numbers
//   1110llll llllllll    a string
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

void append_element(std::string& elements, std::int64_t number);
// As a number where it is one.
void append_element(std::string& elements, std::string_view text);
// How many bytes that appends.
[[nodiscard]] std::size_t element_bytes(std::int64_t number);

// The frame: the size of all in front, how many elements there are, and a mark at the end.
inline constexpr std::size_t listpack_frame_bytes = 7;
[[nodiscard]] std::string framed_listpack(std::string_view elements, std::size_t count);
// The elements, numbers in decimal; nothing where the bytes are damaged.
[[nodiscard]] std::optional<std::vector<std::string>> read_listpack(std::string_view bytes);

struct ListpackElement {
  std::string_view text;  // where it is no number
  std::optional<std::int64_t> number;

  [[nodiscard]] std::string to_string() const;
};

class ListpackReader {
 public:
  explicit ListpackReader(std::string_view elements, std::size_t place = 0)
      : bytes_(elements), at_(place) {}

  // Bytes in front of the next element.
  [[nodiscard]] std::size_t place() const { return at_; }
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  // Nothing where it is damaged.
  std::optional<ListpackElement> next();
  // Back in front of the element read last, or of the one before; it is there and undamaged.
  void back();

 private:
  [[nodiscard]] unsigned byte(std::size_t at) const {
    return static_cast<unsigned char>(bytes_[at]);
  }
  [[nodiscard]] bool has(std::size_t bytes) const { return bytes_.size() - at_ >= bytes; }
  std::optional<ListpackElement> take_content();
  std::optional<ListpackElement> take_string(std::size_t head, std::size_t length);
  std::optional<ListpackElement> take_number(std::size_t size);
  bool skip_length(std::size_t entry);

  std::string_view bytes_;
  std::size_t at_;
};

}  // namespace rollcall::sim::redis
