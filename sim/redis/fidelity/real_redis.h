// A redis-server of the machine's own, for tests that compare: started on a unix socket in a
// temporary folder, ended with the object (and with the test's process, whatever ends that).
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

[[nodiscard]] std::string bytes_from(const std::filesystem::path& file, std::size_t offset);

class RealRedis {
 public:
  // `options` as on redis-server's command line, besides `--save ""`. Stops the test program when
  // the server does not come up.
  explicit RealRedis(const std::vector<std::string>& options = {});
  ~RealRedis();
  RealRedis(const RealRedis&) = delete;
  RealRedis& operator=(const RealRedis&) = delete;

  // kill -9: what it has written stays.
  void kill();
  // Until it has ended by itself.
  void wait_for_end();
  // After that, with the same options and files. False: it refuses to start.
  [[nodiscard]] bool start();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  // The append-only file that it writes to now, which goes on from a base.
  [[nodiscard]] std::filesystem::path append_only_path() const;
  // Its bytes from `offset` on.
  [[nodiscard]] std::string append_only_file(std::size_t offset) const;
  [[nodiscard]] std::size_t append_only_file_size() const;
  void replace_append_only_file(std::string_view bytes) const;
  // An open socket.
  [[nodiscard]] int dial() const;

 private:
  std::filesystem::path folder_;
  std::vector<std::string> words_;
  pid_t process_ = 0;
};

// One connection to it, answering as sim/redis/server.h's feed() and take_output() do together.
class RealConnection {
 public:
  explicit RealConnection(const RealRedis& server) : socket_(server.dial()) {}
  explicit RealConnection(int socket) : socket_(socket) {}
  ~RealConnection();
  RealConnection(const RealConnection&) = delete;
  RealConnection& operator=(const RealConnection&) = delete;

  void send(std::string_view bytes);
  // Waits for that many complete replies, for the end of the stream, or for ten seconds, in which
  // a server answers on a machine that is busy with much else.
  [[nodiscard]] std::string receive(std::size_t replies);
  // Something has been answered that nobody has received.
  [[nodiscard]] bool has_more() const;
  // Waits until the server closes.
  [[nodiscard]] std::string receive_rest();

 private:
  bool read_more();

  int socket_;
  std::string unread_;
};

}  // namespace rollcall::sim::redis
