#include "engine/host.h"

namespace rollcall {

std::string_view to_string(StreamError error) {
  switch (error) {
    case StreamError::refused:
      return "refused";
    case StreamError::timeout:
      return "timed out";
    case StreamError::reset:
      return "reset";
    case StreamError::closed:
      return "closed by the peer";
  }
  return "unknown";
}

}  // namespace rollcall
