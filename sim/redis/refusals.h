// Why a request may not run now.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/redis/command.h"
#include "sim/redis/conditions.h"

namespace rollcall::sim::redis {

// The error for the reply, of the first of Redis's checks that fails; nothing when the request may
// run. Makes room where there is a limit to the memory, which comes among the checks. `command`
// nullptr: there is none of that name.
[[nodiscard]] std::optional<std::string> refusal(Instance& instance, const Session& session,
                                                 const Command* command, Arguments args,
                                                 UnixMs now);

struct ScriptSoFar {
  bool has_written;     // it might have: it then runs to its end, whatever happens
  bool exceeds_memory;  // it may
};
// The same for a command that a script calls, which was found and has the right arity.
[[nodiscard]] std::optional<std::string> refusal_in_script(const Instance& instance,
                                                           const Command& command,
                                                           ScriptSoFar script);

// Why a script may not run that says nothing of itself.
[[nodiscard]] std::optional<std::string> refusal_of_scripts(const Instance& instance);

// While a script or a function runs; what ends the other one is refused so, too.
[[nodiscard]] std::string_view busy_message(const Conditions& conditions);

}  // namespace rollcall::sim::redis
