// Who listens where. An entry outlives its process, so that a connect to a machine without power
// can be told from one to a process that is down.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/net/network.h"

namespace rollcall::sim {

struct Listener {
  Process* process;  ///< the last that listened
  std::uint16_t port;
  Service service;
  std::string request_point;  ///< "redis.request"
  std::string reply_point;
  bool active = true;

  [[nodiscard]] const Range& latency(const Latency& profile) const {
    return profile.*service.latency;
  }
};

class Listeners {
 public:
  void add(Process& process, std::uint16_t port, Service service);
  /// Null: nobody has ever listened there.
  [[nodiscard]] Listener* find(std::string_view host, std::uint16_t port) const;
  /// It listens nowhere any more.
  void remove(const Process& process);

 private:
  std::vector<std::unique_ptr<Listener>> all_;  // stable: connections refer to them
};

}  // namespace rollcall::sim
