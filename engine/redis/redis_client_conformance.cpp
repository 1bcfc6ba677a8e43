#include "engine/redis/redis_client_conformance.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "engine/redis/redis_client_claims.h"

namespace rollcall {
namespace {

using MakeArm = std::function<std::unique_ptr<RedisArm>()>;

class ClaimTest : public testing::Test {
 public:
  ClaimTest(const RedisClaim& claim, MakeArm make) : claim_(claim), make_(std::move(make)) {}
  void TestBody() override { claim_.check(*make_()); }

 private:
  RedisClaim claim_;
  MakeArm make_;
};

void add(const std::string& suite, std::span<const RedisClaim> claims, const MakeArm& make) {
  for (const RedisClaim& claim : claims) {
    testing::RegisterTest(suite.c_str(), std::string(claim.name).c_str(), nullptr, nullptr,
                          __FILE__, __LINE__,
                          [claim, make]() -> testing::Test* { return new ClaimTest(claim, make); });
  }
}

}  // namespace

bool register_redis_client_conformance(const char* arm, const MakeArm& make) {
  const std::string suite = std::string("RedisClientConformance/") + arm;
  add(suite, redis_reply_claims(), make);
  add(suite, redis_connection_claims(), make);
  return true;
}

}  // namespace rollcall
