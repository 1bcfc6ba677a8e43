// The names under which faults and triggers know the parts of a world.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "properties/history.h"

namespace rollcall::scenarios {

[[nodiscard]] std::string app_process(std::uint32_t number);  ///< from 1: "app1"
/// The 3 of "app3"; empty for everything else.
[[nodiscard]] std::optional<std::uint32_t> app_number(std::string_view name);
/// Whether it is one of `apps` app processes, "redis" or "clients".
[[nodiscard]] bool is_process(std::string_view name, std::uint32_t apps);

/// What `on` may name for such a fault in a world of `apps` app processes.
[[nodiscard]] std::vector<std::string> targets(faults::Where where, std::uint32_t apps);

/// "c3.2"
[[nodiscard]] std::optional<properties::OperationId> parse_operation_id(std::string_view text);
/// "c3"
[[nodiscard]] std::optional<std::uint32_t> parse_client_id(std::string_view text);

}  // namespace rollcall::scenarios
