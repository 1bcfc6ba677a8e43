// What travels on a connection: bytes, or one of the markers with which TCP opens and ends it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/host.h"
#include "sim/schedule/key.h"

namespace rollcall::sim {

struct Segment {
  enum class Kind : std::uint8_t {
    data,
    open,     ///< the client asks for a connection
    opened,   ///< and has got it
    refused,  ///< and has not
    close,    ///< no more will come (FIN)
    reset,    ///< there is no such connection (RST)
  };
  MonotonicTime arrival{};
  Kind kind = Kind::data;
  Key operation = 0;  ///< the client operation that it serves
  Key identity = 0;   ///< who sent it and the how-manieth: draws for its answer derive from it
  std::string bytes{};
};
[[nodiscard]] std::string_view to_string(Segment::Kind kind);

}  // namespace rollcall::sim
