// What every Host must do, as one test body for all of them: a production host on threads and any
// other host are held to the same claims.
//
//     // in the test of a host, at namespace scope:
//     const bool registered = register_host_conformance("OsHost", [] { return
//     std::make_unique<OsArm>(); });
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/host.h"

namespace rollcall {

/// The peers that the claims talk to.
enum class Peer {
  echoing,      ///< sends back every byte it gets, until it sees the end of file, and then closes
  silent,       ///< accepts and reads, and never sends
  not_reading,  ///< accepts, and never reads: writes fill the buffers on the way, and then block
  refusing,     ///< nobody listens there
  unreachable,  ///< a connect is never answered
  closing,      ///< sends the five bytes "hello" and closes in order
  resetting,    ///< breaks the connection as soon as it has read a byte
};

/// One host under test, together with its peers. Made anew for each claim.
class HostArm {
 public:
  virtual ~HostArm() = default;
  /// Runs `body` in a task of a fresh host and returns when it has returned; called once.
  /// GoogleTest's expectations are used in the body and in the tasks that it spawns.
  virtual void run(const std::function<void(Host&)>& body) = 0;
  /// Called from inside the body.
  [[nodiscard]] virtual Endpoint peer(Peer kind) = 0;
  /// By how much a wake-up may come too late before it counts as wrong.
  [[nodiscard]] virtual Duration slack() const = 0;
};

/// One sentence about every host, and the check that it is true.
struct HostClaim {
  std::string_view name;  ///< CamelCase, as GoogleTest wants it
  void (*check)(Host& host, HostArm& arm);
};
[[nodiscard]] std::vector<HostClaim> host_claims();

/// Adds one GoogleTest for each claim to the suite `HostConformance/<arm>`.
bool register_host_conformance(const char* arm,
                               const std::function<std::unique_ptr<HostArm>()>& make);

}  // namespace rollcall
