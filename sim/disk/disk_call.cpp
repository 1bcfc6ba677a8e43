#include "sim/disk/disk_call.h"

#include "engine/check.h"

namespace rollcall::sim {
namespace {

Duration draw_latency(const Environment& environment, SimTask& task, const DiskCall& call) {
  const auto [least, most] = call.latency;
  if (least == most) return least;
  const std::uint64_t bits =
      environment.decisions.draw(task, Domain::disk, static_cast<Key>(call.operation));
  return Decisions::between(bits, least, most);
}

Verdict ask(const Environment& environment, const SimTask& task, const DiskCall& call) {
  if (call.point.empty() || environment.hooks.idle()) return {};
  return environment.hooks.ask({.name = call.point,
                                .label = call.label,
                                .process = task.group().process(),
                                .operation = task.operation});
}

}  // namespace

std::string_view to_string(DiskOperation operation) {
  constexpr std::string_view names[] = {
      "open",       "close",       "read",      "write",      "truncate", "sync",
      "size",       "lock",        "unlock",    "check_lock", "shm_map",  "shm_lock",
      "shm_unlock", "shm_barrier", "shm_unmap", "access",     "remove",   "rename"};
  return names[static_cast<std::size_t>(operation)];
}

SimTask& calling_task() {
  SimTask* const task = SimTask::current();
  ROLLCALL_CHECK(task != nullptr, "a simulated disk was called outside tasks");
  return *task;
}

Passage pass(const Environment& environment, const DiskCall& call) {
  SimTask& task = calling_task();
  if (task.group().dead()) return Passage::dead;
  const Duration latency = draw_latency(environment, task, call);
  const Verdict verdict = ask(environment, task, call);
  // A rule may have killed the process; then the wait returns at once.
  const MonotonicTime ready = environment.now() + latency + verdict.delay;
  if (environment.scheduler.sleep_until(ready) == Scheduler::Wait::killed) return Passage::dead;
  switch (verdict.kind) {
    case Verdict::Kind::fail:
      return Passage::fail;
    case Verdict::Kind::lie:
      return Passage::lie;
    default:
      return Passage::act;
  }
}

void record(const Environment& environment, const DiskCall& call, std::uint64_t offset,
            std::string_view bytes) {
  const SimTask& task = calling_task();
  environment.record(EventKind::vfs, task.key(), task.name(), disk_event(call.operation, call.file),
                     offset, bytes);
}

}  // namespace rollcall::sim
