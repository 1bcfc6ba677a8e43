#include <map>

#include "engine/host_conformance.h"
#include "engine/os/loopback_peer.h"
#include "engine/os/os_host.h"

namespace rollcall {
namespace {

class OsArm : public HostArm {
 public:
  void run(const std::function<void(Host&)>& body) override { body(host_); }
  Endpoint peer(Peer kind) override {
    return peers_.try_emplace(kind, kind).first->second.endpoint();
  }
  /// Threads on a loaded machine wait for a core.
  Duration slack() const override { return std::chrono::seconds(2); }

 private:
  OsHost host_;
  std::map<Peer, LoopbackPeer> peers_;
};

const bool registered =
    register_host_conformance("OsHost", [] { return std::make_unique<OsArm>(); });

}  // namespace
}  // namespace rollcall
