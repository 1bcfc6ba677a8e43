#include "sim/redis/scan_options.h"

#include <charconv>

#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// As strtoul reads it: a sign is fine, and so is nothing at all.
std::optional<std::uint64_t> parse_cursor(std::string_view text) {
  if (text.empty()) return 0;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::uint64_t cursor = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, cursor);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return negative ? 0 - cursor : cursor;
}

}  // namespace

std::optional<std::uint64_t> scan_cursor(Call& call, std::size_t at) {
  const auto cursor = parse_cursor(call.args[at]);
  if (!cursor) call.reply.error("ERR invalid cursor");
  return cursor;
}

std::optional<ScanOptions> scan_options(Call& call, std::size_t at, bool may_name_type) {
  ScanOptions options;
  for (; at < call.args.size(); at += 2) {
    const std::string_view option = call.args[at];
    const bool counts = equals_ignoring_case(option, "COUNT");
    const bool matches = equals_ignoring_case(option, "MATCH");
    const bool types = may_name_type && equals_ignoring_case(option, "TYPE");
    if (at + 1 == call.args.size() || !(counts || matches || types)) {
      call.syntax_error();
      return std::nullopt;
    }
    if (matches) options.pattern = call.args[at + 1];
    if (types) options.type = call.args[at + 1];
    if (!counts) continue;
    const auto count = call.integer_argument(at + 1);
    if (!count) return std::nullopt;
    if (*count < 1) {
      call.syntax_error();
      return std::nullopt;
    }
    options.count = *count;
  }
  return options;
}

}  // namespace rollcall::sim::redis
