#include "sim/schedule/trace.h"

namespace rollcall::sim {

std::string_view to_string(EventKind kind) {
  switch (kind) {
    case EventKind::pick:
      return "pick";
    case EventKind::hold:
      return "hold";
    case EventKind::send:
      return "send";
    case EventKind::arrive:
      return "arrive";
    case EventKind::vfs:
      return "vfs";
    case EventKind::redis:
      return "redis";
    case EventKind::step:
      return "step";
    case EventKind::process:
      return "process";
    case EventKind::fault:
      return "fault";
    case EventKind::draw:
      return "draw";
  }
  return "?";
}

}  // namespace rollcall::sim
