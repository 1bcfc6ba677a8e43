#include "engine/redis/command.h"

#include <hiredis/hiredis.h>
#include <hiredis/sds.h>

#include <memory>

#include "engine/check.h"

namespace rollcall {

Command::Command(std::initializer_list<std::string_view> arguments)
    : arguments_(arguments.begin(), arguments.end()) {}

Command& Command::operator<<(std::string_view argument) {
  arguments_.emplace_back(argument);
  return *this;
}

void Command::append_to(std::string& wire) const {
  std::vector<const char*> starts;
  std::vector<std::size_t> lengths;
  starts.reserve(arguments_.size());
  lengths.reserve(arguments_.size());
  for (const std::string& argument : arguments_) {
    starts.push_back(argument.data());
    lengths.push_back(argument.size());
  }
  // Of hiredis's two formatters the one that does not call sprintf for each argument.
  sds formatted = nullptr;
  const auto size = redisFormatSdsCommandArgv(&formatted, static_cast<int>(starts.size()),
                                              starts.data(), lengths.data());
  ROLLCALL_CHECK(size >= 0, "no memory for a Redis command");
  const std::unique_ptr<char, void (*)(char*)> owner(formatted, redisFreeSdsCommand);
  wire.append(formatted, static_cast<std::size_t>(size));
}

}  // namespace rollcall
