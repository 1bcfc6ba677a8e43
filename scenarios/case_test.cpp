#include "scenarios/case.h"

#include <gtest/gtest.h>

#include <set>

#include "scenarios/arbitrary_case.h"
#include "scenarios/case_defect.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;

/// What `find_defect` says about the sample after it was bent.
template <typename Bend>
std::string place_of_defect(const Bend& bend) {
  Case value = sample_case();
  bend(value);
  const std::optional<Defect> found = find_defect(value);
  return found ? found->place : "none";
}

TEST(Case, ThatIsSoundHasNoDefect) { EXPECT_EQ(defect(sample_case()), std::nullopt); }

TEST(Case, CountsItsOperations) { EXPECT_EQ(operation_count(sample_case()), 4U); }

TEST(Case, FindsOperationsByTheirNumbersNotTheirPlaces) {
  Case value = sample_case();
  value.clients.erase(value.clients.begin());
  EXPECT_EQ(find_operation(value, {1, 1}), nullptr);
  ASSERT_NE(find_operation(value, {2, 1}), nullptr);
  EXPECT_EQ(find_operation(value, {2, 1})->name, "Ben");
}

TEST(Case, NumbersOnlyWhatHasNoNumber) {
  Case value;
  value.clients = {{.id = 4, .operations = {{}, {.id = 7}, {}}}, {}};
  assign_ids(value);
  EXPECT_EQ(value.clients[1].id, 5U);
  EXPECT_EQ(value.clients[0].operations[0].id, 1U);
  EXPECT_EQ(value.clients[0].operations[2].id, 8U);
}

TEST(Case, GivesEveryOperationAPhoneOfItsOwn) {
  std::set<std::string> phones;
  for (std::uint32_t client : {1U, 2U, 11U, 111U, 99'999U}) {
    for (std::uint32_t operation : {1U, 2U, 11U, 111U, 99'999U}) {
      phones.insert(own_phone({client, operation}));
      EXPECT_LE(own_phone({client, operation}).size(), 16U);  // "+" and 15 digits
    }
  }
  EXPECT_EQ(phones.size(), 25U);
}

TEST(Case, DefectsAreFoundAtTheirPlace) {
  using C = Case;
  EXPECT_EQ(place_of_defect([](C& c) { c.world.processes = 0; }), "world.processes");
  EXPECT_EQ(place_of_defect([](C& c) { c.world.processes = 65; }), "world.processes");
  EXPECT_EQ(place_of_defect([](C& c) { c.world.redis = "aof"; }), "world.redis");
  EXPECT_EQ(place_of_defect([](C& c) { c.world.profile = "hdd"; }), "world.profile");
  EXPECT_EQ(place_of_defect([](C& c) { c.schedule.policy = "fair"; }), "schedule.policy");
  EXPECT_EQ(place_of_defect([](C& c) { c.schedule.depth = 0; }), "schedule.depth");
  EXPECT_EQ(place_of_defect([](C& c) { c.clients[1].id = 1; }), "client.1.name");
  EXPECT_EQ(place_of_defect([](C& c) { c.clients[1].process = 3; }), "client.1.process");
  EXPECT_EQ(place_of_defect([](C& c) { c.clients[0].deadline = 601s; }), "client.0.deadline");
  EXPECT_EQ(place_of_defect([](C& c) { c.clients[0].retries = 21; }), "client.0.retries");
  EXPECT_EQ(place_of_defect([](C& c) { c.clients[0].retry_delay = -1ns; }), "client.0.retry_delay");
  EXPECT_EQ(place_of_defect([](C& c) { c.clients.resize(2'001); }), "client");
  EXPECT_EQ(place_of_defect([](C& c) { c.faults.resize(201, c.faults[0]); }), "fault");
}

TEST(Case, DefectsOfOperationsAreFoundAtTheirPlace) {
  const auto place = [](const auto& bend) {
    return place_of_defect([&](Case& c) { bend(c.clients[0].operations); });
  };
  using Operations = std::vector<Operation>;
  const std::string base = "client.0.operations.";
  EXPECT_EQ(place([](Operations& o) { o[1].id = 1; }), base + "1.id");
  EXPECT_EQ(place([](Operations& o) { o[1].after = 11min; }), base + "1.after");
  EXPECT_EQ(place([](Operations& o) { o[0].phone = ""; }), base + "0.phone");
  EXPECT_EQ(place([](Operations& o) { o[0].name = "two\nlines"; }), base + "0.name");
  EXPECT_EQ(place([](Operations& o) { o[0].name = "\xff"; }), base + "0.name");
  EXPECT_EQ(place([](Operations& o) { o[0].about = {1, 1}; }), base + "0.about");
  EXPECT_EQ(place([](Operations& o) { o[0].wrong_password = true; }), base + "0.wrong_password");
  EXPECT_EQ(place([](Operations& o) { o[1].about = {9, 1}; }), base + "1.about");
  EXPECT_EQ(place([](Operations& o) { o[1].about = {1, 3}; }), base + "1.about");
  EXPECT_EQ(place([](Operations& o) { o[2].about = {1, 1}; }), base + "2.about");
  EXPECT_EQ(place([](Operations& o) {
              o.push_back({.id = 4, .phone = "1", .name = "later"});
              o[1].about = {1, 4};
            }),
            base + "1.about");
  EXPECT_EQ(place([](Operations& o) { o[1].phone = "1"; }), base + "1");
}

TEST(Case, DefectsOfFaultsAreFoundAtTheirPlace) {
  const auto place = [](const auto& bend) {
    return place_of_defect([&](Case& c) { bend(c.faults); });
  };
  using Faults = std::vector<faults::FaultEvent>;
  EXPECT_EQ(place([](Faults& f) { f[0].on = "app3"; }), "fault.0.on");
  EXPECT_EQ(place([](Faults& f) { f[0].on = "redis"; }), "fault.0.on");
  EXPECT_EQ(place([](Faults& f) { f[1].on = "app1/app2"; }), "fault.1.on");
  EXPECT_EQ(place([](Faults& f) { f[0].trigger.step = "register.comitted"; }), "fault.0.step");
  EXPECT_EQ(place([](Faults& f) { f[0].trigger.step = "redis.reply HSET"; }), "none");
  EXPECT_EQ(place([](Faults& f) { f[0].trigger.of = "c3.1"; }), "fault.0.of");
  EXPECT_EQ(place([](Faults& f) { f[0].trigger.nth = 0; }), "fault.0.nth");
  EXPECT_EQ(place([](Faults& f) { f[0].trigger = {}; }), "fault.0");
  EXPECT_EQ(place([](Faults& f) { f[1].trigger.step = "sync.taken"; }), "fault.1.at");
  EXPECT_EQ(place([](Faults& f) { f[1].trigger.at = 11min; }), "fault.1.at");
}

TEST(Case, SaysItsDefectInOneSentenceWithWhatWouldBeRight) {
  Case value = sample_case();
  value.clients[0].operations[1].about = {9, 1};
  EXPECT_EQ(defect(value), "c1.2 is about c9.1, which does not exist: name a registration");
}

}  // namespace
}  // namespace rollcall::scenarios
