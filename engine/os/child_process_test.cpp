#include "engine/os/child_process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "engine/os/os_clock.h"
#include "engine/os/temporary_folder.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool exists(pid_t process) { return ::kill(process, 0) == 0; }

bool within(Duration patience, const auto& claim) {
  const MonotonicTime deadline = os_now() + patience;
  while (!claim() && os_now() < deadline) os_sleep_until(os_now() + 1ms);
  return claim();
}

class ChildProcessTest : public testing::Test {
 protected:
  std::unique_ptr<ChildProcess> shell(const std::string& script) {
    auto child = ChildProcess::start(
        {.file = find_program("sh"), .arguments = {"-c", script}, .output = output()});
    EXPECT_TRUE(child.has_value());
    return std::move(*child);
  }
  std::filesystem::path output() const { return folder_.path() / "output"; }

 private:
  TemporaryFolder folder_ = *TemporaryFolder::make("rollcall-test");
};

TEST_F(ChildProcessTest, RunsTheProgramAndKeepsWhatItSaid) {
  const auto child = shell("echo out; echo err >&2");
  EXPECT_TRUE(within(5s, [&] { return !child->running(); }));
  EXPECT_EQ(text_of(output()), "out\nerr\n");
}

TEST_F(ChildProcessTest, EndsOnRequest) {
  const auto child = shell("exec sleep 60");
  EXPECT_TRUE(child->running());
  child->end(5s);
  EXPECT_FALSE(child->running());
  EXPECT_FALSE(exists(child->id()));
}

TEST_F(ChildProcessTest, IsKilledWhenItDoesNotEndOnRequest) {
  const auto child = shell("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(within(5s, [&] { return text_of(output()) == "ready\n"; }));
  child->end(20ms);
  EXPECT_FALSE(child->running());
}

TEST_F(ChildProcessTest, EndsWithItsOwner) {
  pid_t id = 0;
  {
    const auto child = shell("exec sleep 60");
    id = child->id();
    EXPECT_TRUE(exists(id));
  }
  EXPECT_FALSE(exists(id));
}

TEST_F(ChildProcessTest, DiesWithAProgramThatIsKilled) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t owner = fork();
  if (owner == 0) {
    const auto child = shell("exec sleep 60");
    const pid_t id = child->id();
    if (write(ends[1], &id, sizeof id) != sizeof id) _exit(1);
    pause();
  }
  pid_t id = 0;
  ASSERT_EQ(read(ends[0], &id, sizeof id), static_cast<ssize_t>(sizeof id));
  EXPECT_TRUE(exists(id));
  ::kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  // Orphans are reaped by somebody else: a zombie counts as ended.
  EXPECT_TRUE(within(5s, [&] {
    return !exists(id) ||
           text_of("/proc/" + std::to_string(id) + "/stat").find(") Z") != std::string::npos;
  }));
}

TEST_F(ChildProcessTest, OutlivesTheThreadThatStartedIt) {
  std::unique_ptr<ChildProcess> child;
  std::thread([&] { child = shell("exec sleep 60"); }).join();
  os_sleep_until(os_now() + 20ms);
  EXPECT_TRUE(child->running());
}

TEST_F(ChildProcessTest, AProgramThatIsNotThereHasNoPath) {
  EXPECT_TRUE(find_program("no-such-program-anywhere").empty());
  EXPECT_FALSE(find_program("sh").empty());
}

TEST_F(ChildProcessTest, SaysWhichOutputItCannotWrite) {
  const auto child = ChildProcess::start(
      {.file = find_program("sh"), .arguments = {}, .output = "/no/such/folder/log"});
  ASSERT_FALSE(child.has_value());
  EXPECT_EQ(child.error(), "cannot write /no/such/folder/log: No such file or directory");
}

}  // namespace
}  // namespace rollcall
