#include "sim/net/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "sim/net/recorder_test_peer.h"
#include "sim/rule_test_double.h"
#include "sim/world.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime forever = MonotonicTime::max();

class NetworkTest : public testing::Test {
 protected:
  NetworkTest() {
    world.start(server);
    run(1us);
  }

  /// Runs `body` in a process of its own with a connection to the server.
  Process& client(std::function<void(Host&, ByteStream&)> body) {
    const std::string name = "client" + std::to_string(world.processes().size());
    Process& process =
        world.add_process(world.add_machine(name), name, [body = std::move(body)](Host& host) {
          auto stream = host.connect({"server", 7}, host.now() + 1s);
          ASSERT_TRUE(stream.has_value());
          body(host, **stream);
        });
    world.start(process);
    return process;
  }
  void run(Duration length) { world.scheduler().run(world.now() + length); }
  std::size_t events(EventKind kind, std::string_view bytes) {
    const auto& all = world.trace().events();
    return static_cast<std::size_t>(std::ranges::count_if(
        all, [&](const Event& one) { return one.kind == kind && one.bytes == bytes; }));
  }

  World world{{.seed = 3, .latency = {.redis_message = {100us, 100us}}, .keep_events = true}};
  Machine& machine = world.add_machine("server");
  Recorder recorder{world};
  Process& server = world.add_process(machine, "server", recorder.program("server"));
};

TEST_F(NetworkTest, AConnectAndARoundTripTakeTheirLatencies) {
  MonotonicTime connected{};
  MonotonicTime answered{};
  const MonotonicTime start = world.now();
  client([&](Host& host, ByteStream& stream) {
    connected = host.now();
    EXPECT_TRUE(stream.write("hello", forever));
    EXPECT_EQ(read_text(stream, forever), "ok");
    answered = host.now();
  });
  run(1s);
  EXPECT_EQ(connected - start, 200us);
  EXPECT_EQ(answered - start, 400us);
}

TEST_F(NetworkTest, WhatAKilledProcessHadSentArrivesAndThenItsPeerSeesTheEnd) {
  Process& sender = client([&](Host& host, ByteStream& stream) {
    EXPECT_TRUE(stream.write("before", forever));
    host.reached("order.sent");
    EXPECT_TRUE(stream.write("after", forever));
    ADD_FAILURE() << "a dead process wrote";
  });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    if (point.name == "order.sent") world.kill(sender);
    return Verdict{};
  });
  run(1s);
  EXPECT_EQ(recorder.received, "before");
  EXPECT_EQ(recorder.ended, 1);
  EXPECT_EQ(events(EventKind::send, "after"), 0U);
}

TEST_F(NetworkTest, ADyingProcessSaysNothingButThatItsConnectionsAreBroken) {
  Process& process = client([](Host& host, ByteStream&) {
    auto second = host.connect({"server", 7}, host.now() + 1s);
    host.sleep_until(forever);
  });
  run(10ms);
  const std::uint64_t before = world.trace().count();
  world.kill(process);
  EXPECT_EQ(world.trace().count(), before + 1 + 2) << "the kill and two resets";
}

TEST_F(NetworkTest, TheMessageDuringWhichARuleKillsItsSenderIsNotSent) {
  Process& sender = client([&](Host&, ByteStream& stream) {
    static_cast<void>(stream.write("one", forever));
    ADD_FAILURE() << "a dead process went on";
  });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    if (point.name == "store.request") world.kill(sender);
    return Verdict{};
  });
  run(1s);
  EXPECT_EQ(recorder.received, "");
  EXPECT_EQ(recorder.ended, 1) << "the server sees the end of the connection all the same";
}

TEST_F(NetworkTest, PeersOfAKilledServerReadWhatItHadSentAndThenAReset) {
  std::vector<std::string> seen;
  client([&](Host& host, ByteStream& stream) {
    EXPECT_TRUE(stream.write("one", forever));
    host.sleep_for(150us);  // the answer is on its way
    world.kill(server);
    seen.push_back(read_text(stream, forever));
    seen.push_back(read_text(stream, forever));
    const auto again = host.connect({"server", 7}, host.now() + 1s);
    EXPECT_EQ(again.error(), StreamError::refused);
  });
  run(1s);
  EXPECT_EQ(seen, (std::vector<std::string>{"ok", "<reset>"}));
}

TEST_F(NetworkTest, APowerLossIsSilentUntilThePeerWritesToTheMachineThatIsBack) {
  std::vector<std::string> seen;
  client([&](Host& host, ByteStream& stream) {
    world.lose_power(machine);
    seen.push_back(read_text(stream, host.now() + 1s));
    EXPECT_TRUE(stream.write("one", forever));
    seen.push_back(read_text(stream, host.now() + 1s));
    EXPECT_EQ(host.connect({"server", 7}, host.now() + 1s).error(), StreamError::timeout);
    world.restore_power(machine);
    seen.push_back(read_text(stream, host.now() + 1s));
    EXPECT_EQ(host.connect({"server", 7}, host.now() + 1s).error(), StreamError::refused);
    EXPECT_TRUE(stream.write("two", forever));
    seen.push_back(read_text(stream, host.now() + 1s));
  });
  run(10s);
  EXPECT_EQ(seen,
            (std::vector<std::string>{"<timed out>", "<timed out>", "<timed out>", "<reset>"}));
  EXPECT_EQ(recorder.received, "");
}

