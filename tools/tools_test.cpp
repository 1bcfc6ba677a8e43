#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>
#include <string>

#include "scenarios/generator.h"
#include "scenarios/runner.h"
#include "tools/bench_worlds.h"
#include "tools/campaign.h"
#include "tools/commands.h"
#include "tools/jobs.h"
#include "tools/redis_url.h"
#include "tools/story.h"

namespace rollcall::tools {
namespace {

using namespace std::chrono_literals;

TEST(Jobs, EveryPieceIsDoneOnceWhateverTheNumberOfWorkers) {
  for (const unsigned workers : {1u, 3u, 8u}) {
    std::map<std::uint64_t, std::string> results;
    const bool complete = run_jobs({
        .count = 100,
        .workers = workers,
        .work = [](std::uint64_t index) { return std::to_string(index * index); },
        .done = [&](std::uint64_t index, const std::string& result) { results[index] += result; },
        .died = [](std::uint64_t, const std::string&) { FAIL() << "no worker dies"; },
    });
    EXPECT_TRUE(complete);
    ASSERT_EQ(results.size(), 100u);
    for (const auto& [index, result] : results) EXPECT_EQ(result, std::to_string(index * index));
  }
}

TEST(Jobs, AWorkerThatDiesNamesItsPieceAndTheOthersGoOn) {
  std::map<std::uint64_t, std::string> died;
  std::uint64_t done = 0;
  run_jobs({
      .count = 50,
      .workers = 2,
      .work =
          [](std::uint64_t index) {
            if (index == 7) std::raise(SIGKILL);
            if (index == 23) _exit(9);
            return std::string();
          },
      .done = [&](std::uint64_t, const std::string&) { ++done; },
      .died = [&](std::uint64_t index, const std::string& how) { died[index] = how; },
  });
  EXPECT_EQ(done, 48u);
  ASSERT_EQ(died.size(), 2u);
  EXPECT_TRUE(died[7].starts_with("signal 9")) << died[7];
  EXPECT_EQ(died[23], "exit code 9");
}

CampaignPlan plan_of(const StrategySpec& strategy, unsigned jobs) {
  CampaignPlan plan{.worlds = 60, .jobs = jobs};
  plan.strategies = {&strategy};
  plan.make = [](const StrategySpec& of, std::uint64_t world) {
    return scenarios::generate(of, 3, world);
  };
  return plan;
}

TEST(Campaign, GivesTheSameForAnyNumberOfJobs) {
  const auto progress = [](std::uint64_t, std::uint64_t) {};
  const StrategySpec& strategy = *find_strategy("hybrid-sketch");
  const CampaignResult one = run_campaign(plan_of(strategy, 1), progress);
  const CampaignResult three = run_campaign(plan_of(strategy, 3), progress);
  EXPECT_EQ(one.events, three.events);
  EXPECT_EQ(one.mix, three.mix);
  EXPECT_EQ(one.fired, three.fired);
  EXPECT_EQ(one.strategies[0].ack_ns, three.strategies[0].ack_ns);
  for (std::size_t i = 0; i < std::size(all_promises); ++i) {
    EXPECT_EQ(one.strategies[0].promises[i].violations, three.strategies[0].promises[i].violations);
  }
  EXPECT_TRUE(one.failures.empty());
  EXPECT_GT(one.twice, 0u);
}

// write-through that waits for as long as the machine's own entropy says.
Reply<std::unique_ptr<Strategy>> open_unpredictable(Host& host, const Stores& stores,
                                                    const Knobs& knobs) {
  host.sleep_for(Duration(std::random_device()() % 1000 + 1));
  return find_strategy("write-through")->open(host, stores, knobs);
}

TEST(Campaign, NamesTheFirstEventThatDiffersWhenRealRandomnessSlipsIn) {
  StrategySpec unpredictable = *find_strategy("write-through");
  unpredictable.name = "unpredictable";
  unpredictable.open = open_unpredictable;
  const CampaignResult result =
      run_campaign(plan_of(unpredictable, 2), [](std::uint64_t, std::uint64_t) {});
  ASSERT_FALSE(result.failures.empty());
  const std::string& what = result.failures.front().what;
  EXPECT_NE(what.find("two runs of the same case differ, first in event "), std::string::npos)
      << what;
  EXPECT_NE(what.find(" ms pick "), std::string::npos) << what;
}

TEST(Campaign, AnEngineThatCrashesLosesItsWorldsAndNoOthers) {
  StrategySpec crashing = *find_strategy("write-through");
  crashing.name = "crashing";
  crashing.open = [](Host&, const Stores&, const Knobs&) -> Reply<std::unique_ptr<Strategy>> {
    std::raise(SIGKILL);
    return fail(Failure::Kind::unavailable, "never reached");
  };
  CampaignPlan plan = plan_of(*find_strategy("write-through"), 2);
  plan.worlds = 5;
  plan.strategies.push_back(&crashing);
  const CampaignResult result = run_campaign(plan, [](std::uint64_t, std::uint64_t) {});
  EXPECT_EQ(result.worlds, 5u);
  ASSERT_EQ(result.failures.size(), 5u);
  EXPECT_EQ(result.failures[0].strategy, &crashing);
}

TEST(Story, IsShortAndNeverHoldsASecret) {
  for (const StrategySpec& strategy : strategies()) {
    const scenarios::Case value = short_world(strategy, 1);
    const scenarios::Outcome outcome = scenarios::run(value, {.keep_events = true});
    const std::string story = tell_story(value, outcome);
    EXPECT_LE(std::ranges::count(story, '\n'), static_cast<std::ptrdiff_t>(story_lines_most));
    EXPECT_EQ(story.find("password of"), std::string::npos);
    EXPECT_EQ(story.find("$stand-in$"), std::string::npos);
    for (const properties::Call& call : outcome.history) {
      if (call.opened() == nullptr) continue;
      EXPECT_EQ(story.find(call.opened()->token), std::string::npos);
    }
  }
}

TEST(RedisModel, ItsHelpTellsWhatItDoesNotDo) {
  const std::string help = limits_of_the_redis_model();
  for (const char* part : {"\n  clusters", "CLUSTER MEET", "CLIENT TRACKING", "256 MiB"}) {
    EXPECT_NE(help.find(part), std::string::npos) << part;
  }
}

TEST(RedisUrl, IsTakenApart) {
  Stores stores;
  ASSERT_TRUE(parse_redis_url("redis://ada:p%40ss@db.example:7000/3", stores));
  EXPECT_EQ(stores.redis.host, "db.example");
  EXPECT_EQ(stores.redis.port, 7000);
  EXPECT_EQ(stores.redis_username, "ada");
  EXPECT_EQ(stores.redis_password, "p@ss");
  EXPECT_EQ(stores.redis_database, 3);
  Stores plain;
  ASSERT_TRUE(parse_redis_url("redis://[::1]", plain));
  EXPECT_EQ(plain.redis.host, "::1");
  EXPECT_EQ(plain.redis.port, 6379);
}

TEST(RedisUrl, WhatCannotBeServedIsRefusedWithoutRepeatingThePassword) {
  for (const char* url : {"rediss://:secret@h", "http://:secret@h", "redis://:secret@h:0",
                          "redis://:secret@h:99999", "redis://:secret@h/x", "redis://:secret@"}) {
    Stores stores;
    const auto parsed = parse_redis_url(url, stores);
    ASSERT_FALSE(parsed) << url;
    EXPECT_EQ(parsed.error().find("secret"), std::string::npos);
    EXPECT_EQ(parsed.error().find('\n'), std::string::npos);
  }
}

TEST(LongWorlds, TheLastOfManyCostsWhatTheFirstDoes) {
  for (const StrategySpec& strategy : strategies()) {
    const auto events_each = [&](std::uint32_t registrations) {
      const scenarios::Outcome outcome = scenarios::run(long_world(strategy, registrations));
      EXPECT_EQ(outcome.stopped, "");
      return static_cast<double>(outcome.events) / registrations;
    };
    EXPECT_LT(events_each(4'000), 1.3 * events_each(400)) << strategy.name;
  }
}

}  // namespace
}  // namespace rollcall::tools
