// Arms the faults of one case in one world, fires them when they come due, and keeps account.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "faults/fault.h"
#include "sim/world.h"

namespace rollcall::faults {

/// The account of one fault event, in the order of the case.
struct Account {
  const FaultEvent* event = nullptr;
  std::uint64_t asked = 0;             ///< matching points that came by
  std::optional<MonotonicTime> fired;  ///< when; empty: it never did
};

class Injector final : public sim::Rule {
 public:
  /// The events outlive it. Client operations are known by `operation_key`.
  Injector(sim::World& world, std::span<const FaultEvent> events);
  ~Injector() override;

  [[nodiscard]] sim::Verdict at(const sim::Point& point) override;
  /// No event fires any more, and what is transient ends. Starts no process.
  void heal();
  [[nodiscard]] const std::vector<Account>& accounts() const { return accounts_; }

 private:
  struct Armed;
  sim::World& world_;
  std::vector<Account> accounts_;
  std::vector<std::unique_ptr<Armed>> armed_;
};

/// "c1.2" as it appears in Point::operation and SimTask::operation.
[[nodiscard]] sim::Key operation_key(std::string_view operation);

}  // namespace rollcall::faults
