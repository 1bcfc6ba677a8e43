// A server that tests look into, and what its clients read.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/world.h"

namespace rollcall::sim {

/// A server that keeps what it gets and answers each arrival with "ok".
class Recorder {
 public:
  explicit Recorder(World& world) : world_(world) {}

  std::function<void(Host&)> program(std::string_view process) {
    return [this, name = std::string(process)](Host& host) {
      std::vector<std::unique_ptr<ServerStream>> streams;
      world_.network().listen(*world_.find_process(name), 7,
                              {.name = "store",
                               .label = [](std::string_view bytes) { return bytes.substr(0, 3); },
                               .accepted =
                                   [&](std::unique_ptr<ServerStream> stream) {
                                     keys.push_back(stream->key());
                                     streams.push_back(std::move(stream));
                                   },
                               .readable = [this](ServerStream& stream) { read(stream); }});
      host.sleep_until(MonotonicTime::max());
    };
  }

  std::string received;
  std::vector<Key> keys;
  int ended = 0;
  bool answers = true;

 private:
  void read(ServerStream& stream) {
    const std::size_t before = received.size();
    if (!stream.take(received)) ++ended;
    if (answers && received.size() > before) stream.send("ok", "ok");
  }
  World& world_;
};

inline std::string read_text(ByteStream& stream, MonotonicTime deadline) {
  std::array<char, 64> buffer;
  const auto got = stream.read(buffer, deadline);
  return got ? std::string(buffer.data(), *got) : "<" + std::string(to_string(got.error())) + ">";
}

}  // namespace rollcall::sim
