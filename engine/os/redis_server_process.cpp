#include "engine/os/redis_server_process.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "engine/check.h"
#include "engine/os/os_clock.h"
#include "engine/os/tcp_stream.h"

namespace rollcall {
namespace {

constexpr std::string_view loopback = "127.0.0.1";

/// One that is free now. Somebody may take it before the server does, which the server then says.
std::uint16_t free_port() {
  const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const int bound = bind(socket.number(), reinterpret_cast<sockaddr*>(&address), size);
  ROLLCALL_CHECK(bound == 0, "loopback has a free port");
  getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// Any answer will do, a demand for a password too, but not that it is still loading its files.
bool answers(const Endpoint& endpoint, MonotonicTime deadline) {
  Gauge uncounted;
  auto stream = TcpStream::connect(endpoint, deadline, uncounted);
  if (!stream || !(*stream)->write("PING\r\n", deadline)) return false;
  std::array<char, 64> reply;
  const auto size = (*stream)->read(reply, deadline);
  return size && !std::string_view(reply.data(), *size).starts_with("-LOADING");
}

}  // namespace

std::expected<std::unique_ptr<RedisServerProcess>, std::string> RedisServerProcess::start(
    Options options) {
  if (find_program(options.program).empty()) {
    return std::unexpected(fmt::format(
        "{} is not in $PATH; on Debian and Ubuntu, install it by: apt install redis-server",
        options.program));
  }
  auto folder = TemporaryFolder::make("rollcall-redis");
  if (!folder) return std::unexpected(std::move(folder.error()));
  std::unique_ptr<RedisServerProcess> server(
      new RedisServerProcess(std::move(options), std::move(*folder)));
  std::expected<void, std::string> ready;
  for (int attempt = 0; attempt < 5; ++attempt) {
    ready = server->start_on(free_port());
    if (ready) return server;
    if (ready.error().find("Address already in use") == std::string::npos) break;
  }
  return std::unexpected(std::move(ready.error()));
}

RedisServerProcess::RedisServerProcess(Options options, TemporaryFolder folder)
    : options_(std::move(options)), folder_(std::move(folder)) {}

RedisServerProcess::~RedisServerProcess() {
  if (process_ != nullptr) process_->end(options_.ends_within);
}

std::expected<void, std::string> RedisServerProcess::restart() {
  process_->kill();
  return start_on(endpoint_.port);
}

std::expected<void, std::string> RedisServerProcess::start_on(std::uint16_t port) {
  endpoint_ = {.host = std::string(loopback), .port = port};
  std::error_code ignored;
  std::filesystem::remove(folder() / "redis.pid", ignored);
  ChildProcess::Program program{
      .file = find_program(options_.program),
      .arguments = {"--bind", endpoint_.host, "--port", std::to_string(port), "--dir",
                    folder().string(), "--pidfile", (folder() / "redis.pid").string(), "--save", "",
                    "--appendonly", "no"},
      .output = folder() / "redis.log"};
  program.arguments.insert(program.arguments.end(), options_.arguments.begin(),
                           options_.arguments.end());
  auto process = ChildProcess::start(program);
  if (!process) return std::unexpected(std::move(process.error()));
  process_ = std::move(*process);
  return wait_until_ready();
}

std::expected<void, std::string> RedisServerProcess::wait_until_ready() {
  const MonotonicTime deadline = os_now() + options_.ready_within;
  while (os_now() < deadline) {
    if (!process_->running()) {
      return std::unexpected(
          fmt::format("{} ended at once; it said: {}", options_.program, last_words()));
    }
    // It writes this file once it has the port: until then, whoever answers there is somebody else.
    std::error_code ignored;
    const bool has_port = std::filesystem::exists(folder() / "redis.pid", ignored);
    if (has_port && answers(endpoint_, deadline)) return {};
    os_sleep_until(os_now() + std::chrono::milliseconds(2));
  }
  process_->kill();
  return std::unexpected(fmt::format("{} did not answer within {} ms; it said: {}",
                                     options_.program, options_.ready_within.count() / 1'000'000,
                                     last_words()));
}

std::string RedisServerProcess::last_words() const {
  constexpr std::size_t enough = 400;
  std::ifstream log(folder() / "redis.log");
  std::string text{std::istreambuf_iterator<char>(log), {}};
  while (text.ends_with('\n')) text.pop_back();
  std::ranges::replace(text, '\n', ' ');  // a complaint is one line
  return text.size() > enough ? text.substr(text.size() - enough) : text;
}

}  // namespace rollcall
