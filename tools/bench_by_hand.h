// What somebody would write by hand who wants nothing but speed: the measure of the strategies on
// real servers. 500 threads begin as those of a world do, all within the time that is measured.
#pragma once

#include <cstddef>
#include <expected>
#include <string>

#include "engine/host.h"
#include "engine/stores.h"

namespace rollcall::tools {

/// One thread has the only connection and commits for all who have come meanwhile, with
/// synchronous=FULL: a user and what she was answered, by two prepared statements. From the first
/// call to the last answer; the error is one line.
[[nodiscard]] std::expected<Duration, std::string> group_commit_by_hand(const Stores& stores,
                                                                        std::size_t users);

/// Each thread runs one cached script that writes a pending user and her entry in the queue,
/// through the engine's own client with its 50 connections. The median of the calls.
[[nodiscard]] std::expected<Duration, std::string> evalsha_by_hand(const Stores& stores,
                                                                   std::size_t users);

}  // namespace rollcall::tools
