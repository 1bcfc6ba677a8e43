// Writes replies to the end of a buffer. A command says what its reply is; how that looks in the
// protocol that the client has asked for is decided here and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

// As HELLO numbers them.
enum class Protocol : std::uint8_t { resp2 = 2, resp3 = 3 };

class Reply {
 public:
  Reply(std::string& out, Protocol protocol) : out_(out), protocol_(protocol) {}
  // In the same protocol, to another buffer.
  [[nodiscard]] Reply into(std::string& out) const { return {out, protocol_}; }

  void ok() { raw("+OK\r\n"); }
  void simple(std::string_view text);
  // `message` with its code and without '-': "WRONGTYPE Operation against ...". Line breaks, which
  // a user's bytes may bring in, become blanks.
  void error(std::string_view message);
  void integer(std::int64_t number);
  void bulk(std::string_view bytes);
  void bulk_integer(std::int64_t number);
  void bulk_double(double number);

  // RESP2 has none of these types: it shows numbers and texts as bulk strings and booleans as 1 and
  // 0, and has two kinds of nothing.
  void real(double number);
  void big_number(std::string_view digits);
  void boolean(bool value);
  void verbatim(std::string_view text, std::string_view format = "txt");
  void null() { is_resp3() ? line('_', "") : raw("$-1\r\n"); }
  void null_array() { is_resp3() ? line('_', "") : raw("*-1\r\n"); }

  // The heads of what follows: `length` replies, or `length` pairs of replies. RESP2 has arrays
  // only, for a map one of names and values in turn.
  void array(std::size_t length) { head('*', length); }
  void set(std::size_t length) { head(is_resp3() ? '~' : '*', length); }
  void map(std::size_t length) { is_resp3() ? head('%', length) : head('*', 2 * length); }
  // A map which RESP2 shows as an array of arrays: map_pair() comes before each pair.
  void map_of_pairs(std::size_t length) { head(is_resp3() ? '%' : '*', length); }
  void map_pair() {
    if (!is_resp3()) array(2);
  }
  // An array of arrays which RESP2 shows as one: pair() comes before each pair.
  void pairs(std::size_t length) { head('*', is_resp3() ? length : 2 * length); }
  void pair() {
    if (is_resp3()) array(2);
  }
  // These go ahead of a reply, or beside it, and are not to be sent in RESP2.
  void attributes(std::size_t length) { head('|', length); }
  void push(std::size_t length) { head('>', length); }
  // What comes unasked for, or as if it did: RESP2 has to tell it from replies by what it says.
  void message(std::size_t length) { is_resp3() ? push(length) : array(length); }

  [[nodiscard]] bool is_resp3() const { return protocol_ == Protocol::resp3; }
  [[nodiscard]] std::string& buffer() { return out_; }

 private:
  void raw(std::string_view bytes) { out_ += bytes; }
  void line(char type, std::string_view text);
  void head(char type, std::size_t length) { number_line(type, static_cast<std::int64_t>(length)); }
  void number_line(char type, std::int64_t number);

  std::string& out_;
  Protocol protocol_;
};

// A request, or an entry of an append-only file: an array of bulk strings.
template <class Words>
void append_command(std::string& out, const Words& words) {
  Reply reply(out, Protocol::resp2);
  reply.array(words.size());
  for (const std::string_view word : words) reply.bulk(word);
}

}  // namespace rollcall::sim::redis
