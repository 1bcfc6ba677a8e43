// One call into a disk, from a task: the steps that SQLite's VFS and plain files have in common. A
// call lets the rules speak, takes its virtual time (others run meanwhile), and acts only when its
// process still lives after that.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/environment.h"
#include "sim/schedule/task.h"

namespace rollcall::sim {

enum class DiskOperation : std::uint8_t {
  open,
  close,
  read,
  write,
  truncate,
  sync,
  size,
  lock,
  unlock,
  check_lock,
  shm_map,
  shm_lock,
  shm_unlock,
  shm_barrier,
  shm_unmap,
  access,
  remove,
  rename,
};
[[nodiscard]] std::string_view to_string(DiskOperation operation);

/// What a VFS event carries as `a`: the operation in its lowest byte, the file above.
[[nodiscard]] constexpr std::uint64_t disk_event(DiskOperation operation, Key file) {
  return (file & ~Key{0xff}) | static_cast<Key>(operation);
}
[[nodiscard]] constexpr DiskOperation disk_operation(std::uint64_t event) {
  return static_cast<DiskOperation>(event & 0xff);
}

struct DiskCall {
  DiskOperation operation;
  std::string_view point{};  ///< what the hooks are asked, "sqlite.write"; empty: nothing
  std::string_view label{};
  Key file = 0;
  Range latency{};
};

enum class Passage : std::uint8_t {
  act,
  fail,  ///< an I/O error, without effect
  lie,   ///< success, without effect
  dead,  ///< the caller's process is dead: no effect, and no event
};

/// Inside a task. Blocks; never throws.
[[nodiscard]] Passage pass(const Environment& environment, const DiskCall& call);

/// The event of a call that has acted, or failed. `bytes`: what was written, or how the call ended.
void record(const Environment& environment, const DiskCall& call, std::uint64_t offset,
            std::string_view bytes);

/// The running task: whoever calls a disk outside tasks has a bug.
[[nodiscard]] SimTask& calling_task();

}  // namespace rollcall::sim
