// Reads requests from a connection's bytes as they arrive: arrays of bulk strings, and lines
// typed by hand ("inline" commands). A half request waits for the rest.
//
// Limits and error texts are those of Redis 7.0.15: proto-max-bulk-len 512 MB, lines up to 64 KB;
// at most 10 arguments of at most 16 KB each while the client is not authenticated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

using Arguments = std::span<const std::string_view>;

class RequestReader {
 public:
  enum class Outcome { incomplete, request, error };

  void append(std::string_view bytes);
  // Reads the next request, skipping empty ones. After an error nothing more can be read.
  struct Limits {
    bool authenticated;     // who is not may send little
    std::int64_t bulk_max;  // bytes of a word
  };
  [[nodiscard]] Outcome next(const Limits& limits);

  // The request that next() read; valid until the next append() or next().
  [[nodiscard]] Arguments arguments() const { return arguments_; }
  // Why next() failed: "Protocol error: ..." without a code.
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::size_t buffered() const { return buffer_.size() - at_; }
  // How many bytes that request took.
  [[nodiscard]] std::size_t request_bytes() const { return at_ - start_; }

 private:
  struct Slice {
    std::size_t start;
    std::size_t length;
  };

  [[nodiscard]] std::size_t end_of_line(char mark) const;
  Outcome next_line();
  Outcome next_array(const Limits& limits);
  Outcome read_array_head(bool authenticated);
  Outcome read_bulk_head(const Limits& limits);
  Outcome fail(std::string message);
  // The number between the type byte at `at_` and CR LF, as text; incomplete until both are there.
  Outcome read_head(std::string_view too_long, std::string_view& digits);

  static constexpr std::int64_t unset = -1;

  std::string buffer_;
  std::size_t at_ = 0;                // everything before it has been used
  std::size_t start_ = 0;             // of the request that is being read, or was read last
  std::int64_t words_left_ = 0;       // of the array being read
  std::int64_t bulk_length_ = unset;  // of the word being read
  std::vector<Slice> slices_;         // the words so far, in buffer_
  std::vector<std::string> line_;     // the words of a line, unquoted
  std::vector<std::string_view> arguments_;
  std::string error_;
};

}  // namespace rollcall::sim::redis
