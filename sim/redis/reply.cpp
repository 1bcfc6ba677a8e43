#include "sim/redis/reply.h"

#include <algorithm>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {

void Reply::number_line(char type, std::int64_t number) {
  out_.push_back(type);
  append_integer(out_, number);
  out_ += "\r\n";
}

void Reply::line(char type, std::string_view text) {
  out_.push_back(type);
  out_ += text;
  out_ += "\r\n";
}

void Reply::simple(std::string_view text) { line('+', text); }

void Reply::error(std::string_view message) {
  const std::size_t start = out_.size();
  line('-', message);
  const auto is_break = [](char c) { return c == '\r' || c == '\n'; };
  std::replace_if(out_.begin() + static_cast<std::ptrdiff_t>(start), out_.end() - 2, is_break, ' ');
}

void Reply::integer(std::int64_t number) { number_line(':', number); }

void Reply::bulk(std::string_view bytes) {
  head('$', bytes.size());
  out_ += bytes;
  out_ += "\r\n";
}

void Reply::bulk_integer(std::int64_t number) {
  std::string digits;
  append_integer(digits, number);
  bulk(digits);
}

void Reply::bulk_double(double number) {
  std::string digits;
  append_double(digits, number);
  bulk(digits);
}

void Reply::real(double number) {
  if (!is_resp3()) return bulk_double(number);
  out_.push_back(',');
  append_double(out_, number);
  out_ += "\r\n";
}

void Reply::big_number(std::string_view digits) { is_resp3() ? line('(', digits) : bulk(digits); }

void Reply::boolean(bool value) {
  if (is_resp3()) {
    line('#', value ? "t" : "f");
  } else {
    integer(value ? 1 : 0);
  }
}

// Three letters name the format: longer names are cut, shorter ones filled up with blanks.
void Reply::verbatim(std::string_view text, std::string_view format) {
  if (!is_resp3()) return bulk(text);
  constexpr std::size_t letters = 3;
  head('=', letters + 1 + text.size());
  format = format.substr(0, letters);
  out_ += format;
  out_.append(letters - format.size(), ' ');
  out_ += ':';
  out_ += text;
  out_ += "\r\n";
}

}  // namespace rollcall::sim::redis
