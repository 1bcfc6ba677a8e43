#include "engine/redis/redis_client_conformance.h"

#include <gtest/gtest.h>

#include "engine/os/loopback_peer.h"
#include "engine/os/os_host.h"
#include "engine/os/redis_server_process.h"
#include "engine/redis/redis_client.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<RedisServerProcess> start(RedisServerProcess::Options options) {
  auto server = RedisServerProcess::start(std::move(options));
  if (!server) ADD_FAILURE() << server.error();
  return server ? std::move(*server) : nullptr;
}

class RealArm : public RedisArm {
 public:
  void run(const std::function<void(Host&)>& body) override {
    RedisClient janitor(host_, server(), 1);
    const auto flushed = janitor.call({"FLUSHALL"}, host_.now() + 10s);
    if (!flushed) {
      ADD_FAILURE() << flushed.error().text;
    } else {
      body(host_);
    }
  }
  RedisAddress server() override {
    if (server_ == nullptr) server_ = start({});
    return {.endpoint = server_ ? server_->endpoint() : Endpoint{}};
  }
  RedisAddress guarded_server() override {
    if (guarded_ == nullptr) guarded_ = start({.arguments = {"--requirepass", "s3cret"}});
    return {.endpoint = guarded_ ? guarded_->endpoint() : Endpoint{}, .password = "s3cret"};
  }
  Endpoint silent() override { return silent_.endpoint(); }
  Endpoint refusing() override { return refusing_.endpoint(); }
  void kill_server() override { server_->kill(); }
  Duration slack() const override { return 2s; }

 private:
  OsHost host_;
  std::unique_ptr<RedisServerProcess> server_;
  std::unique_ptr<RedisServerProcess> guarded_;
  LoopbackPeer silent_{Peer::silent};
  LoopbackPeer refusing_{Peer::refusing};
};

const bool registered =
    register_redis_client_conformance("RealRedis", [] { return std::make_unique<RealArm>(); });

}  // namespace
}  // namespace rollcall
