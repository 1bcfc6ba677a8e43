#include "sim/redis/listpack.h"

#include "sim/redis/little_endian.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

// In so many bytes of seven bits the length of an element stands behind it.
std::size_t back_length_bytes(std::size_t element) {
  if (element <= 127) return 1;
  if (element < 16383) return 2;
  if (element < 2097151) return 3;
  return element < 268435455 ? 4 : 5;
}

// The highest group of seven bits first; all but that one are marked.
void end_element(std::string& out, std::size_t start) {
  const std::size_t size = out.size() - start;
  const std::size_t groups = back_length_bytes(size);
  for (std::size_t group = groups; group > 0; --group) {
    const std::size_t bits = size >> (7 * (group - 1)) & 0x7f;
    out += static_cast<char>(group == groups ? bits : 0x80U | bits);
  }
}

constexpr std::size_t head_bytes = 6;
constexpr std::size_t many = 65535;  // the count that stands for any larger one

}  // namespace

void append_element(std::string& elements, std::int64_t number) {
  const auto fits = [number](int bits) {
    const std::int64_t limit = std::int64_t{1} << (bits - 1);
    return number >= -limit && number < limit;
  };
  const auto bits = static_cast<std::uint64_t>(number);
  const std::size_t start = elements.size();
  if (number >= 0 && number < 128) {
    elements += static_cast<char>(number);
  } else if (fits(13)) {
    elements += static_cast<char>(0xc0U | (bits >> 8 & 0x1f));
    elements += static_cast<char>(bits & 0xff);
  } else {
    const std::size_t bytes = fits(16) ? 2 : fits(24) ? 3 : fits(32) ? 4 : 8;
    elements += static_cast<char>(bytes == 8 ? 0xf4U : 0xefU + bytes);
    append_little_endian(elements, bits, bytes);
  }
  end_element(elements, start);
}

void append_element(std::string& elements, std::string_view text) {
  if (const auto number = parse_integer(text)) return append_element(elements, *number);
  const std::size_t start = elements.size();
  if (text.size() < 64) {
    elements += static_cast<char>(0x80U | text.size());
  } else if (text.size() < 4096) {
    elements += static_cast<char>(0xe0U | text.size() >> 8);
    elements += static_cast<char>(text.size() & 0xff);
  } else {
    elements += static_cast<char>(0xf0);
    append_little_endian(elements, text.size(), 4);
  }
  elements += text;
  end_element(elements, start);
}

std::size_t element_bytes(std::int64_t number) {
  std::string element;
  append_element(element, number);
  return element.size();
}

std::string framed_listpack(std::string_view elements, std::size_t count) {
  std::string bytes;
  append_little_endian(bytes, elements.size() + listpack_frame_bytes, 4);
  append_little_endian(bytes, count < many ? count : many, 2);
  bytes += elements;
  bytes += static_cast<char>(0xff);
  return bytes;
}

std::optional<std::vector<std::string>> read_listpack(std::string_view bytes) {
  if (bytes.size() < listpack_frame_bytes || little_endian(bytes.substr(0, 4)) != bytes.size() ||
      bytes.back() != static_cast<char>(0xff)) {
    return std::nullopt;
  }
  std::vector<std::string> words;
  ListpackReader in(bytes.substr(head_bytes, bytes.size() - listpack_frame_bytes));
  while (!in.at_end()) {
    const auto element = in.next();
    if (!element) return std::nullopt;
    words.push_back(element->to_string());
  }
  const std::uint64_t count = little_endian(bytes.substr(4, 2));
  return count == many || count == words.size() ? std::optional(std::move(words)) : std::nullopt;
}

std::string ListpackElement::to_string() const {
  if (!number) return std::string(text);
  std::string digits;
  append_integer(digits, *number);
  return digits;
}

std::optional<ListpackElement> ListpackReader::next() {
  const std::size_t start = at_;
  auto element = has(1) ? take_content() : std::nullopt;
  return element && skip_length(at_ - start) ? element : std::nullopt;
}

void ListpackReader::back() {
  std::size_t length = 0;
  bool marked = true;
  for (std::size_t bits = 0; marked; bits += 7) {
    const std::size_t group = byte(--at_);
    length |= (group & 0x7f) << bits;
    marked = group >= 0x80;
  }
  at_ -= length;
}

std::optional<ListpackElement> ListpackReader::take_content() {
  const unsigned first = byte(at_);
  if (first < 0x80) {
    ++at_;
    return ListpackElement{.text = {}, .number = first};
  }
  if (first < 0xc0) return take_string(1, first & 0x3f);
  if (first < 0xf0) {
    if (!has(2)) return std::nullopt;
    const unsigned value = (first & 0x1f) << 8 | byte(at_ + 1);
    if (first >= 0xe0) return take_string(2, value & 0xfff);
    at_ += 2;
    return ListpackElement{.text = {}, .number = with_sign(value, 13)};
  }
  if (first > 0xf4) return std::nullopt;
  if (first > 0xf0) return take_number(first == 0xf4 ? 8 : first - 0xef);
  if (!has(5)) return std::nullopt;
  return take_string(5, little_endian(bytes_.substr(at_ + 1, 4)));
}

std::optional<ListpackElement> ListpackReader::take_string(std::size_t head, std::size_t length) {
  if (!has(head + length)) return std::nullopt;
  const std::string_view text = bytes_.substr(at_ + head, length);
  at_ += head + length;
  return ListpackElement{.text = text, .number = {}};
}

std::optional<ListpackElement> ListpackReader::take_number(std::size_t size) {
  if (!has(1 + size)) return std::nullopt;
  const std::uint64_t bits = little_endian(bytes_.substr(at_ + 1, size));
  at_ += 1 + size;
  return ListpackElement{.text = {}, .number = with_sign(bits, size * 8)};
}

bool ListpackReader::skip_length(std::size_t entry) {
  const std::size_t bytes = back_length_bytes(entry);
  if (!has(bytes)) return false;
  std::size_t said = 0;
  for (std::size_t i = 0; i < bytes; ++i) said = said << 7 | (byte(at_ + i) & 0x7f);
  at_ += bytes;
  return said == entry;
}

}  // namespace rollcall::sim::redis
