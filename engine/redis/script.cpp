#include "engine/redis/script.h"

#include <fmt/format.h>

#include <boost/uuid/detail/sha1.hpp>

namespace rollcall {
namespace {

std::string sha1_of(std::string_view text) {
  boost::uuids::detail::sha1 digest;
  digest.process_bytes(text.data(), text.size());
  boost::uuids::detail::sha1::digest_type words;
  digest.get_digest(words);
  std::string hex;
  for (const unsigned word : words) hex += fmt::format("{:08x}", word);
  return hex;
}

}  // namespace

Script::Script(std::string_view name, std::string_view text)
    : name_(name), text_(text), sha1_(sha1_of(text)) {}

}  // namespace rollcall
