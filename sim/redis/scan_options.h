// The arguments that SCAN and its kin for one container share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

struct ScanOptions {
  std::string_view pattern = "*";
  std::int64_t count = 10;
  std::optional<std::string_view> type;  // of SCAN only
};

// The cursor in args[at]; replies an error when it is none.
[[nodiscard]] std::optional<std::uint64_t> scan_cursor(Call& call, std::size_t at);

// The options from args[at] on; nothing after an error reply.
[[nodiscard]] std::optional<ScanOptions> scan_options(Call& call, std::size_t at,
                                                      bool may_name_type);

}  // namespace rollcall::sim::redis
