#include "sim/net/segment.h"

namespace rollcall::sim {

std::string_view to_string(Segment::Kind kind) {
  switch (kind) {
    case Segment::Kind::data:
      return "data";
    case Segment::Kind::open:
      return "open";
    case Segment::Kind::opened:
      return "opened";
    case Segment::Kind::refused:
      return "refused";
    case Segment::Kind::close:
      return "close";
    case Segment::Kind::reset:
      return "reset";
  }
  return "?";
}

}  // namespace rollcall::sim
