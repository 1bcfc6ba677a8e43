#include "tools/invocation.h"

#include <string_view>

namespace rollcall::tools {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): as global as argv.
std::string program = "rollcall";

}  // namespace

void remember_invocation(const char* called_as) {
  if (called_as != nullptr && *called_as != '\0') program = called_as;
}

std::string quoted(const std::string& word) {
  static constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=+@%,";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string program_command(const std::string& arguments) {
  return quoted(program) + " " + arguments;
}

std::string replay_command(const std::string& path) {
  return program_command("replay " + quoted(path));
}

}  // namespace rollcall::tools
