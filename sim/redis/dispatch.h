// From a request to its reply: the order of Redis's checks, queueing in MULTI, running.
#pragma once

#include <string>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

// Answers one request at the end of the session's output, or puts it off. Returns the command,
// nullptr when the name is unknown.
const Command* process_request(Instance& instance, Session& session, Arguments args, UnixMs now);

// Runs a command that has passed the checks and collects its effects: for process_request(), EXEC
// and scripts. The reply is appended to `out`.
void run_command(Instance& instance, Session& session, const Command& command, Arguments args,
                 UnixMs now, std::string& out);

}  // namespace rollcall::sim::redis
