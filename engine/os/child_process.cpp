#include "engine/os/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <system_error>

#include "engine/os/file_descriptor.h"

namespace rollcall {
namespace {

/// In the forked child of a program with many threads: nothing but system calls until exec.
[[noreturn]] void become(const char* file, char* const* arguments, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // the parent died before the line above
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  close_range(STDERR_FILENO + 1, ~0U, 0);
  execv(file, arguments);
  _exit(127);
}

}  // namespace

std::expected<std::unique_ptr<ChildProcess>, std::string> ChildProcess::start(
    const Program& program) {
  const FileDescriptor output(
      open(program.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (output.number() < 0) {
    return std::unexpected(fmt::format("cannot write {}: {}", program.output.string(),
                                       std::generic_category().message(errno)));
  }
  std::unique_ptr<ChildProcess> child(new ChildProcess);
  ChildProcess& started = *child;
  child->keeper_ = std::thread([&] { started.keep(program, output.number()); });
  std::unique_lock lock(child->mutex_);
  child->changed_.wait(lock, [&] { return started.id_ != 0; });
  if (child->id_ < 0) {
    return std::unexpected(
        fmt::format("cannot start {}: out of processes or memory", program.file.string()));
  }
  return child;
}

ChildProcess::~ChildProcess() {
  if (id_ > 0) kill();
  keeper_.join();
}

void ChildProcess::keep(const Program& program, int output) {
  std::vector<char*> arguments;
  std::string file = program.file.string();
  std::vector<std::string> words = program.arguments;
  arguments.push_back(file.data());
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t parent = getpid();
  const pid_t forked = fork();
  if (forked == 0) become(file.c_str(), arguments.data(), output, parent);
  {
    const std::lock_guard lock(mutex_);
    id_ = forked;
    ended_ = forked < 0;
    changed_.notify_all();  // under the lock: `start` may destroy what it waits on
  }
  // From here on neither `program` nor `output` may exist any more.
  if (forked > 0) reap();
}

void ChildProcess::reap() {
  // Waits first and reaps under the lock, so that `signal` never hits a number that has been given
  // to another process.
  siginfo_t ignored;
  while (waitid(P_PID, static_cast<id_t>(id_), &ignored, WEXITED | WNOWAIT) != 0 &&
         errno == EINTR) {
  }
  const std::lock_guard lock(mutex_);
  waitpid(id_, nullptr, 0);
  ended_ = true;
  changed_.notify_all();
}

bool ChildProcess::running() {
  const std::lock_guard lock(mutex_);
  return !ended_;
}

void ChildProcess::end(Duration patience) {
  signal(SIGTERM);
  if (!wait_for_end(patience)) kill();
}

void ChildProcess::kill() {
  signal(SIGKILL);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_; });
}

void ChildProcess::signal(int number) {
  const std::lock_guard lock(mutex_);
  if (!ended_) ::kill(id_, number);
}

bool ChildProcess::wait_for_end(Duration patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this] { return ended_; });
}

std::filesystem::path find_program(const std::string& name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody here ever changes the environment.
  const char* folders = std::getenv("PATH");
  std::istringstream list(folders != nullptr ? folders : "/usr/local/bin:/usr/bin:/bin");
  for (std::string folder; std::getline(list, folder, ':');) {
    std::filesystem::path file = std::filesystem::path(folder) / name;
    std::error_code ignored;
    const bool is_file = std::filesystem::is_regular_file(file, ignored);
    if (is_file && access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

}  // namespace rollcall
