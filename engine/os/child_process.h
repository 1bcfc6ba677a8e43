// A program of somebody else's that runs as long as this object, and never longer than this
// process.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/host.h"

namespace rollcall {

/// The kernel kills the child with its parent (PR_SET_PDEATHSIG), even if that is killed itself. As
/// the kernel takes the *thread* that forked for the parent, a thread of our own forks, waits and
/// reaps. The child is in a process group of its own: Ctrl-C at the terminal is for this program,
/// which then ends the child in its own time.
class ChildProcess {
 public:
  struct Program {
    std::filesystem::path file;          ///< as found by `find_program`
    std::vector<std::string> arguments;  ///< without the program's own name
    std::filesystem::path output;        ///< gets stdout and stderr; created, or continued
  };

  [[nodiscard]] static std::expected<std::unique_ptr<ChildProcess>, std::string> start(
      const Program& program);
  /// Kills what still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  [[nodiscard]] bool running();
  /// SIGTERM; when that did not end it within `patience`, SIGKILL. Returns when it has ended.
  void end(Duration patience);
  /// SIGKILL. Returns when it has ended.
  void kill();

 private:
  ChildProcess() = default;
  void keep(const Program& program, int output);
  void reap();
  void signal(int number);
  bool wait_for_end(Duration patience);

  std::mutex mutex_;
  std::condition_variable changed_;
  pid_t id_ = 0;        ///< 0: not forked yet; negative: fork failed
  bool ended_ = false;  ///< reaped: the number may be another process's now
  std::thread keeper_;  ///< the child's parent
};

/// The first executable file of that name in $PATH; empty: there is none.
[[nodiscard]] std::filesystem::path find_program(const std::string& name);

}  // namespace rollcall
