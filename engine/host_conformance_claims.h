// The claims of the host conformance suite, by what they are about.
#pragma once

#include <span>

#include "engine/host_conformance.h"

namespace rollcall {

/// Clocks, sleep, tasks, monitors, entropy and named steps.
[[nodiscard]] std::span<const HostClaim> host_task_claims();
/// Connecting, reading, writing and closing.
[[nodiscard]] std::span<const HostClaim> host_stream_claims();

/// For claims: it is not earlier than `deadline`, nor later by more than the arm's slack.
void expect_reached(Host& host, const HostArm& arm, MonotonicTime deadline);

}  // namespace rollcall
