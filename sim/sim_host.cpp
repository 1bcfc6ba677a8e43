#include "sim/sim_host.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "sim/alive.h"
#include "sim/disk/vfs.h"
#include "sim/joinable_task.h"
#include "sim/sim_monitor.h"
#include "sim/world.h"

namespace rollcall::sim {

MonotonicTime SimHost::now() { return world_.now(); }

WallTime SimHost::wall_now() { return world_.wall_now(process_.machine); }

void SimHost::sleep_until(MonotonicTime deadline) {
  if (world_.scheduler().sleep_until(deadline) == Scheduler::Wait::killed) throw Killed{};
}

std::unique_ptr<Task> SimHost::spawn(std::string_view name, std::function<void()> body) {
  if (group_.dead()) throw Killed{};
  Scheduler& scheduler = world_.scheduler();
  auto state = std::make_shared<JoinState>();
  scheduler.spawn(group_, name, [&scheduler, state, body = std::move(body)] {
    run_to_its_end(body);
    announce_end(scheduler, *state);
  });
  return std::make_unique<JoinableTask>(scheduler, std::move(state));
}

std::unique_ptr<Monitor> SimHost::make_monitor() {
  return std::make_unique<SimMonitor>(world_.scheduler());
}

void SimHost::entropy(std::span<std::byte> bytes) {
  static const Key site = key_of("host.entropy");
  SimTask& task = alive_task();
  const Environment& environment = world_.environment();
  for (std::size_t filled = 0; filled < bytes.size(); filled += sizeof(std::uint64_t)) {
    const std::uint64_t bits = environment.decisions.draw(task, Domain::entropy, site);
    const std::size_t count = std::min(sizeof bits, bytes.size() - filled);
    std::memcpy(bytes.data() + filled, &bits, count);
  }
  environment.record(EventKind::draw, task.key(), task.name(), 0, bytes.size(),
                     {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::expected<std::unique_ptr<ByteStream>, StreamError> SimHost::connect(const Endpoint& peer,
                                                                         MonotonicTime deadline) {
  const SimTask& task = alive_task();
  auto stream = world_.network().connect(process_, peer, deadline);
  throw_if_dead(task);
  return stream;
}

const char* SimHost::sqlite_vfs() { return simulated_vfs(); }

void SimHost::reached(std::string_view step) {
  const SimTask& task = alive_task();
  Environment& environment = world_.environment();
  environment.record(EventKind::step, task.key(), task.name(), task.operation, process_.key, step);
  const Verdict verdict =
      environment.hooks.ask_step({.name = step, .process = &process_, .operation = task.operation});
  throw_if_dead(task);
  if (verdict.kind == Verdict::Kind::delay) sleep_until(now() + verdict.delay);
}

}  // namespace rollcall::sim
