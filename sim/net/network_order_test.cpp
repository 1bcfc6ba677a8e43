// Order and identity on the network, whatever is drawn and whoever else is there.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/net/recorder_test_peer.h"
#include "sim/rule_test_double.h"
#include "sim/world.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime forever = MonotonicTime::max();

/// Whether every segment came when its sending had said.
bool arrivals_are_as_announced(const Trace& trace) {
  std::map<std::uint64_t, std::deque<std::uint64_t>> announced;
  for (const Event& event : trace.events()) {
    if (event.kind == EventKind::send && event.b != 0) announced[event.a].push_back(event.b);
    if (event.kind != EventKind::arrive) continue;
    std::deque<std::uint64_t>& link = announced[event.a];
    if (link.empty() || link.front() != static_cast<std::uint64_t>(event.at_ns)) return false;
    link.pop_front();
  }
  return true;
}

RC_GTEST_PROP(NetworkProperty, BytesOfAConnectionArriveInTheOrderInWhichTheyWereSent,
              (std::uint64_t seed)) {
  World world({.seed = seed, .latency = {.redis_message = {1us, 10ms}}, .keep_events = true});
  Recorder recorder(world);
  recorder.answers = false;
  Process& server =
      world.add_process(world.add_machine("server"), "server", recorder.program("server"));
  world.start(server);
  const auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::nonEmpty(rc::gen::string<std::string>()));
  const auto delays = *rc::gen::container<std::vector<int>>(8, rc::gen::inRange(0, 20));
  std::size_t asked = 0;
  const TestRule rule(world.hooks(), [&](const Point&) {
    const auto delay = std::chrono::milliseconds(delays[asked++ % delays.size()]);
    return Verdict{.kind = Verdict::Kind::delay, .delay = delay};
  });
  std::string sent;
  world.start(world.add_process(world.add_machine("client"), "client", [&](Host& host) {
    host.sleep_for(1ms);
    auto stream = host.connect({"server", 7}, host.now() + 1s);
    for (const std::string& part : parts) {
      if (!(*stream)->write(part, forever)) return;
      sent += part;
      host.sleep_for(500us);
    }
  }));
  world.scheduler().run(MonotonicTime(10s));
  std::string all;
  for (const std::string& part : parts) all += part;
  RC_ASSERT(sent == all);
  RC_ASSERT(recorder.received == all);
  RC_ASSERT(recorder.ended == 1);
  RC_ASSERT(arrivals_are_as_announced(world.trace()));
}

TEST(NetworkKeyTest, AConnectionKeepsItsKeyAndItsLatenciesWhenOtherClientsAreLeftOut) {
  const auto last_of = [](int clients) {
    World world({.seed = 9, .latency = {.redis_message = {1us, 10ms}}});
    Recorder recorder(world);
    Process& server =
        world.add_process(world.add_machine("server"), "server", recorder.program("server"));
    world.start(server);
    world.scheduler().run(MonotonicTime(1us));
    Machine& machine = world.add_machine("clients");
    MonotonicTime answered{};
    for (int i = 5 - clients; i < 5; ++i) {
      world.start(world.add_process(machine, "client" + std::to_string(i), [&, i](Host& host) {
        auto stream = host.connect({"server", 7}, host.now() + 1s);
        ASSERT_TRUE(stream.has_value());
        for (int round = 0; round < 3; ++round) {
          EXPECT_TRUE((*stream)->write("hello", forever));
          EXPECT_EQ(read_text(**stream, forever), "ok");
        }
        if (i == 4) answered = host.now();
      }));
    }
    world.scheduler().run(MonotonicTime(1s));
    std::ranges::sort(recorder.keys);
    return std::pair(answered, recorder.keys);
  };
  const auto [alone, key] = last_of(1);
  const auto [among_others, keys] = last_of(5);
  EXPECT_EQ(alone, among_others);
  ASSERT_EQ(key.size(), 1U);
  EXPECT_TRUE(std::ranges::binary_search(keys, key.front()));
}

}  // namespace
}  // namespace rollcall::sim
