#include "engine/redis/redis_client_conformance.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "sim/host_test_peer.h"
#include "sim/redis_process.h"
#include "sim/world.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

class SimArm final : public RedisArm {
 public:
  SimArm() {
    start("redis", redis_program(world_, {}));
    start("guarded", redis_program(world_, {.password = "s3cret"}));
    start("silent", test_peer(world_, "silent", 6379, Peer::silent));
  }

  void run(const std::function<void(Host&)>& body) override {
    Process& redis = *world_.find_process("redis");
    world_.kill(redis);  // without persistence that empties it
    world_.start(redis);
    world_.scheduler().run(world_.now() + 1ms);
    const std::string name = "app" + std::to_string(world_.machines().size());
    Process& app = world_.add_process(world_.add_machine(name), name, body);
    world_.start(app);
    world_.scheduler().run(world_.now() + 1h);
    EXPECT_FALSE(app.up()) << "the body has not come to its end";
  }

  RedisAddress server() override { return {.endpoint = {"redis", 6379}}; }
  RedisAddress guarded_server() override {
    return {.endpoint = {"guarded", 6379}, .password = "s3cret"};
  }
  Endpoint silent() override { return {"silent", 6379}; }
  Endpoint refusing() override { return {"silent", 1}; }
  void kill_server() override { world_.kill(*world_.find_process("redis")); }
  Duration slack() const override { return 2ms; }

 private:
  void start(std::string_view name, std::function<void(Host&)> program) {
    world_.start(world_.add_process(world_.add_machine(name), name, std::move(program)));
  }

  World world_{{.latency = {.redis_message = {100us, 300us}, .redis_command = {5us, 20us}}}};
};

const bool registered =
    register_redis_client_conformance("SimulatedRedis", [] { return std::make_unique<SimArm>(); });

}  // namespace
}  // namespace rollcall::sim
