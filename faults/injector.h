// Arms the faults of one case in one world, fires them when they come due, and keeps account.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "sim/world.h"

namespace rollcall::faults {

/// The account of one fault event, in the order of the case.
struct Account {
  const FaultEvent* event = nullptr;
  /// Points that matched its trigger, the one that made it due included; 1 once its time has come.
  std::uint64_t asked = 0;
  std::optional<MonotonicTime> fired{};  ///< when it first happened; empty: it never did
};

class Injector final : public sim::Rule {
 public:
  /// Times count from now. The world and the events outlive it. Client operations are known by
  /// `operation_key`; what the events are `on` exists.
  Injector(sim::World& world, std::span<const FaultEvent> events);
  ~Injector() override;
  Injector(const Injector&) = delete;
  Injector& operator=(const Injector&) = delete;

  [[nodiscard]] sim::Verdict at(const sim::Point& point) override;
  /// No event fires any more, and what is transient ends. Starts no process; restarts that are
  /// under way still come.
  void heal();
  [[nodiscard]] const std::vector<Account>& accounts() const { return accounts_; }

 private:
  struct Armed;
  sim::Verdict come_due(Armed& armed, const sim::Point* point);
  sim::Verdict offer(Armed& armed, const sim::Point* point);

  sim::World& world_;
  std::vector<Account> accounts_;
  std::vector<std::unique_ptr<Armed>> armed_;
};

/// "c1.2" as it appears in Point::operation and SimTask::operation.
[[nodiscard]] sim::Key operation_key(std::string_view operation);

}  // namespace rollcall::faults
