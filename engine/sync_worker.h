// Brings users into SQLite who were acknowledged before it had them, and tells Redis how they
// ended.
//
// Each of them is in two places until then: in the queue of Redis, and in the memory of the process
// that acknowledged her. Both lead here, so that one is lost only if Redis forgets her and that
// process dies before she is settled. To settle somebody twice is to settle her once: SQLite
// decides under the key of her registration.
//
//     SyncWorker worker(host, store, users, {.reads_queue = true, ...});
//     worker.remember(pending);  // who is about to be acknowledged
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/pending_queue.h"
#include "engine/pending_users.h"
#include "engine/user_store.h"

namespace rollcall {

class SyncWorker {
 public:
  struct Settings {
    /// True: whoever comes into the queue is taken from there, by any process. False: by the
    /// process that acknowledged her, from its memory.
    bool reads_queue = true;
    Duration own_after{};  ///< when this process settles her who it has acknowledged, queue or not
    Duration claim_after{};     ///< when a user is taken over who was given out and not settled
    Duration retry_after{};     ///< when one is tried again whom SQLite could not take
    std::size_t batch_max = 1;  ///< users in one transaction
    std::size_t workers = 1;    ///< tasks that work off the queue
  };
  SyncWorker(Host& host, UserStore& store, PendingUsers& users, const Settings& settings);
  SyncWorker(const SyncWorker&) = delete;
  SyncWorker& operator=(const SyncWorker&) = delete;
  /// Settles first whom this process has acknowledged, for some seconds at most. The rest is in the
  /// queue, for the others or for the next start.
  ~SyncWorker();

  void remember(PendingUser pending);

 private:
  using Entry = PendingUsers::Entry;
  /// Entries that SQLite has decided on, and how.
  struct Decided {
    std::vector<Entry> entries;
    std::vector<Settled> ended;
  };
  [[nodiscard]] std::vector<std::unique_ptr<Task>> spawn_queue_tasks();
  void work_off_memory();
  void work_off_queue();
  void tell_redis();
  [[nodiscard]] std::optional<Decided> next_to_tell();
  [[nodiscard]] bool stopping();
  /// Until then, or until the worker is stopped.
  void rest(Duration time);
  /// How many, from the first on: SQLite could not take the rest, of which nothing has changed.
  [[nodiscard]] std::size_t settle(std::span<Entry> entries);
  /// All or none.
  [[nodiscard]] bool settle_batch(std::span<Entry> entries);
  /// True: there may be more, and all of these have been settled.
  [[nodiscard]] bool settle_taken(RedisResult<std::vector<Entry>> taken);

  Host& host_;
  UserStore& store_;
  PendingUsers& users_;
  Settings settings_;
  PendingQueue acknowledged_;
  std::unique_ptr<Monitor> monitor_;  ///< guards the three below
  bool stopping_ = false;
  bool all_decided_ = false;  ///< nothing will be added to decided_ any more
  std::deque<Decided> decided_;
  std::unique_ptr<Task> memory_task_;  ///< last: they use all the others
  std::vector<std::unique_ptr<Task>> queue_tasks_;
  std::unique_ptr<Task> tell_task_;  ///< of its own: a Redis that is silent delays nobody else
};

}  // namespace rollcall
