#include "faults/fault_test_world.h"
#include "sim/redis_process.h"

namespace rollcall::faults {
namespace {

/// Clients that ask app1 or app2 once per 10 ms from 10 ms on; a reply comes back 2 ms later.
class LinkFaults : public FaultTest {
 protected:
  LinkFaults() {
    for (sim::Process* app : {&app1, &app2}) world.start(*app);
    world.start(clients);
  }
  void ask(sim::Process& app, Duration when, std::string_view operation = "c1.1") {
    world.at(MonotonicTime(when), 1, [this, &app, when, operation] {
      const sim::Key serves = operation_key(operation);
      world.network().post({clients, app, "client.request", "register", "", serves, serves},
                           [this, &app, when, serves] {
                             asked.push_back(when);
                             world.network().post(
                                 {app, clients, "client.reply", "register", "", serves, serves + 1},
                                 [this] { replied.push_back(since_start()); });
                           });
    });
  }
  void ask_app1_four_times() {
    for (const Duration when : {10ms, 20ms, 30ms, 40ms}) ask(app1, when);
  }
  Duration since_start() { return world.now() - MonotonicTime{}; }

  sim::Process& app1 = world.add_process(app_machine, "app1", idle);
  sim::Process& app2 = world.add_process(app_machine, "app2", idle);
  sim::Process& clients = world.add_process(client_machine, "clients", idle);
  std::vector<Duration> asked;    ///< when what arrived had been asked
  std::vector<Duration> replied;  ///< when replies arrived
};

TEST_F(LinkFaults, WithoutOneEveryMessageArrivesInTime) {
  ask_app1_four_times();
  arm();
  run(1s);
  EXPECT_EQ(replied, (std::vector<Duration>{12ms, 22ms, 32ms, 42ms}));
}

TEST_F(LinkFaults, ADelayMakesTheNextMessagesLate) {
  ask_app1_four_times();
  fault("net.delay", "clients/app1", at(15ms), {{"delay", "3ms"}, {"messages", "3"}});
  arm();
  run(1s);
  EXPECT_EQ(replied, (std::vector<Duration>{12ms, 28ms, 35ms, 42ms}))
      << "request and reply of the second, and the request of the third are late";
}

TEST_F(LinkFaults, ADroppedRequestIsNeverServed) {
  ask_app1_four_times();
  fault("net.drop_request", "clients/app1", at(15ms), {{"messages", "2"}});
  arm();
  run(1s);
  EXPECT_EQ(asked, (std::vector<Duration>{10ms, 40ms}));
  EXPECT_EQ(account().fired, MonotonicTime(20ms)) << "when it first took one";
}

TEST_F(LinkFaults, ADroppedReplyLeavesTheRequestServed) {
  ask_app1_four_times();
  fault("net.drop_reply", "clients/app1", at(15ms));
  arm();
  run(1s);
  EXPECT_EQ(asked, (std::vector<Duration>{10ms, 20ms, 30ms, 40ms}));
  EXPECT_EQ(replied, (std::vector<Duration>{12ms, 32ms, 42ms}));
}

TEST_F(LinkFaults, ALinkIsOneLink) {
  ask(app2, 10ms);
  ask(app1, 20ms);
  fault("net.drop_request", "clients/app1", at(0ms));
  arm();
  run(1s);
  EXPECT_EQ(asked, std::vector<Duration>{10ms});
}

TEST_F(LinkFaults, ALinkMayBeWrittenFromEitherEnd) {
  ask(app1, 10ms);
  fault("net.drop_request", "app1/clients", at(0ms));
  arm();
  run(1s);
  EXPECT_TRUE(asked.empty());
}

TEST_F(LinkFaults, AFaultThatAMessageTriggersTakesThatMessage) {
  ask_app1_four_times();
  fault("net.drop_request", "clients/app1", when("client.request register", "", 3));
  arm();
  run(1s);
  EXPECT_EQ(asked, (std::vector<Duration>{10ms, 20ms, 40ms}));
  EXPECT_EQ(account().asked, 3U);
}

TEST_F(LinkFaults, AFaultThatAnOperationTriggersTakesItsMessage) {
  ask(app1, 10ms, "c1.1");
  ask(app1, 20ms, "c2.1");
  ask(app1, 30ms, "c3.1");
  fault("net.drop_reply", "clients/app1", when("client.reply", "c2.1"));
  arm();
  run(1s);
  EXPECT_EQ(replied, (std::vector<Duration>{12ms, 32ms}));
}

TEST_F(LinkFaults, AFaultThatAnythingElseTriggersTakesTheNextMessageOfItsKind) {
  ask_app1_four_times();
  fault("net.drop_reply", "clients/app1", when("client.request", "", 2));
  arm();
  run(1s);
  EXPECT_EQ(replied, (std::vector<Duration>{12ms, 32ms, 42ms}));
  EXPECT_EQ(account().fired, MonotonicTime(21ms));
}

TEST_F(LinkFaults, WithoutAMessageItNeverFires) {
  fault("net.drop_reply", "clients/app1", at(0ms));
  arm();
  run(1s);
  EXPECT_EQ(account().asked, 1U);
  EXPECT_FALSE(account().fired);
}

TEST_F(LinkFaults, TheCalmEndsThem) {
  ask_app1_four_times();
  fault("net.drop_request", "clients/app1", at(0ms), {{"messages", "100"}});
  Injector& injector = arm();
  run(25ms);
  injector.heal();
  run(1s);
  EXPECT_EQ(asked, (std::vector<Duration>{30ms, 40ms}));
}

/// app1 with one connection to Redis, on which it says PING every 10 ms.
class RedisLinkFaults : public FaultTest {
 protected:
  void run_pings() {
    start(redis_machine, "redis", sim::redis_program(world, {}));
    start(app_machine, "app1", [this](Host& host) {
      host.sleep_until(MonotonicTime(1ms));
      const auto stream = host.connect({"redis", 6379}, host.now() + 100ms);
      if (!stream)
        return answers.emplace_back("connect: " + std::string(to_string(stream.error()))), void();
      for (int i = 1; i <= 3; ++i) {
        host.sleep_until(MonotonicTime(i * 10ms));
        answers.push_back(ping(host, **stream));
      }
    });
    run(1s);
  }
  static std::string ping(Host& host, ByteStream& stream) {
    const MonotonicTime deadline = host.now() + 5ms;
    std::array<char, 64> buffer;
    const auto sent = stream.write("*1\r\n$4\r\nPING\r\n", deadline);
    if (!sent) return "write: " + std::string(to_string(sent.error()));
    const auto got = stream.read(buffer, deadline);
    return got ? std::string(buffer.data(), *got) : "read: " + std::string(to_string(got.error()));
  }
  std::vector<std::string> answers;
};

TEST_F(RedisLinkFaults, WithoutOneRedisAnswers) {
  arm();
  run_pings();
  EXPECT_EQ(answers, (std::vector<std::string>{"+PONG\r\n", "+PONG\r\n", "+PONG\r\n"}));
}

TEST_F(RedisLinkFaults, AResetBreaksTheConnection) {
  fault("net.reset", "app1/redis", when("redis.reply PING", "app1", 2));
  arm();
  run_pings();
  EXPECT_EQ(answers, (std::vector<std::string>{"+PONG\r\n", "read: reset", "write: reset"}));
}

TEST_F(RedisLinkFaults, AResetMayStrikeTheConnectionWhileItIsMade) {
  fault("net.reset", "app1/redis", when("net.connect redis"));
  arm();
  run_pings();
  EXPECT_EQ(answers, std::vector<std::string>{"connect: reset"});
}

TEST_F(RedisLinkFaults, AfterALostReplyTheConnectionStaysSilent) {
  fault("net.drop_reply", "app1/redis", when("redis.reply PING", "app1", 2));
  arm();
  run_pings();
  EXPECT_EQ(answers, (std::vector<std::string>{"+PONG\r\n", "read: timed out", "read: timed out"}));
}

}  // namespace
}  // namespace rollcall::faults
