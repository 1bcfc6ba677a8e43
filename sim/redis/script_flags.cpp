#include "sim/redis/script_flags.h"

#include <optional>
#include <vector>

#include "sim/redis/inline_request.h"

namespace rollcall::sim::redis {
namespace {

// Of "flags=a,b"; the error names the one that is none.
std::expected<void, std::string> read_flags(std::string_view list, ScriptFlags& flags) {
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(','));
    if (!set_flag(flags, name)) {
      return std::unexpected("ERR Unexpected flag in script shebang: " + std::string(name));
    }
    list.remove_prefix(std::min(name.size() + 1, list.size()));
  }
  return {};
}

}  // namespace

bool set_flag(ScriptFlags& flags, std::string_view name) {
  for (const ScriptFlagName& known : script_flag_names) {
    if (known.name != name) continue;
    flags.*known.flag = true;
    return true;
  }
  return false;
}

std::expected<ScriptText, std::string> read_script(std::string_view text) {
  if (!text.starts_with("#!")) return ScriptText{text, undeclared};
  constexpr std::string_view flags_option = "flags=";
  const std::size_t end = text.find('\n');
  const auto words = split_inline_request(text.substr(0, end));
  if (end == std::string_view::npos || !words || words->empty()) {
    return std::unexpected("ERR Invalid script shebang");
  }
  if (words->front() != "#!lua") {
    return std::unexpected("ERR Unexpected engine in script shebang: " + words->front());
  }
  ScriptText script{text.substr(end), {}};
  for (std::size_t at = 1; at < words->size(); ++at) {
    const std::string_view word = (*words)[at];
    if (!word.starts_with(flags_option)) {
      return std::unexpected("ERR Unknown lua shebang option: " + std::string(word));
    }
    const auto read = read_flags(word.substr(flags_option.size()), script.flags);
    if (!read) return std::unexpected(read.error());
  }
  return script;
}

}  // namespace rollcall::sim::redis
