#include "scenarios/shrinks.h"

#include "scenarios/cuts.h"

namespace rollcall::scenarios {

Shrinks::Shrinks(const Case& value, std::vector<Cut> cuts) : value_(value), cuts_(std::move(cuts)) {
  value_.shown.reset();  // it is not what the smaller case showed
}

std::optional<Case> Shrinks::next() {
  while (position_ < cuts_.size()) {
    Case smaller = value_;
    cuts_[position_++](smaller);
    if (smaller != value_ && !defect(smaller)) return smaller;
  }
  return std::nullopt;
}

Shrinks shrinks(const Case& value) {
  std::vector<Shrinks::Cut> all;
  cuts::fewer_faults(value, all);
  cuts::fewer_clients(value, all);
  cuts::fewer_operations(value, all);
  cuts::fewer_processes(value, all);
  cuts::plainer_world(value, all);
  cuts::plainer_knobs(value, all);
  cuts::plainer_clients(value, all);
  cuts::nearer_subjects(value, all);
  cuts::shorter_times(value, all);
  cuts::plainer_triggers(value, all);
  cuts::plainer_texts(value, all);
  cuts::smaller_seed(value, all);
  return {value, std::move(all)};
}

}  // namespace rollcall::scenarios
