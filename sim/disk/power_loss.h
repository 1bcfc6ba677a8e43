// Draws what one power loss makes of the unsynced changes of one file.
//
// Half of the losses keep the order in which a disk was written: everything up to a drawn change
// survives, that one is torn, and nothing after it survives. The others scatter: each change is
// kept, torn or dropped for itself, as drives with a volatile cache do. Scattering alone would
// hardly ever keep a long prefix, order alone would never lose a change that is older than one that
// it keeps.
#pragma once

#include <cstddef>

#include "sim/disk/file.h"
#include "sim/schedule/decisions.h"

namespace rollcall::sim {

class PowerLoss {
 public:
  /// `meaning`: of this file in this power loss.
  PowerLoss(const Decisions& decisions, Key meaning, std::size_t changes);
  [[nodiscard]] Fate fate(std::size_t change) const;

 private:
  const Decisions& decisions_;
  Key meaning_;
  bool in_order_ = false;
  std::size_t first_lost_ = 0;
};

}  // namespace rollcall::sim
