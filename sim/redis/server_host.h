// What a server has its host do in the middle of a request. Nothing may be thrown.
#pragma once

namespace rollcall::sim::redis {

class ServerHost {
 public:
  virtual ~ServerHost() = default;
  // SAVE, and SHUTDOWN where there are save points: whether Server::snapshot() has reached the
  // disk.
  [[nodiscard]] virtual bool save() = 0;
};

}  // namespace rollcall::sim::redis
