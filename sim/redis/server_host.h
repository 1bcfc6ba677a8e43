// What a server has its host do in the middle of a request. Nothing may be thrown.
#pragma once

#include <cstdint>
#include <optional>

namespace rollcall::sim::redis {

using UnixMs = std::int64_t;

class ServerHost {
 public:
  virtual ~ServerHost() = default;
  // SAVE, and SHUTDOWN where there are save points: whether Server::snapshot() has reached the
  // disk.
  [[nodiscard]] virtual bool save() = 0;
  // A script goes on; it has run so many instructions of Lua since it did this last. What time it
  // is afterwards; nothing: the server is about to end, and the script with it. While the server
  // has a busy_connection(), all others are to be served here.
  [[nodiscard]] virtual std::optional<UnixMs> pause_script(std::uint64_t instructions) = 0;
};

}  // namespace rollcall::sim::redis
