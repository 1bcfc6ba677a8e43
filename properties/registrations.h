// The registrations of a history, each with what its client may conclude from all of its attempts.
// Every judge starts from here, so that all of them mean the same by "acknowledged" and "refused".
//
// The texts are views into the history, which has to outlive this.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "properties/history.h"

namespace rollcall::properties {

struct Registration {
  OperationId id;
  std::string_view phone;
  std::string_view name;
  std::int64_t organization_id = 0;
  MonotonicTime invoked{};  ///< its first attempt
  /// When the first of its attempts that succeeded returned. Whatever was invoked before that
  /// overlaps the registration, and proves nothing about it.
  std::optional<MonotonicTime> acknowledged{};
  std::string_view handle{};  ///< as that attempt handed it out
  /// It was told that somebody else has the phone, and none of its attempts can have been done:
  /// this registration never existed.
  bool refused = false;
  /// The service owns up to having lost it: asked in the calm, it tells of a conflict.
  bool conflict = false;

  /// The call came after the acknowledgement. At one instant it did: causes precede effects.
  [[nodiscard]] bool acknowledged_before(const Call& call) const {
    return acknowledged && *acknowledged <= call.invoked;
  }
  [[nodiscard]] bool names(const User& user) const {
    return user.phone == phone && user.name == name;
  }
};
/// "Ada (+491511)"
[[nodiscard]] std::string described(const Registration& user);
/// How most violations begin: "Ada (+491511) was told to be registered as 1, but"
[[nodiscard]] std::string promised(const Registration& user, std::string_view handle);

class Registrations {
 public:
  explicit Registrations(const History& history);

  /// By id.
  [[nodiscard]] std::span<const Registration> all() const { return all_; }
  /// Null: the history has no call of that registration.
  [[nodiscard]] const Registration* find(OperationId id) const;
  /// Each phone's together: the acknowledged ones in the order of their acknowledgement, then the
  /// others.
  [[nodiscard]] std::vector<const Registration*> by_phone() const;

 private:
  void note_conflicts(const History& history);
  std::vector<Registration> all_;
};

}  // namespace rollcall::properties
