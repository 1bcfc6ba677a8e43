// How the program was called, for the commands that it prints to be typed next.
#pragma once

#include <string>

namespace rollcall::tools {

/// The program's argv[0], as the shell, or ./tools/run, gave it.
void remember_invocation(const char* called_as);
/// What to type to replay a case: "./tools/run replay 'my cases/one.toml'".
[[nodiscard]] std::string replay_command(const std::string& path);

}  // namespace rollcall::tools
