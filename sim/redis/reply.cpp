#include "sim/redis/reply.h"

#include <algorithm>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {

void Reply::head(char type, std::int64_t number) {
  out_.push_back(type);
  append_integer(out_, number);
  out_ += "\r\n";
}

void Reply::simple(std::string_view text) {
  out_.push_back('+');
  out_ += text;
  out_ += "\r\n";
}

void Reply::error(std::string_view message) {
  out_.push_back('-');
  const std::size_t start = out_.size();
  out_ += message;
  const auto is_break = [](char c) { return c == '\r' || c == '\n'; };
  std::replace_if(out_.begin() + static_cast<std::ptrdiff_t>(start), out_.end(), is_break, ' ');
  out_ += "\r\n";
}

void Reply::integer(std::int64_t number) { head(':', number); }

void Reply::bulk(std::string_view bytes) {
  head('$', static_cast<std::int64_t>(bytes.size()));
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

void Reply::array(std::size_t length) { head('*', static_cast<std::int64_t>(length)); }

}  // namespace rollcall::sim::redis
