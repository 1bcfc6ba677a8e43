#include "engine/os/os_host.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <stdexcept>
#include <vector>

#include "engine/os/loopback_peer.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(OsHost, CountsTheTasksAndConnectionsOfItsPeak) {
  OsHost host;
  LoopbackPeer peer(Peer::silent);
  {
    std::vector<std::unique_ptr<Task>> tasks;
    tasks.reserve(5);
    for (int i = 0; i < 5; ++i) tasks.push_back(host.spawn("idle", [&] { host.sleep_for(50ms); }));
    const auto first = host.connect(peer.endpoint(), host.now() + 5s);
    const auto second = host.connect(peer.endpoint(), host.now() + 5s);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(host.figures().connections_now, 2U);
  }
  host.spawn("one more", [] {})->join();
  EXPECT_EQ(host.figures().tasks_now, 0U);
  EXPECT_EQ(host.figures().tasks_peak, 5U);
  EXPECT_EQ(host.figures().connections_now, 0U);
  EXPECT_EQ(host.figures().connections_peak, 2U);
}

TEST(OsHost, RunsFiveHundredTasksAtOnce) {
  OsHost host;
  const auto monitor = host.make_monitor();
  bool go = false;
  std::vector<std::unique_ptr<Task>> tasks;
  tasks.reserve(500);
  for (int i = 0; i < 500; ++i) {
    tasks.push_back(host.spawn("runner", [&] {
      const Guard guard(*monitor);
      while (!go) monitor->wait_until(MonotonicTime::max());
    }));
  }
  EXPECT_EQ(host.figures().tasks_peak, 500U);
  {
    const Guard guard(*monitor);
    go = true;
    monitor->notify_all();
  }
  tasks.clear();
  EXPECT_EQ(host.figures().tasks_now, 0U);
}

TEST(OsHost, ShowsTheNameOfATaskToTheSystem) {
  OsHost host;
  std::string name(16, '\0');
  host.spawn("sync-worker-of-registrations",
             [&] { pthread_getname_np(pthread_self(), name.data(), name.size()); })
      ->join();
  EXPECT_STREQ(name.c_str(), "sync-worker-of-");
}

TEST(OsHost, CountsANameWithoutAnAddressAsRefused) {
  OsHost host;
  const auto stream = host.connect({"999.999.999.999", 6379}, host.now() + 5s);
  ASSERT_FALSE(stream.has_value());
  EXPECT_EQ(stream.error(), StreamError::refused);
}

TEST(OsHost, FindsLocalhostByName) {
  OsHost host;
  LoopbackPeer peer(Peer::closing);
  const auto stream = host.connect({"localhost", peer.endpoint().port}, host.now() + 5s);
  EXPECT_TRUE(stream.has_value());
}

TEST(OsHostDeathTest, AnExceptionThatEscapesATaskStopsTheProgram) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_DEATH(
      {
        OsHost host;
        host.spawn("careless", [] { throw std::runtime_error("dropped it"); })->join();
      },
      "task careless let an exception escape: dropped it");
}

}  // namespace
}  // namespace rollcall
