#include "scenarios/plain_text.h"

#include <cstdint>

namespace rollcall::scenarios {
namespace {

struct Lead {
  std::size_t bytes;    // of the whole sequence; zero: not a lead byte
  std::uint32_t bits;   // of the code point in the lead byte
  std::uint32_t least;  // a smaller code point has a shorter form
};

Lead read_lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xe0) == 0xc0) return {2, byte & 0x1fU, 0x80};
  if ((byte & 0xf0) == 0xe0) return {3, byte & 0x0fU, 0x800};
  if ((byte & 0xf8) == 0xf0) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool is_plain(std::uint32_t point) {
  const bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
  const bool surrogate = point >= 0xd800 && point < 0xe000;
  return !control && !surrogate && point <= 0x10ffff;
}

}  // namespace

bool is_plain_text(std::string_view text) {
  while (!text.empty()) {
    const Lead lead = read_lead(static_cast<unsigned char>(text.front()));
    if (lead.bytes == 0 || lead.bytes > text.size()) return false;
    std::uint32_t point = lead.bits;
    for (const char c : text.substr(1, lead.bytes - 1)) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte & 0xc0) != 0x80) return false;
      point = (point << 6) | (byte & 0x3fU);
    }
    if (point < lead.least || !is_plain(point)) return false;
    text.remove_prefix(lead.bytes);
  }
  return true;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result += '"';
}

}  // namespace rollcall::scenarios
