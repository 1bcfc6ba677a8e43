// One Redis command: a verb and arguments of any bytes.
//
//     Command set{"SET", key, value, "PX", std::to_string(ttl.count())};
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

class Command {
 public:
  Command(std::initializer_list<std::string_view> arguments);
  /// Adds one argument.
  Command& operator<<(std::string_view argument);

  /// The verb first.
  [[nodiscard]] const std::vector<std::string>& arguments() const { return arguments_; }
  /// Appends the command as RESP (redis.io/docs/reference/protocol-spec: an array of bulk strings).
  void append_to(std::string& wire) const;

 private:
  std::vector<std::string> arguments_;
};

}  // namespace rollcall
