// A registration service that is correct by its simplicity, for the tests of the judges: whatever
// it answers, in whatever way its callers' calls overlap, no judge may object to.
//
// It runs a plan of steps one after the other; each call takes effect at one moment between its
// invocation and its return. Calls overlap because the two ends are moved apart, and a call that
// ends as ambiguous may take effect never, or even after its caller has given up.
#pragma once

#include <cstdint>
#include <vector>

#include "properties/history_builder.h"

namespace rollcall::properties {

/// One call of the storm.
struct PlannedCall {
  enum class Kind { registration, login, wrong_login, session, find, find_by_phone };
  enum class Fate { answered, lost_reply, lost_request, unavailable };
  Kind kind = Kind::registration;
  std::size_t person = 0;  ///< whom it is about; below CorrectService::people
  Fate fate = Fate::answered;
  std::int64_t early_ms = 0;  ///< from its invocation to its effect
  std::int64_t late_ms = 0;   ///< from there to its return
};

class CorrectService {
 public:
  /// Two people want each phone.
  static constexpr std::size_t people = 8;

  /// The storm, then a calm in which everybody who knows nothing asks again, and all is probed.
  explicit CorrectService(const std::vector<PlannedCall>& storm);
  [[nodiscard]] History history() const;
  [[nodiscard]] const Contents& contents() const { return contents_; }

 private:
  void run(const PlannedCall& planned, bool calm);
  void probe(PlannedCall::Kind kind, std::size_t person);
  [[nodiscard]] Answer effect(const PlannedCall& planned, bool calm);
  [[nodiscard]] Answer registration(const Person& person);
  [[nodiscard]] const UserRow* owner(const Person& person) const;

  std::vector<Person> people_;
  std::vector<bool> settled_;                               ///< by person: told yes or no
  std::vector<std::optional<MonotonicTime>> acknowledged_;  ///< by person
  std::vector<Call> calls_;
  Contents contents_;
};

}  // namespace rollcall::properties
