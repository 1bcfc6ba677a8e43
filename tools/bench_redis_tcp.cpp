#include "tools/bench_redis_tcp.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/os/child_process.h"
#include "engine/os/os_clock.h"
#include "engine/os/redis_server_process.h"
#include "engine/os/temporary_folder.h"

namespace rollcall::tools {
namespace {

using namespace std::chrono_literals;
using std::filesystem::path;

constexpr int turns = 3;  // of each server; its best one counts, as others use the machine too

std::string content(const path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The number that follows the text; 0 when it is not there.
double number_behind(std::string_view text, std::string_view before) {
  double number = 0;
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return number;
  text.remove_prefix(at + before.size());
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// This program itself, on a port that it says.
class ModelProcess {
 public:
  explicit ModelProcess(const path& output) : output_(output) {
    auto process = ChildProcess::start({.file = std::filesystem::read_symlink("/proc/self/exe"),
                                        .arguments = {"redis-model", "--port", "0"},
                                        .output = output});
    if (process) process_ = std::move(*process);
  }
  ~ModelProcess() {
    if (process_ != nullptr) process_->end(5s);
  }
  ModelProcess(const ModelProcess&) = delete;
  ModelProcess& operator=(const ModelProcess&) = delete;

  // 0: it does not come up.
  [[nodiscard]] std::uint16_t port() const {
    while (process_ != nullptr && process_->running()) {
      const std::string said = content(output_);
      if (said.ends_with('\n'))
        return static_cast<std::uint16_t>(number_behind(said, "listens on 127.0.0.1:"));
      os_sleep_until(os_now() + 2ms);
    }
    return 0;
  }

 private:
  path output_;
  std::unique_ptr<ChildProcess> process_;
};

// Requests per second; 0 when it could not be measured.
double measure(std::uint16_t port, const TcpLoad& load, const path& output) {
  const auto benchmark = ChildProcess::start(
      {.file = find_program("redis-benchmark"),
       .arguments = {"-p", std::to_string(port), "-n", std::to_string(load.requests), "-P",
                     std::to_string(load.pipelined), "-t", "set,get", "-r", "10000", "--csv"},
       .output = output});
  if (!benchmark) return 0;
  while ((*benchmark)->running()) os_sleep_until(os_now() + 2ms);
  const std::string said = content(output);
  return 2 / (1 / number_behind(said, "\"SET\",\"") + 1 / number_behind(said, "\"GET\",\""));
}

}  // namespace

std::expected<TcpRates, std::string> measure_tcp_rates(const TcpLoad& load) {
  if (find_program("redis-benchmark").empty())
    return std::unexpected("redis-benchmark is not installed");
  const auto folder = TemporaryFolder::make("rollcall-bench");
  if (!folder) return std::unexpected(folder.error());
  const auto redis = RedisServerProcess::start({});
  if (!redis) return std::unexpected(redis.error());
  const ModelProcess model(folder->path() / "model.log");
  const std::uint16_t model_port = model.port();
  if (model_port == 0) return std::unexpected("`rollcall redis-model` does not come up");
  TcpRates best;
  for (int turn = 0; turn < turns; ++turn) {
    const auto output = [&](std::string_view who) {
      return folder->path() / (std::string(who) + std::to_string(turn));
    };
    best.model = std::max(best.model, measure(model_port, load, output("model")));
    best.redis = std::max(best.redis, measure((*redis)->endpoint().port, load, output("redis")));
  }
  if (best.model == 0 || best.redis == 0) return std::unexpected("redis-benchmark has failed");
  return best;
}

}  // namespace rollcall::tools
