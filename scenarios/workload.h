// The clients of a case: their plans in the storm, and in the calm the questions on which the
// judgement rests. Ordinary code on a Host, the same for simulated and real worlds.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "engine/host.h"
#include "properties/history.h"
#include "scenarios/case.h"
#include "scenarios/service.h"

namespace rollcall::scenarios {

class Workload {
 public:
  Workload(Host& host, Service& service, const Case& value);

  /// Every client plays its plan, all of them at once; returns when the last has ended.
  void storm();
  /// Asks ambiguous registrations again under their key, then probes every registration (find,
  /// find_by_phone, login, session). Until all have settled it asks the first that has not, again
  /// and again; all that are still open once `bound` has passed.
  void calm(Duration bound);

  [[nodiscard]] properties::History take_history() { return std::move(history_); }

 private:
  /// What the world has given to one operation: the handle of a registration, the token of a login.
  struct Given {
    std::optional<Registered> registered;
    bool refused = false;    ///< a registration that got a definite no
    bool uncertain = false;  ///< a registration whose last answer was ambiguous
    std::string token;
  };
  struct Plan {
    properties::Call call;
    Secrets secrets;
  };
  void play(const Client& client);
  /// Empty when what the operation needs was never given.
  [[nodiscard]] std::optional<Plan> plan(const Client& client, const Operation& operation);
  [[nodiscard]] Plan plan_registration(const Client& client, const Operation& operation) const;
  [[nodiscard]] Plan plan_probe(OperationId registration, Action action) const;
  /// One attempt, entered into the history.
  Answer perform(Plan& plan, std::uint32_t process, Duration deadline);
  void note(const properties::Call& call, const Answer& answer);
  void ask_again(MonotonicTime until);
  [[nodiscard]] bool probe(OperationId registration, const Given& given);
  [[nodiscard]] bool probe_login(OperationId registration);
  [[nodiscard]] std::uint32_t next_process();

  Host& host_;
  Service& service_;
  const Case& case_;
  std::unique_ptr<Monitor> monitor_;  ///< guards what follows
  properties::History history_;
  std::map<OperationId, Given> given_;
  /// By operation, action and whether it is a probe: a registration asked again in the calm is one
  /// more attempt.
  std::map<std::tuple<OperationId, Action, bool>, std::uint32_t> attempts_;
  std::uint32_t next_process_ = 0;
};

/// Never written anywhere: a case needs no secrets, they follow from it.
[[nodiscard]] std::string password_of(OperationId registration);

}  // namespace rollcall::scenarios
