#include "sim/redis/request_reader.h"

#include <limits>

#include "sim/redis/inline_request.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t kLineMax = 64 * 1024;
constexpr std::int64_t kBulkMax = 512LL * 1024 * 1024;
constexpr std::int64_t kWordsMax = std::numeric_limits<int>::max();
constexpr std::int64_t kWordsMaxUnauthenticated = 10;
constexpr std::int64_t kBulkMaxUnauthenticated = 16384;
// Words already used are dropped from the front once they are this many bytes.
constexpr std::size_t kCompactAt = 16 * 1024;

}  // namespace

void RequestReader::append(std::string_view bytes) {
  arguments_.clear();
  const bool free_front = slices_.empty() && (at_ == buffer_.size() || at_ >= kCompactAt);
  if (free_front) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  buffer_ += bytes;
}

RequestReader::Outcome RequestReader::next(bool authenticated) {
  arguments_.clear();
  if (!error_.empty()) return Outcome::kError;
  while (at_ < buffer_.size()) {
    const bool in_array = words_left_ > 0;
    const Outcome outcome =
        in_array || buffer_[at_] == '*' ? next_array(authenticated) : next_line();
    if (outcome != Outcome::kRequest || !arguments_.empty()) return outcome;
  }
  return Outcome::kIncomplete;
}

RequestReader::Outcome RequestReader::fail(std::string message) {
  error_ = std::move(message);
  return Outcome::kError;
}

RequestReader::Outcome RequestReader::next_line() {
  const std::size_t end = buffer_.find('\n', at_);
  if (end == std::string::npos) {
    if (buffered() > kLineMax) return fail("Protocol error: too big inline request");
    return Outcome::kIncomplete;
  }
  std::string_view line(buffer_.data() + at_, end - at_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  auto words = split_inline_request(line);
  if (!words) return fail("Protocol error: unbalanced quotes in request");
  line_ = std::move(*words);
  at_ = end + 1;
  arguments_.assign(line_.begin(), line_.end());
  return Outcome::kRequest;
}

RequestReader::Outcome RequestReader::next_array(bool authenticated) {
  if (words_left_ == 0) {
    slices_.clear();
    const Outcome head = read_array_head(authenticated);
    if (head != Outcome::kRequest || words_left_ == 0) return head;
  }
  while (words_left_ > 0) {
    if (bulk_length_ == kNone) {
      const Outcome head = read_bulk_head(authenticated);
      if (head != Outcome::kRequest) return head;
    }
    const auto length = static_cast<std::size_t>(bulk_length_);
    if (buffered() < length + 2) return Outcome::kIncomplete;
    slices_.push_back({at_, length});
    at_ += length + 2;  // the bytes behind a word are skipped unseen, as in Redis
    bulk_length_ = kNone;
    --words_left_;
  }
  for (const Slice& slice : slices_) {
    arguments_.emplace_back(buffer_.data() + slice.start, slice.length);
  }
  slices_.clear();
  return Outcome::kRequest;
}

RequestReader::Outcome RequestReader::read_head(std::string_view too_long,
                                                std::string_view& digits) {
  const std::size_t end = buffer_.find('\r', at_);
  if (end == std::string::npos) {
    if (buffered() > kLineMax) return fail("Protocol error: " + std::string(too_long));
    return Outcome::kIncomplete;
  }
  if (end + 1 >= buffer_.size()) return Outcome::kIncomplete;
  digits = std::string_view(buffer_).substr(at_ + 1, end - at_ - 1);
  return Outcome::kRequest;
}

RequestReader::Outcome RequestReader::read_array_head(bool authenticated) {
  std::string_view digits;
  const Outcome head = read_head("too big mbulk count string", digits);
  if (head != Outcome::kRequest) return head;
  const auto count = parse_integer(digits);
  if (!count || *count > kWordsMax) return fail("Protocol error: invalid multibulk length");
  if (*count > kWordsMaxUnauthenticated && !authenticated) {
    return fail("Protocol error: unauthenticated multibulk length");
  }
  at_ += digits.size() + 3;
  words_left_ = *count > 0 ? *count : 0;
  return Outcome::kRequest;
}

RequestReader::Outcome RequestReader::read_bulk_head(bool authenticated) {
  std::string_view digits;
  const Outcome head = read_head("too big bulk count string", digits);
  if (head != Outcome::kRequest) return head;
  if (buffer_[at_] != '$') {
    return fail(std::string("Protocol error: expected '$', got '") + buffer_[at_] + "'");
  }
  const auto length = parse_integer(digits);
  if (!length || *length < 0 || *length > kBulkMax) {
    return fail("Protocol error: invalid bulk length");
  }
  if (*length > kBulkMaxUnauthenticated && !authenticated) {
    return fail("Protocol error: unauthenticated bulk length");
  }
  at_ += digits.size() + 3;
  bulk_length_ = *length;
  return Outcome::kRequest;
}

}  // namespace rollcall::sim::redis
