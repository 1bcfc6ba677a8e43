// The pending registrations of this process, in its memory: whatever is in it dies with the
// process.
//
//     queue.add(pending, host.now());                        // any task
//     while (auto batch = queue.take_due(); !batch.empty())  // the worker, until it is closed
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "engine/host.h"
#include "engine/pending_user.h"

namespace rollcall {

class PendingQueue {
 public:
  /// `drain_patience`: for how long `take_due` goes on after `close`.
  PendingQueue(Host& host, Duration drain_patience);

  /// To be taken at `due`, and not before. Whoever waits already goes on waiting as she does.
  void add(PendingUser pending, MonotonicTime due);

  /// Waits until something is due, and takes all that is, the earliest first. Empty only when the
  /// queue is closed, and nothing is left or the patience is over.
  [[nodiscard]] std::vector<PendingUser> take_due();

  /// No more waiting for new ones. Safe in a destructor.
  void close() noexcept;

 private:
  [[nodiscard]] bool drained(MonotonicTime now);
  [[nodiscard]] std::vector<PendingUser> take_until(MonotonicTime now);

  Host& host_;
  Duration drain_patience_;
  std::unique_ptr<Monitor> monitor_;  ///< guards all below
  std::multimap<MonotonicTime, PendingUser> waiting_;
  std::set<Handle> handles_;  ///< of those
  bool closed_ = false;
  std::optional<MonotonicTime> drain_deadline_;  ///< set when the worker first sees `closed_`
};

}  // namespace rollcall
