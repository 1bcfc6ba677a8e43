#include "scenarios/stand_in_hasher.h"

#include <fmt/compile.h>

#include "sim/schedule/key.h"

namespace rollcall::scenarios {
namespace {

std::string digest(std::string_view password) {
  return fmt::format(FMT_COMPILE("$stand-in${:016x}"), sim::key_of(password));
}

}  // namespace

std::string StandInHasher::hash(Host& host, std::string_view password) {
  pay(host);
  return digest(password);
}

bool StandInHasher::matches(Host& host, std::string_view hash, std::string_view password) {
  pay(host);
  return hash == digest(password);
}

void StandInHasher::pay(Host& host) {
  if (cost_ <= Duration::zero()) return;
  Guard guard(*gate_);
  while (running_ >= cores) gate_->wait_until(MonotonicTime::max());
  ++running_;
  guard.unlock();
  host.sleep_for(cost_);
  guard.lock();
  --running_;
  gate_->notify_one();
}

}  // namespace rollcall::scenarios
