#include "engine/os/redis_server_process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "engine/os/os_host.h"
#include "engine/redis/redis_client.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(RedisServerProcess, LeavesNothingBehind) {
  std::filesystem::path folder;
  pid_t id = 0;
  {
    const auto server = RedisServerProcess::start({});
    ASSERT_TRUE(server.has_value()) << server.error();
    folder = (*server)->folder();
    id = (*server)->process_id();
    EXPECT_TRUE((*server)->running());
    EXPECT_TRUE(std::filesystem::exists(folder / "redis.log"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
  EXPECT_NE(::kill(id, 0), 0);
}

TEST(RedisServerProcess, ServersStandBesideEachOther) {
  const auto first = RedisServerProcess::start({});
  const auto second = RedisServerProcess::start({});
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_NE((*first)->endpoint().port, (*second)->endpoint().port);
}

TEST(RedisServerProcess, KeepsWhatItStoredAcrossAKillWhenToldTo) {
  OsHost host;
  const auto server =
      RedisServerProcess::start({.arguments = {"--appendonly", "yes", "--appendfsync", "always"}});
  ASSERT_TRUE(server.has_value()) << server.error();
  const Endpoint endpoint = (*server)->endpoint();
  RedisClient redis(host, {.endpoint = endpoint}, 1);
  ASSERT_TRUE(redis.call({"SET", "k", "v"}, host.now() + 5s).has_value());
  (*server)->kill();
  EXPECT_FALSE((*server)->running());
  const auto restarted = (*server)->restart();
  ASSERT_TRUE(restarted.has_value()) << restarted.error();
  EXPECT_EQ((*server)->endpoint().port, endpoint.port);
  EXPECT_EQ(redis.call({"GET", "k"}, host.now() + 5s), RedisReply::bulk("v"));
}

TEST(RedisServerProcess, ForgetsEverythingAcrossAKillOtherwise) {
  OsHost host;
  const auto server = RedisServerProcess::start({});
  ASSERT_TRUE(server.has_value()) << server.error();
  RedisClient redis(host, {.endpoint = (*server)->endpoint()}, 1);
  ASSERT_TRUE(redis.call({"SET", "k", "v"}, host.now() + 5s).has_value());
  ASSERT_TRUE((*server)->restart().has_value());
  EXPECT_EQ(redis.call({"GET", "k"}, host.now() + 5s), RedisReply::nil());
}

TEST(RedisServerProcess, SaysWhatToInstall) {
  const auto server = RedisServerProcess::start({.program = "redis-server-of-nowhere"});
  ASSERT_FALSE(server.has_value());
  EXPECT_EQ(server.error(),
            "redis-server-of-nowhere is not in $PATH; on Debian and Ubuntu, install it by: apt "
            "install redis-server");
}

TEST(RedisServerProcess, QuotesAServerThatDoesNotStart) {
  const auto server = RedisServerProcess::start({.arguments = {"--no-such-option", "1"}});
  ASSERT_FALSE(server.has_value());
  EXPECT_NE(server.error().find("Bad directive"), std::string::npos) << server.error();
}

TEST(RedisServerProcess, GivesUpOnAServerThatNeverAnswers) {
  const auto folder = TemporaryFolder::make("rollcall-test");
  ASSERT_TRUE(folder.has_value());
  const std::filesystem::path program = folder->path() / "mute";
  std::ofstream(program) << "#!/bin/sh\necho thinking\nexec sleep 60\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const auto server =
      RedisServerProcess::start({.program = program.string(), .ready_within = 100ms});
  ASSERT_FALSE(server.has_value());
  EXPECT_EQ(server.error(), program.string() + " did not answer within 100 ms; it said: thinking");
}

}  // namespace
}  // namespace rollcall
