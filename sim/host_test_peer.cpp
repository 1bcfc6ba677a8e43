#include "sim/host_test_peer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace rollcall::sim {
namespace {

class TestPeer {
 public:
  explicit TestPeer(Peer kind) : kind_(kind) {}

  void accepted(std::unique_ptr<ServerStream> stream) {
    if (kind_ == Peer::closing) {
      stream->send("hello", "hello");
    } else {
      streams_.push_back(std::move(stream));
    }
  }

  void readable(ServerStream& stream) {
    if (kind_ == Peer::not_reading) return;
    std::string bytes;
    const bool open = stream.take(bytes);
    if (kind_ == Peer::echoing) stream.send(bytes, "echo");
    if (kind_ == Peer::resetting) stream.reset();
    if (open) return;
    std::erase_if(streams_, [&](const auto& one) { return one.get() == &stream; });
  }

 private:
  Peer kind_;
  std::vector<std::unique_ptr<ServerStream>> streams_;
};

}  // namespace

std::function<void(Host&)> test_peer(World& world, std::string_view process, std::uint16_t port,
                                     Peer kind) {
  return [&world, name = std::string(process), port, kind](Host& host) {
    TestPeer peer(kind);
    world.network().listen(
        *world.find_process(name), port,
        {.name = "peer",
         .latency = &Latency::redis_message,
         .label = [](std::string_view bytes) { return bytes.substr(0, 8); },
         .accepted = [&](std::unique_ptr<ServerStream> one) { peer.accepted(std::move(one)); },
         .readable = [&](ServerStream& stream) { peer.readable(stream); }});
    host.sleep_until(MonotonicTime::max());
  };
}

}  // namespace rollcall::sim
