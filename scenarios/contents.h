// Reads both stores once everything has come to rest: the same code in simulated and real worlds.
#pragma once

#include <expected>
#include <string>

#include "engine/host.h"
#include "engine/stores.h"
#include "properties/history.h"

namespace rollcall::scenarios {

/// The error says which store could not be read, and why.
[[nodiscard]] std::expected<properties::Contents, std::string> read_contents(Host& host,
                                                                             const Stores& stores);

}  // namespace rollcall::scenarios
