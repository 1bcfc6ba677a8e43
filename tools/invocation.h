// How the program was called, for the commands that it prints to be typed next.
#pragma once

#include <string>

namespace rollcall::tools {

/// The program's argv[0], as the shell, or ./tools/run, gave it.
void remember_invocation(const char* called_as);
/// One word for a POSIX shell; quoted only where that is needed: 'my cases/one.toml'.
[[nodiscard]] std::string quoted(const std::string& word);
/// What to type to have the program do something: "./tools/run compare --worlds 60".
[[nodiscard]] std::string program_command(const std::string& arguments);
/// What to type to replay a case: "./tools/run replay 'my cases/one.toml'".
[[nodiscard]] std::string replay_command(const std::string& path);

}  // namespace rollcall::tools
