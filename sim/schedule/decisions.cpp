#include "sim/schedule/decisions.h"

namespace rollcall::sim {

std::uint64_t Decisions::draw(SimTask& task, Domain domain, Key site) const {
  const auto index = static_cast<std::size_t>(domain);
  const std::uint64_t occurrence = task.drawn[index]++;
  return mix(mix(seed_, index), mix(mix(task.key(), site), occurrence));
}

std::uint64_t Decisions::draw(Domain domain, Key meaning) const {
  return mix(mix(seed_, static_cast<std::uint64_t>(domain)), mix(meaning, 1));
}

Duration Decisions::between(std::uint64_t bits, Duration least, Duration most) {
  if (most <= least) return least;
  const auto span = static_cast<unsigned __int128>((most - least).count()) + 1;
  return least + Duration(static_cast<Duration::rep>((span * bits) >> 64));
}

}  // namespace rollcall::sim
