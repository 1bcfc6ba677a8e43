#include "tools/jobs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "engine/check.h"

namespace rollcall::tools {
namespace {

constexpr std::uint64_t nothing = ~std::uint64_t{0};
constexpr unsigned workers_most = 256;
constexpr int poll_ms = 100;

volatile std::sig_atomic_t signal_came = 0;

void note_signal(int) { signal_came = 1; }

// What workers and parent see of each other.
struct Shared {
  std::atomic<std::uint64_t> next = 0;
  std::atomic<bool> stop = false;
  std::array<std::atomic<std::uint64_t>, workers_most> doing;
};

struct Unmap {
  void operator()(Shared* shared) const { munmap(shared, sizeof(Shared)); }
};

std::unique_ptr<Shared, Unmap> make_shared_memory() {
  void* memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ROLLCALL_CHECK(memory != MAP_FAILED, "no shared memory for worker processes");
  return std::unique_ptr<Shared, Unmap>(new (memory) Shared);
}

struct Header {
  std::uint64_t index;
  std::uint64_t length;
};

bool write_all(int pipe, const void* data, std::size_t length) {
  const char* at = static_cast<const char*>(data);
  while (length > 0) {
    const ssize_t written = write(pipe, at, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    length -= static_cast<std::size_t>(written);
  }
  return true;
}

[[noreturn]] void work_until_done(const Jobs& jobs, Shared& shared, unsigned place, int pipe) {
  std::signal(SIGINT, SIG_IGN);  // the parent decides
  std::signal(SIGTERM, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) {
    if (shared.stop) break;
    const std::uint64_t index = shared.next++;
    if (index >= jobs.count) break;
    shared.doing[place] = index;
    const std::string result = jobs.work(index);
    const Header header{index, result.size()};
    if (!write_all(pipe, &header, sizeof(header)) || !write_all(pipe, result.data(), result.size()))
      break;
    shared.doing[place] = nothing;
  }
  std::fflush(nullptr);
  _exit(0);
}

class Worker {
 public:
  Worker(const Jobs& jobs, Shared& shared, unsigned place) : place_(place) {
    int ends[2];
    ROLLCALL_CHECK(pipe2(ends, O_CLOEXEC) == 0, "no pipe for a worker process");
    std::fflush(nullptr);
    shared.doing[place] = nothing;
    process_ = fork();
    ROLLCALL_CHECK(process_ >= 0, "no worker process could be started");
    if (process_ == 0) {
      close(ends[0]);
      work_until_done(jobs, shared, place, ends[1]);
    }
    close(ends[1]);
    pipe_ = ends[0];
  }
  ~Worker() { close(pipe_); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  [[nodiscard]] int pipe() const { return pipe_; }
  [[nodiscard]] unsigned place() const { return place_; }

  /// Takes what has come; false at the end of the pipe.
  bool receive(const Jobs& jobs) {
    char buffer[1 << 16];
    const ssize_t got = read(pipe_, buffer, sizeof(buffer));
    if (got < 0) return errno == EINTR;
    if (got == 0) return false;
    received_.append(buffer, static_cast<std::size_t>(got));
    std::size_t at = 0;
    Header header{};
    while (received_.size() - at >= sizeof(header)) {
      std::memcpy(&header, received_.data() + at, sizeof(header));
      if (received_.size() - at - sizeof(header) < header.length) break;
      jobs.done(header.index, received_.substr(at + sizeof(header), header.length));
      at += sizeof(header) + header.length;
    }
    received_.erase(0, at);
    return true;
  }

  /// How it ended; empty when in order.
  std::string wait() {
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFSIGNALED(status))
      return fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return WEXITSTATUS(status) == 0 ? "" : fmt::format("exit code {}", WEXITSTATUS(status));
  }

 private:
  unsigned place_;
  pid_t process_ = -1;
  int pipe_ = -1;
  std::string received_;
};

class Pool {
 public:
  explicit Pool(const Jobs& jobs) : jobs_(jobs), shared_(make_shared_memory()) {
    const std::uint64_t useful = std::min<std::uint64_t>(
        {jobs.workers, workers_most, std::max<std::uint64_t>(jobs.count, 1)});
    for (unsigned place = 0; place < useful; ++place)
      workers_.push_back(std::make_unique<Worker>(jobs, *shared_, place));
  }

  bool run() {
    while (!workers_.empty()) {
      std::vector<pollfd> polled;
      for (const auto& worker : workers_) polled.push_back({worker->pipe(), POLLIN, 0});
      poll(polled.data(), polled.size(), poll_ms);
      if (interrupted() || jobs_.enough()) shared_->stop = true;
      for (std::size_t i = polled.size(); i-- > 0;) {
        if (polled[i].revents != 0 && !workers_[i]->receive(jobs_)) bury(i);
      }
    }
    return !shared_->stop;
  }

 private:
  void bury(std::size_t i) {
    const unsigned place = workers_[i]->place();
    const std::string how = workers_[i]->wait();
    const std::uint64_t doing = shared_->doing[place];
    workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(i));
    if (how.empty()) return;
    if (doing != nothing) jobs_.died(doing, how);
    if (!shared_->stop) workers_.push_back(std::make_unique<Worker>(jobs_, *shared_, place));
  }

  const Jobs& jobs_;
  std::unique_ptr<Shared, Unmap> shared_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace

bool run_jobs(const Jobs& jobs) { return jobs.count == 0 || Pool(jobs).run(); }

bool interrupted() { return signal_came != 0; }

void end_in_order_on_signals() {
  struct sigaction action{};
  action.sa_handler = note_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace rollcall::tools
