#include "sim/disk/power_loss.h"

namespace rollcall::sim {

PowerLoss::PowerLoss(const Decisions& decisions, Key meaning, std::size_t changes)
    : decisions_(decisions), meaning_(meaning) {
  const std::uint64_t bits = decisions_.draw(Domain::loss, meaning_);
  in_order_ = (bits & 1) != 0;
  first_lost_ = static_cast<std::size_t>((bits >> 1) % (changes + 1));
}

Fate PowerLoss::fate(std::size_t change) const {
  if (in_order_ && change != first_lost_) {
    return {.kind = change < first_lost_ ? Fate::Kind::kept : Fate::Kind::dropped};
  }
  const std::uint64_t bits = decisions_.draw(Domain::loss, mix(meaning_, change + 1));
  if (in_order_) return {.kind = Fate::Kind::torn, .sectors = bits};
  constexpr Fate::Kind kinds[] = {Fate::Kind::kept, Fate::Kind::dropped, Fate::Kind::torn};
  return {.kind = kinds[bits % 3], .sectors = bits};
}

}  // namespace rollcall::sim
