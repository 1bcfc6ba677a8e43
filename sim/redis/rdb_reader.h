// Reads the pieces that Redis's RDB format is made of, as rdb_writer.h writes them, and strings
// that a redis-server has compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

// Reads from the front; from the first wrong byte on it has failed, and reads zeros.
class RdbReader {
 public:
  explicit RdbReader(std::string_view bytes) : left_(bytes) {}
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return left_.empty(); }

  std::uint64_t little_endian(std::size_t size);
  std::uint64_t big_endian(std::size_t size);
  std::size_t length();
  // Of the elements that follow, of which there is one, and each of which takes a byte at least.
  std::size_t count();
  std::string text();
  // What has been read makes no sense.
  void refuse() { fail(); }

 private:
  std::string compressed();
  std::size_t fail();
  std::string_view take(std::size_t size);

  std::string_view left_;
  bool failed_ = false;
};

}  // namespace rollcall::sim::redis
