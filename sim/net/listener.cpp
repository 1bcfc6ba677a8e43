#include "sim/net/listener.h"

#include <utility>

#include "engine/check.h"

namespace rollcall::sim {

void Listeners::add(Process& process, std::uint16_t port, Service service) {
  std::string request_point = service.name + ".request";
  std::string reply_point = service.name + ".reply";
  Listener listener{.process = &process,
                    .port = port,
                    .service = std::move(service),
                    .request_point = std::move(request_point),
                    .reply_point = std::move(reply_point)};
  if (Listener* old = find(process.machine.name, port); old != nullptr) {
    ROLLCALL_CHECK(!old->active, "one service per machine and port");
    *old = std::move(listener);
  } else {
    all_.push_back(std::make_unique<Listener>(std::move(listener)));
  }
}

Listener* Listeners::find(std::string_view host, std::uint16_t port) const {
  for (const auto& listener : all_) {
    if (listener->port == port && listener->process->machine.name == host) return listener.get();
  }
  return nullptr;
}

void Listeners::remove(const Process& process) {
  for (const auto& listener : all_) {
    if (listener->process == &process) listener->active = false;
  }
}

}  // namespace rollcall::sim
