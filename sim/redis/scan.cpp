#include "sim/redis/scan.h"

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

std::optional<std::uint64_t> cursor_argument(Call& call, std::size_t at) {
  const auto cursor = parse_cursor(call.args[at]);
  if (!cursor) call.reply.error("ERR invalid cursor");
  return cursor;
}

std::optional<ScanOptions> parse_scan_options(Call& call, std::size_t at, bool of_keys) {
  ScanOptions options;
  for (; at < call.args.size(); at += 2) {
    const std::string_view option = call.args[at];
    const bool has_value = at + 1 < call.args.size();
    if (has_value && equals_ignoring_case(option, "COUNT")) {
      const auto count = call.integer_argument(at + 1);
      if (!count) return std::nullopt;
      options.count = *count;
    } else if (has_value && equals_ignoring_case(option, "MATCH")) {
      options.pattern = call.args[at + 1];
    } else if (has_value && of_keys && equals_ignoring_case(option, "TYPE")) {
      options.type = call.args[at + 1];
    } else {
      options.count = 0;
    }
    if (options.count < 1) {
      call.syntax_error();
      return std::nullopt;
    }
  }
  return options;
}

void reply_scan(Call& call, std::uint64_t next, const std::vector<std::string>& found) {
  call.reply.array(2);
  call.reply.bulk_integer(static_cast<std::int64_t>(next));
  call.reply.array(found.size());
  for (const std::string_view word : found) call.reply.bulk(word);
}

}  // namespace rollcall::sim::redis
