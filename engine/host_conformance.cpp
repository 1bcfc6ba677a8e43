#include "engine/host_conformance.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/host_conformance_claims.h"

namespace rollcall {

void expect_reached(Host& host, const HostArm& arm, MonotonicTime deadline) {
  const MonotonicTime now = host.now();
  EXPECT_GE(now, deadline) << "came back before its deadline";
  EXPECT_LE(now, deadline + arm.slack()) << "came back long after its deadline";
}

namespace {

class ClaimTest : public testing::Test {
 public:
  ClaimTest(const HostClaim& claim, std::function<std::unique_ptr<HostArm>()> make)
      : claim_(claim), make_(std::move(make)) {}
  void TestBody() override {
    const std::unique_ptr<HostArm> arm = make_();
    arm->run([&](Host& host) { claim_.check(host, *arm); });
  }

 private:
  HostClaim claim_;
  std::function<std::unique_ptr<HostArm>()> make_;
};

}  // namespace

std::vector<HostClaim> host_claims() {
  std::vector<HostClaim> claims;
  for (const HostClaim& claim : host_task_claims()) claims.push_back(claim);
  for (const HostClaim& claim : host_stream_claims()) claims.push_back(claim);
  return claims;
}

bool register_host_conformance(const char* arm,
                               const std::function<std::unique_ptr<HostArm>()>& make) {
  const std::string suite = std::string("HostConformance/") + arm;
  for (const HostClaim& claim : host_claims()) {
    testing::RegisterTest(suite.c_str(), std::string(claim.name).c_str(), nullptr, nullptr,
                          __FILE__, __LINE__,
                          [claim, make]() -> testing::Test* { return new ClaimTest(claim, make); });
  }
  return true;
}

}  // namespace rollcall
