#include "sim/redis/request_reader.h"

#include <limits>

#include "sim/redis/inline_request.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t line_max = 64 * 1024;
constexpr std::int64_t words_max = std::numeric_limits<int>::max();
constexpr std::int64_t words_max_unauthenticated = 10;
constexpr std::int64_t bulk_max_unauthenticated = 16384;
// Words already used are dropped from the front once they are this many bytes.
constexpr std::size_t compact_at = 16 * 1024;

}  // namespace

void RequestReader::append(std::string_view bytes) {
  arguments_.clear();
  const bool free_front = slices_.empty() && (at_ == buffer_.size() || at_ >= compact_at);
  if (free_front) {
    buffer_.erase(0, at_);
    at_ = start_ = 0;
  }
  buffer_ += bytes;
}

RequestReader::Outcome RequestReader::next(const Limits& limits) {
  arguments_.clear();
  if (!error_.empty()) return Outcome::error;
  while (at_ < buffer_.size()) {
    const bool in_array = words_left_ > 0;
    if (!in_array) start_ = at_;
    const Outcome outcome = in_array || buffer_[at_] == '*' ? next_array(limits) : next_line();
    if (outcome != Outcome::request || !arguments_.empty()) return outcome;
  }
  return Outcome::incomplete;
}

RequestReader::Outcome RequestReader::fail(std::string message) {
  error_ = std::move(message);
  return Outcome::error;
}

// As for strchr(), with which Redis looks for it, there is nothing behind a NUL: the line stays
// incomplete until it is too long.
std::size_t RequestReader::end_of_line(char mark) const {
  const std::size_t end = buffer_.find(mark, at_);
  if (end == std::string::npos) return end;
  const bool hidden = std::string_view(buffer_).substr(at_, end - at_).contains('\0');
  return hidden ? std::string::npos : end;
}

RequestReader::Outcome RequestReader::next_line() {
  const std::size_t end = end_of_line('\n');
  if (end == std::string::npos) {
    if (buffered() > line_max) return fail("Protocol error: too big inline request");
    return Outcome::incomplete;
  }
  std::string_view line(buffer_.data() + at_, end - at_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  auto words = split_inline_request(line);
  if (!words) return fail("Protocol error: unbalanced quotes in request");
  line_ = std::move(*words);
  at_ = end + 1;
  arguments_.assign(line_.begin(), line_.end());
  return Outcome::request;
}

RequestReader::Outcome RequestReader::next_array(const Limits& limits) {
  if (words_left_ == 0) {
    slices_.clear();
    const Outcome head = read_array_head(limits.authenticated);
    if (head != Outcome::request || words_left_ == 0) return head;
  }
  while (words_left_ > 0) {
    if (bulk_length_ == unset) {
      const Outcome head = read_bulk_head(limits);
      if (head != Outcome::request) return head;
    }
    const auto length = static_cast<std::size_t>(bulk_length_);
    if (buffered() < length + 2) return Outcome::incomplete;
    slices_.push_back({at_, length});
    at_ += length + 2;  // the bytes behind a word are skipped unseen, as in Redis
    bulk_length_ = unset;
    --words_left_;
  }
  for (const Slice& slice : slices_) {
    arguments_.emplace_back(buffer_.data() + slice.start, slice.length);
  }
  slices_.clear();
  return Outcome::request;
}

RequestReader::Outcome RequestReader::read_head(std::string_view too_long,
                                                std::string_view& digits) {
  const std::size_t end = end_of_line('\r');
  if (end == std::string::npos) {
    if (buffered() > line_max) return fail("Protocol error: " + std::string(too_long));
    return Outcome::incomplete;
  }
  if (end + 1 >= buffer_.size()) return Outcome::incomplete;
  digits = std::string_view(buffer_).substr(at_ + 1, end - at_ - 1);
  return Outcome::request;
}

RequestReader::Outcome RequestReader::read_array_head(bool authenticated) {
  std::string_view digits;
  const Outcome head = read_head("too big mbulk count string", digits);
  if (head != Outcome::request) return head;
  const auto count = parse_integer(digits);
  if (!count || *count > words_max) return fail("Protocol error: invalid multibulk length");
  if (*count > words_max_unauthenticated && !authenticated) {
    return fail("Protocol error: unauthenticated multibulk length");
  }
  at_ += digits.size() + 3;
  words_left_ = *count > 0 ? *count : 0;
  return Outcome::request;
}

RequestReader::Outcome RequestReader::read_bulk_head(const Limits& limits) {
  std::string_view digits;
  const Outcome head = read_head("too big bulk count string", digits);
  if (head != Outcome::request) return head;
  if (buffer_[at_] != '$') {
    return fail(std::string("Protocol error: expected '$', got '") + buffer_[at_] + "'");
  }
  const auto length = parse_integer(digits);
  if (!length || *length < 0 || *length > limits.bulk_max) {
    return fail("Protocol error: invalid bulk length");
  }
  if (*length > bulk_max_unauthenticated && !limits.authenticated) {
    return fail("Protocol error: unauthenticated bulk length");
  }
  at_ += digits.size() + 3;
  bulk_length_ = *length;
  return Outcome::request;
}

}  // namespace rollcall::sim::redis
