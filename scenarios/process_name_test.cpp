#include "scenarios/process_name.h"

#include <gtest/gtest.h>

namespace rollcall::scenarios {
namespace {

TEST(ProcessName, KnowsTheProcessesOfAWorld) {
  for (const char* name : {"app1", "app2", "redis", "clients"}) EXPECT_TRUE(is_process(name, 2));
  for (const char* name :
       {"app0", "app3", "app", "app01", "app1x", "sqlite", "", "app99999999999"}) {
    EXPECT_FALSE(is_process(name, 2)) << name;
  }
}

TEST(ProcessName, EveryKindOfPlaceHasTargets) {
  using faults::Where;
  EXPECT_EQ(targets(Where::app_process, 2), (std::vector<std::string>{"app1", "app2"}));
  EXPECT_EQ(targets(Where::app_machine, 2), std::vector<std::string>{"app"});
  EXPECT_EQ(targets(Where::redis_process, 2), std::vector<std::string>{"redis"});
  EXPECT_EQ(targets(Where::link, 1), (std::vector<std::string>{"app1/redis", "clients/app1"}));
}

TEST(ProcessName, OperationsAreClientAndNumber) {
  EXPECT_EQ(parse_operation_id("c3.12"), (properties::OperationId{3, 12}));
  for (const char* text :
       {"", "c", "c3", "c3.", "c.1", "3.1", "c0.1", "c3.01", "c3.1.1", "c-1.1"}) {
    EXPECT_EQ(parse_operation_id(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace rollcall::scenarios
