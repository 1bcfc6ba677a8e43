// A redis-server of our own: on 127.0.0.1, with its files in a temporary folder, ended and removed
// with this object.
//
//     auto server = RedisServerProcess::start({.arguments = {"--appendonly", "yes"}});
//     if (!server) return server.error();        // a sentence for people
//     RedisClient redis(host, {.endpoint = (*server)->endpoint()}, 10);
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "engine/os/child_process.h"
#include "engine/os/temporary_folder.h"

namespace rollcall {

class RedisServerProcess {
 public:
  struct Options {
    std::vector<std::string> arguments{};              ///< added to the command line; win over ours
    std::string program = "redis-server";              ///< looked up in $PATH
    Duration ready_within = std::chrono::seconds(10);  ///< loading its files included
    Duration ends_within = std::chrono::seconds(5);    ///< after SIGTERM; SIGKILL then
  };

  /// Returns when the server answers. Without `--save` or `--appendonly` it keeps nothing on disk.
  /// The error says what to install, or quotes what the server said last.
  [[nodiscard]] static std::expected<std::unique_ptr<RedisServerProcess>, std::string> start(
      Options options);
  ~RedisServerProcess();

  /// The same after each restart.
  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
  /// Where its files and its log, `redis.log`, are.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] pid_t process_id() const { return process_->id(); }
  /// False once it ended, be it by itself.
  [[nodiscard]] bool running() { return process_->running(); }
  /// kill -9. Returns when it is gone.
  void kill() { process_->kill(); }
  /// Starts it again with the files that it left behind; kills it first if it runs.
  [[nodiscard]] std::expected<void, std::string> restart();

 private:
  RedisServerProcess(Options options, TemporaryFolder folder);
  std::expected<void, std::string> start_on(std::uint16_t port);
  std::expected<void, std::string> wait_until_ready();
  std::string last_words() const;

  Options options_;
  TemporaryFolder folder_;
  Endpoint endpoint_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace rollcall
