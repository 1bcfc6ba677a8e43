#include <algorithm>
#include <set>

#include "faults/fault_test_world.h"

namespace rollcall::faults {
namespace {

TEST(FaultCatalogue, HasNamesThatAreUniqueAndFound) {
  std::set<std::string_view> names;
  for (const FaultKind& kind : fault_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_EQ(find_fault_kind(kind.name), &kind);
  }
  EXPECT_EQ(find_fault_kind("app.bounce"), nullptr);
}

TEST(FaultCatalogue, SaysOfEachKindWhatItIsAndWhereItWasSeen) {
  for (const FaultKind& kind : fault_kinds()) {
    for (const std::string_view text : {kind.summary, kind.models, kind.seen}) {
      EXPECT_FALSE(text.empty()) << kind.name;
      EXPECT_EQ(text.find('\n'), text.npos) << kind.name;
    }
    EXPECT_NE(kind.make(), nullptr) << kind.name;
  }
}

TEST(FaultCatalogue, HasKnobsWhoseDefaultsAndBoundsAreAllowed) {
  for (const FaultKind& kind : fault_kinds()) {
    Knobs knobs(kind.knobs);
    for (const Knob& knob : kind.knobs) {
      EXPECT_TRUE(knobs.set(knob.name, knob.fallback)) << kind.name << " " << knob.name;
      EXPECT_LT(knob.least, knob.most) << kind.name << " " << knob.name;
      EXPECT_FALSE(knob.meaning.empty()) << kind.name << " " << knob.name;
    }
  }
}

TEST(FaultCatalogue, LetsOnlyDamageLastThatDeathDoes) {
  for (const FaultKind& kind : fault_kinds()) {
    const bool death = kind.name.ends_with("kill") || kind.name.ends_with("power_loss");
    EXPECT_EQ(kind.transient, !death) << kind.name;
  }
}

TEST(FaultCatalogue, RealisesEveryThreat) {
  for (const Threat threat :
       {Threat::app_killed, Threat::app_paused, Threat::app_machine_lost, Threat::network_trouble,
        Threat::redis_killed, Threat::redis_machine_lost, Threat::database_contended}) {
    EXPECT_TRUE(std::ranges::any_of(fault_kinds(), [&](const FaultKind& kind) {
      return kind.threat == threat;
    })) << to_string(threat);
  }
}

}  // namespace
}  // namespace rollcall::faults