TEST_F(NetworkTest, ADroppedReplyLeavesTheRequestDoneAndTheConnectionSilent) {
  std::vector<std::string> seen;
  client([&](Host& host, ByteStream& stream) {
    for (const char* request : {"one", "two"}) {
      EXPECT_TRUE(stream.write(request, forever));
      seen.push_back(read_text(stream, host.now() + 100ms));
    }
  });
  int asked = 0;
  const TestRule rule(world.hooks(), [&](const Point& point) {
    if (point.name != "store.reply" || asked++ > 0) return Verdict{};
    EXPECT_EQ(point.label, "ok");
    return Verdict{.kind = Verdict::Kind::drop};
  });
  run(1s);
  EXPECT_EQ(recorder.received, "onetwo");
  EXPECT_EQ(seen, (std::vector<std::string>{"<timed out>", "<timed out>"}));
}

TEST_F(NetworkTest, ADroppedRequestIsNotDone) {
  client([&](Host& host, ByteStream& stream) {
    EXPECT_TRUE(stream.write("one", forever));
    EXPECT_EQ(read_text(stream, host.now() + 100ms), "<timed out>");
  });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    const bool request = point.name == "store.request" && point.label == "one";
    return Verdict{.kind = request ? Verdict::Kind::drop : Verdict::Kind::pass};
  });
  run(1s);
  EXPECT_EQ(recorder.received, "");
}

TEST_F(NetworkTest, AResetLosesItsMessageAndBothEndsSeeIt) {
  client([&](Host&, ByteStream& stream) {
    EXPECT_TRUE(stream.write("one", forever));
    EXPECT_EQ(read_text(stream, forever), "<reset>");
    EXPECT_EQ(stream.write("two", forever).error(), StreamError::reset);
  });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    const bool reply = point.name == "store.reply";
    return Verdict{.kind = reply ? Verdict::Kind::reset : Verdict::Kind::pass};
  });
  run(1s);
  EXPECT_EQ(recorder.received, "one") << "the request had been there before";
  EXPECT_EQ(recorder.ended, 1);
}

TEST_F(NetworkTest, ADelayedConnectionIsLate) {
  const MonotonicTime start = world.now();
  MonotonicTime connected{};
  client([&](Host& host, ByteStream&) { connected = host.now(); });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    EXPECT_TRUE(point.name != "net.connect" || point.label == "store");
    return Verdict{.kind = Verdict::Kind::delay, .delay = 5ms};
  });
  run(1s);
  EXPECT_EQ(connected - start, 5200us);
}

TEST_F(NetworkTest, NothingPassesACutLinkAndNewConnectionsPassOnceItIsHealed) {
  std::vector<std::string> seen;
  Process& process = client([&](Host& host, ByteStream& stream) {
    host.sleep_until(MonotonicTime(10ms));
    EXPECT_TRUE(stream.write("one", forever));
    seen.push_back(read_text(stream, host.now() + 10ms));
    EXPECT_EQ(host.connect({"server", 7}, host.now() + 10ms).error(), StreamError::timeout);
    host.sleep_until(MonotonicTime(200ms));
    auto again = host.connect({"server", 7}, host.now() + 10ms);
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE((*again)->write("two", forever));
    seen.push_back(read_text(**again, forever));
  });
  world.at(MonotonicTime(5ms), 0, [&] { world.network().cut(process, server); });
  world.at(MonotonicTime(100ms), 0, [&] { world.network().heal(server, process); });
  run(1s);
  EXPECT_EQ(seen, (std::vector<std::string>{"<timed out>", "ok"}));
  EXPECT_EQ(recorder.received, "two");
}

TEST_F(NetworkTest, WhatIsSentIntoACutLinkIsLostEvenIfItHealsBeforeItWouldHaveArrived) {
  std::string seen;
  Process& process = client([&](Host& host, ByteStream& stream) {
    host.reached("order.sending");
    EXPECT_TRUE(stream.write("one", forever));
    host.reached("order.sent");
    seen = read_text(stream, host.now() + 10ms);
  });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    if (point.name == "order.sending") world.network().cut(process, server);
    if (point.name == "order.sent") world.network().heal(process, server);
    return Verdict{};
  });
  run(1s);
  EXPECT_EQ(seen, "<timed out>");
  EXPECT_EQ(recorder.received, "");
}

TEST_F(NetworkTest, AMessageIsLostWithItsRuleItsLinkAndItsReceiver) {
  Process& to = client([](Host& host, ByteStream&) { host.sleep_until(forever); });
  run(1ms);
  int arrived = 0;
  Key key = 0;
  const auto post = [&] {
    world.network().post({.from = server,
                          .to = to,
                          .point = "client.request",
                          .label = "register",
                          .bytes = "hello",
                          .key = ++key},
                         [&] { ++arrived; });
    run(1ms);
  };
  post();
  EXPECT_EQ(arrived, 1);
  {
    const TestRule rule(world.hooks(),
                        [](const Point&) { return Verdict{.kind = Verdict::Kind::drop}; });
    post();
  }
  world.network().cut(server, to);
  post();
  world.network().heal(server, to);
  EXPECT_EQ(arrived, 1);
  world.network().post({.from = server, .to = to, .point = "client.request", .key = ++key},
                       [&] { ++arrived; });
  world.kill(to);
  world.start(to);  // another incarnation: it knows nothing of the message
  run(1ms);
  EXPECT_EQ(arrived, 1);
  post();
  EXPECT_EQ(arrived, 2);
}

}  // namespace
}  // namespace rollcall::sim
