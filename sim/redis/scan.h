// What SCAN and its kin for containers have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/command.h"
#include "sim/redis/glob.h"

namespace rollcall::sim::redis {

struct ScanOptions {
  std::string_view pattern = "*";
  std::int64_t count = 10;
  std::optional<std::string_view> type;
};

// The cursor in args[at]; replies an error when it is none.
[[nodiscard]] std::optional<std::uint64_t> cursor_argument(Call& call, std::size_t at);
// From args[at] on. TYPE is an option where keys are scanned, not members of one.
[[nodiscard]] std::optional<ScanOptions> parse_scan_options(Call& call, std::size_t at,
                                                            bool of_keys);
void reply_scan(Call& call, std::uint64_t next, const std::vector<std::string>& found);

// HSCAN and its kin: `emit` appends a member's words to what is replied. Redis keeps small
// containers in one piece and replies all of it, whatever the cursor and the count.
template <class Container, class Emit>
void scan_members(Call& call, Emit emit) {
  const auto cursor = cursor_argument(call, 2);
  if (!cursor) return;
  const auto found = call.find<Container>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return reply_scan(call, 0, {});
  const auto options = parse_scan_options(call, 3, false);
  if (!options) return;
  const Container& container = **found;
  const bool whole = !container.flag();
  std::vector<std::string> words;
  const auto next = container.scan(
      whole ? 0 : *cursor, whole ? container.size() : static_cast<std::size_t>(options->count),
      [&](std::string_view member, const auto&... value) {
        if (glob_chooses(options->pattern, member)) emit(words, member, value...);
      });
  reply_scan(call, whole ? 0 : next, words);
}

}  // namespace rollcall::sim::redis
