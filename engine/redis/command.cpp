#include "engine/redis/command.h"

namespace rollcall {
namespace {

void append_head(std::string& wire, char kind, std::size_t count) {
  wire += kind;
  wire += std::to_string(count);
  wire += "\r\n";
}

}  // namespace

Command::Command(std::initializer_list<std::string_view> arguments)
    : arguments_(arguments.begin(), arguments.end()) {}

Command& Command::operator<<(std::string_view argument) {
  arguments_.emplace_back(argument);
  return *this;
}

void Command::append_to(std::string& wire) const {
  append_head(wire, '*', arguments_.size());
  for (const std::string& argument : arguments_) {
    append_head(wire, '$', argument.size());
    wire += argument;
    wire += "\r\n";
  }
}

}  // namespace rollcall
