#include "sim/redis/call_counts.h"

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

void CallCounts::note_run(const Command& command, std::string_view reply,
                          std::uint64_t errors_before) {
  ++by_command_.insert(command.name).value.run;
  note_reply(command, reply, errors_before);
}

void CallCounts::note_reply(const Command& command, std::string_view reply,
                            std::uint64_t errors_before) {
  // DEBUG ERROR has asked for its error.
  if (!reply.starts_with('-') || command.name == "DEBUG") return;
  ++by_command_.insert(command.name).value.failed;
  if (error_count_ == errors_before) note_error(reply);
}

void CallCounts::note_refused(const Command* command, std::string_view reply) {
  if (command != nullptr && command->run != nullptr) note_refused_in_script(*command);
  note_error(reply);
}

void CallCounts::note_refused_in_script(const Command& command) {
  ++by_command_.insert(command.name).value.refused;
}

void CallCounts::note_error(std::string_view reply) {
  reply.remove_prefix(1);
  const std::string_view code = reply.substr(0, reply.find_first_of(" \r"));
  const auto found = by_error_.find(code);
  if (found != by_error_.end()) {
    ++found->second;
  } else {
    by_error_.emplace(code, 1);
  }
  ++error_count_;
}

}  // namespace rollcall::sim::redis
