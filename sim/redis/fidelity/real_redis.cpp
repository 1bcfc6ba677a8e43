#include "sim/redis/fidelity/real_redis.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>

#include "engine/check.h"
#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {
namespace {

constexpr int patience_ms = 60'000;
constexpr const char* manifest_path = "appendonlydir/appendonly.aof.manifest";

std::filesystem::path new_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "real-redis-XXXXXX").string();
  ROLLCALL_CHECK(mkdtemp(pattern.data()) != nullptr, "no temporary folder");
  return pattern;
}

int try_dial(const std::filesystem::path& folder) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder / "socket").c_str(), sizeof address.sun_path - 1);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return socket;
  }
  ::close(socket);
  return -1;
}

[[noreturn]] void become_server(std::vector<std::string> words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(nothing, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

RealRedis::RealRedis(const std::vector<std::string>& options)
    : folder_(new_folder()),
      words_({"redis-server", "--port", "0", "--save", "", "--dir", folder_.string(),
              "--unixsocket", (folder_ / "socket").string()}) {
  words_.insert(words_.end(), options.begin(), options.end());
  ROLLCALL_CHECK(start(), "redis-server did not come up (is it installed?)");
}

bool RealRedis::start() {
  process_ = ::fork();
  ROLLCALL_CHECK(process_ >= 0, "fork");
  if (process_ == 0) become_server(words_);
  for (int attempt = 0; attempt < 5000; ++attempt) {
    // It listens before it has loaded its files.
    if (const int socket = try_dial(folder_); socket >= 0) {
      RealConnection connection(socket);
      connection.send("PING\r\n");
      const std::string answer = connection.receive(1);
      if (!answer.empty() && !answer.starts_with("-LOADING")) return true;
    }
    if (::waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = 0;
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ROLLCALL_UNREACHABLE("redis-server neither comes up nor ends");
}

void RealRedis::kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  wait_for_end();
}

void RealRedis::wait_for_end() {
  ::waitpid(process_, nullptr, 0);
  process_ = 0;
  std::filesystem::remove(folder_ / "socket");  // or a client would find it before the next life
}

RealRedis::~RealRedis() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

int RealRedis::dial() const {
  const int socket = try_dial(folder_);
  ROLLCALL_CHECK(socket >= 0, "redis-server refuses the connection");
  return socket;
}

std::string bytes_from(const std::filesystem::path& file, std::size_t offset) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  return {std::istreambuf_iterator<char>(in), {}};
}

// The last in the manifest of type "i": "file appendonly.aof.1.incr.aof seq 1 type i".
std::filesystem::path RealRedis::append_only_path() const {
  std::ifstream manifest(folder_ / manifest_path);
  std::string name;
  for (std::string line; std::getline(manifest, line);) {
    std::istringstream words(line);
    std::string file, number, type, ignored;
    words >> ignored >> file >> ignored >> number >> ignored >> type;
    if (type == "i") name = file;
  }
  return (folder_ / manifest_path).parent_path() / name;
}

std::string RealRedis::append_only_file(std::size_t offset) const {
  return bytes_from(append_only_path(), offset);
}

std::size_t RealRedis::append_only_file_size() const {
  return std::filesystem::file_size(append_only_path());
}

void RealRedis::replace_append_only_file(std::string_view bytes) const {
  std::ofstream(append_only_path(), std::ios::binary | std::ios::trunc) << bytes;
}

RealConnection::~RealConnection() { ::close(socket_); }

void RealConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // it has closed: what it said before can still be read
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool RealConnection::has_more() const {
  pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
  return !unread_.empty() || ::poll(&ready, 1, 0) > 0;
}

bool RealConnection::read_more() {
  pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&ready, 1, patience_ms) <= 0) return false;
  char buffer[16384];
  const auto got = ::read(socket_, buffer, sizeof buffer);
  if (got <= 0) return false;
  unread_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

std::string RealConnection::receive(std::size_t replies) {
  while (true) {
    std::string_view rest = unread_;
    std::size_t complete = 0;
    while (complete < replies) {
      const auto length = resp_length(rest);
      if (!length) break;
      rest.remove_prefix(*length);
      ++complete;
    }
    if (complete == replies || !read_more()) {
      std::string received = unread_.substr(0, unread_.size() - rest.size());
      unread_.erase(0, received.size());
      return received;
    }
  }
}

std::string RealConnection::receive_rest() {
  while (read_more()) {
  }
  return std::exchange(unread_, {});
}

}  // namespace rollcall::sim::redis
