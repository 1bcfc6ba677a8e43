// How a client's call reaches an app process and how the answer comes back: over the simulated
// network, or straight into an engine in the same OS process.
#pragma once

#include <string>
#include <variant>

#include "engine/engine.h"
#include "properties/history.h"

namespace rollcall::scenarios {

using Answer = std::variant<Registered, Session, User, Failure>;

/// What a call carries besides what its history may show.
struct Secrets {
  std::string typed_phone{};  ///< register: as the user typed it
  std::string password{};     ///< register, login
  std::string token{};        ///< session
};

class Service {
 public:
  virtual ~Service() = default;
  /// Blocks until the app process `process` (from 1) has answered, or the deadline has passed:
  /// ambiguous then, and `answered` is false.
  struct Result {
    Answer answer;
    bool answered = true;
  };
  [[nodiscard]] virtual Result perform(const properties::Call& call, const Secrets& secrets,
                                       std::uint32_t process, MonotonicTime deadline) = 0;
};

/// What an app process does with the call.
[[nodiscard]] Answer serve(Engine& engine, const properties::Call& call, const Secrets& secrets);

/// One line for traces and stories; without passwords and tokens.
[[nodiscard]] std::string describe(const properties::Call& call);
[[nodiscard]] std::string describe(const Answer& answer);

}  // namespace rollcall::scenarios
