#include <gtest/gtest.h>

#include <string>

#include "engine/host_conformance.h"
#include "sim/host_test_peer.h"
#include "sim/world.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

class SimArm final : public HostArm {
 public:
  void run(const std::function<void(Host&)>& body) override {
    Process& app = world_.add_process(world_.add_machine("app"), "app", body);
    world_.start(app);
    world_.scheduler().run(MonotonicTime(1h));
    EXPECT_FALSE(app.up()) << "the body has not come to its end";
  }

  Endpoint peer(Peer kind) override {
    const std::string name = "peer" + std::to_string(static_cast<int>(kind));
    const Endpoint endpoint{name, 1};
    if (world_.find_machine(name) != nullptr) return endpoint;
    Machine& machine = world_.add_machine(name);
    if (kind == Peer::refusing) return endpoint;
    Process& process = world_.add_process(machine, name, test_peer(world_, name, 1, kind));
    world_.start(process);
    world_.scheduler().sleep_until(world_.now() + 1us);  // it listens by then
    if (kind == Peer::unreachable) world_.lose_power(machine);
    return endpoint;
  }

  Duration slack() const override { return 2ms; }

 private:
  World world_{{.latency = {.redis_message = {100us, 300us}}}};
};

const bool registered =
    register_host_conformance("SimHost", [] { return std::make_unique<SimArm>(); });

}  // namespace
}  // namespace rollcall::sim
