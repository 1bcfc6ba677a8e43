// Writes RESP2 replies to the end of a buffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

class Reply {
 public:
  explicit Reply(std::string& out) : out_(out) {}

  void ok() { out_ += "+OK\r\n"; }
  void simple(std::string_view text);
  // `message` with its code and without '-': "WRONGTYPE Operation against ...". Line breaks, which
  // a user's bytes may bring in, become blanks.
  void error(std::string_view message);
  void integer(std::int64_t number);
  void bulk(std::string_view bytes);
  void bulk_integer(std::int64_t number);
  void bulk_double(double number);
  void null_bulk() { out_ += "$-1\r\n"; }
  void null_array() { out_ += "*-1\r\n"; }
  // The head of an array: `length` replies follow.
  void array(std::size_t length);

  [[nodiscard]] std::string& buffer() { return out_; }

 private:
  void head(char type, std::int64_t number);

  std::string& out_;
};

// A request, or an entry of an append-only file: an array of bulk strings.
template <class Words>
void append_command(std::string& out, const Words& words) {
  Reply reply(out);
  reply.array(words.size());
  for (const std::string_view word : words) reply.bulk(word);
}

}  // namespace rollcall::sim::redis
