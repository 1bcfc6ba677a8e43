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

// Whether it may change anything, or replicas may be sent it: what CLIENT PAUSE puts off.
[[nodiscard]] bool may_replicate(Instance& instance, const Session& session, const Command& command,
                                 Arguments args);

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

}  // namespace rollcall::sim::redis
