#include "sim/redis/stream_id.h"

#include <cerrno>
#include <cstdlib>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t longest_id = 127;

// What is no integer in canonical form goes through C's strtoull: blanks and '+' in front and
// leading zeros are fine, too.
std::optional<std::uint64_t> parse_part(std::string_view text) {
  if (const auto number = parse_integer(text)) {
    if (*number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
  }
  const std::string terminated(text);
  char* stopped = nullptr;
  errno = 0;
  const std::uint64_t number = std::strtoull(terminated.c_str(), &stopped, 10);
  if (errno != 0 || text.empty() || stopped != terminated.c_str() + text.size()) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::optional<StreamId> next_id(StreamId id) {
  if (id == highest_id) return std::nullopt;
  return id.seq == max_id_part ? StreamId{id.ms + 1, 0} : StreamId{id.ms, id.seq + 1};
}

std::optional<StreamId> previous_id(StreamId id) {
  if (id == lowest_id) return std::nullopt;
  return id.seq == 0 ? StreamId{id.ms - 1, max_id_part} : StreamId{id.ms, id.seq - 1};
}

std::string to_text(StreamId id) { return std::to_string(id.ms) + "-" + std::to_string(id.seq); }

std::optional<StreamId> parse_stream_id(std::string_view text, std::uint64_t seq) {
  if (text.size() > longest_id) return std::nullopt;
  const std::size_t dash = text.find('-');
  const auto ms = parse_part(text.substr(0, dash));
  if (!ms) return std::nullopt;
  if (dash == std::string_view::npos) return StreamId{*ms, seq};
  const auto written = parse_part(text.substr(dash + 1));
  if (!written) return std::nullopt;
  return StreamId{*ms, *written};
}

std::optional<std::uint64_t> parse_open_stream_id(std::string_view text) {
  if (text.size() > longest_id || !text.ends_with("-*")) return std::nullopt;
  return parse_part(text.substr(0, text.size() - 2));
}

}  // namespace rollcall::sim::redis
