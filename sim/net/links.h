// Which pairs of processes cannot reach each other.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/process.h"

namespace rollcall::sim {

class Links {
 public:
  void cut(const Process& a, const Process& b) {
    if (!is_cut(a, b)) cut_.push_back(pair(a, b));
  }
  void heal(const Process& a, const Process& b) { std::erase(cut_, pair(a, b)); }
  [[nodiscard]] bool is_cut(const Process& a, const Process& b) const {
    return !cut_.empty() && std::ranges::find(cut_, pair(a, b)) != cut_.end();
  }
  /// Of one direction.
  [[nodiscard]] static Key key(const Process& from, const Process& to) {
    return mix(from.key, to.key);
  }

 private:
  [[nodiscard]] static std::pair<Key, Key> pair(const Process& a, const Process& b) {
    return std::minmax(a.key, b.key);
  }
  std::vector<std::pair<Key, Key>> cut_;  // rarely more than a handful
};

}  // namespace rollcall::sim
