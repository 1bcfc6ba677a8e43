// Why a request may not run now.
#pragma once

#include <optional>
#include <string>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

// The error for the reply, of the first of Redis's checks that fails; nothing when the request may
// run. Makes room where there is a limit to the memory, which comes among the checks. `command`
// nullptr: there is none of that name.
[[nodiscard]] std::optional<std::string> refusal(Instance& instance, const Session& session,
                                                 const Command* command, Arguments args,
                                                 UnixMs now);

// The same for a command that a script calls, which was found and has the right arity.
// `has_written`: an earlier one might have changed something; the script then runs to its end,
// whatever happens.
[[nodiscard]] std::optional<std::string> refusal_in_script(const Instance& instance,
                                                           const Command& command,
                                                           bool has_written);

// Why no script may run at all.
[[nodiscard]] std::optional<std::string> refusal_of_scripts(const Instance& instance);

}  // namespace rollcall::sim::redis
