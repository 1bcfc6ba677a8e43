// How often commands were called, refused and failed, and with which errors: INFO commandstats and
// INFO errorstats.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sim/redis/ordered_map.h"

namespace rollcall::sim::redis {

struct Command;

class CallCounts {
 public:
  struct Calls {
    std::uint64_t run = 0;
    std::uint64_t refused = 0;  // before they ran
    std::uint64_t failed = 0;
  };

  // The command has run and replied. Of the errors that are counted now, `errors_before` were
  // before it ran: what a script passes on of a command that it called is no new error.
  void note_run(const Command& command, std::string_view reply, std::uint64_t errors_before);
  // The same of the late reply of one that had to wait, and has been counted then.
  void note_reply(const Command& command, std::string_view reply, std::uint64_t errors_before);
  // What was asked has been refused; nullptr: there is no such command.
  void note_refused(const Command* command, std::string_view reply);
  // The same, of a script's command, whose error becomes that of the script.
  void note_refused_in_script(const Command& command);

  [[nodiscard]] std::uint64_t errors() const { return error_count_; }
  [[nodiscard]] const OrderedMap<Calls>& by_command() const { return by_command_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& by_error() const {
    return by_error_;
  }

 private:
  void note_error(std::string_view reply);

  OrderedMap<Calls> by_command_;
  std::map<std::string, std::uint64_t, std::less<>> by_error_;  // to the first word
  std::uint64_t error_count_ = 0;
};

}  // namespace rollcall::sim::redis
