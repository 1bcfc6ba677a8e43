#include "scenarios/profiles.h"

#include <gtest/gtest.h>

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;

TEST(Profiles, AreFoundByName) {
  for (const char* name : {"ssd", "cloud-disk", "design-document"}) {
    ASSERT_NE(find_profile(name), nullptr) << name;
    EXPECT_EQ(find_profile(name)->name, name);
  }
  EXPECT_EQ(find_profile("hdd"), nullptr);
}

TEST(Profiles, RangesGoUpwards) {
  using sim::Latency;
  using sim::Range;
  constexpr Range Latency::* ranges[] = {&Latency::client_message, &Latency::redis_message,
                                         &Latency::redis_command,  &Latency::redis_load,
                                         &Latency::disk_read,      &Latency::disk_write,
                                         &Latency::disk_sync};
  for (const Profile& profile : profiles()) {
    for (const auto range : ranges) {
      EXPECT_GT((profile.latency.*range).least, 0ns) << profile.name;
      EXPECT_LE((profile.latency.*range).least, (profile.latency.*range).most) << profile.name;
    }
  }
}

TEST(Profiles, TheDesignDocumentsNumbersComeOut) {
  const sim::Latency& latency = find_profile("design-document")->latency;
  // 500 serialised commits take 5-10 s, at one sync each.
  EXPECT_EQ(500 * latency.disk_sync.least, 5s);
  EXPECT_EQ(500 * latency.disk_sync.most, 10s);
  // A Redis write answers in 1-2 ms.
  EXPECT_EQ(2 * latency.redis_message.least + latency.redis_command.least, 1ms);
  EXPECT_EQ(2 * latency.redis_message.most + latency.redis_command.most, 2ms);
}

}  // namespace
}  // namespace rollcall::scenarios
