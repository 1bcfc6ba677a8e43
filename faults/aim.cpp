#include "faults/aim.h"

#include <algorithm>

#include "faults/injector.h"
#include "sim/process.h"

namespace rollcall::faults {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "c1.2"
bool is_operation(std::string_view text) {
  const std::size_t dot = text.find('.');
  return text.starts_with('c') && dot != text.npos && is_number(text.substr(1, dot - 1)) &&
         is_number(text.substr(dot + 1));
}

bool is_called(const sim::Process* process, std::string_view name) {
  return process != nullptr && process->name == name;
}

}  // namespace

Aim::Aim(const Trigger& trigger) {
  const std::string_view step = trigger.step;
  const std::size_t blank = std::min(step.find(' '), step.size());
  name_ = step.substr(0, blank);
  label_ = step.substr(std::min(blank + 1, step.size()));
  if (is_operation(trigger.of)) {
    operation_ = operation_key(trigger.of);
  } else {
    process_ = trigger.of;
  }
}

bool Aim::matches(const sim::Point& point) const {
  if (point.name != name_) return false;
  if (!label_.empty() && point.label != label_) return false;
  if (operation_ != 0) return point.operation == operation_;
  return process_.empty() || is_called(point.process, process_) || is_called(point.peer, process_);
}

bool Aim::at_device() const {
  constexpr std::string_view calls[] = {
      "net.connect",     "sqlite.open", "sqlite.read",   "sqlite.write",    "sqlite.sync",
      "sqlite.truncate", "sqlite.lock", "sqlite.unlock", "sqlite.shm_lock", "sqlite.delete"};
  return name_.ends_with(".request") || name_.ends_with(".reply") || name_.starts_with("file.") ||
         std::ranges::find(calls, name_) != std::end(calls);
}

}  // namespace rollcall::faults
