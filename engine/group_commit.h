// One writer at a time for the registrations of a process, and one transaction for all who wait
// (group commit: DeWitt et al., "Implementation Techniques for Main Memory Database Systems",
// SIGMOD 1984).
//
// SQLite has one writer at a time anyway, and what a commit costs is the sync, whatever it holds.
// The first who comes leads: it commits for all who have come by then, while the next batch
// gathers behind it; then it hands over to the oldest of those who wait. No task of its own, and
// nobody waits for a batch to fill, unless `gather` says so.
//
//     GroupCommit writer(host, store, {.batch_max = 64, .queue_max = 1000, ...});
//     Reply<Registered> registered = writer.add(user);  // from many tasks at once
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/host.h"
#include "engine/retry.h"
#include "engine/user_store.h"

namespace rollcall {

class GroupCommit {
 public:
  struct Settings {
    std::size_t batch_max = 64;  ///< registrations in one transaction
    Duration gather{};           ///< how long a leader lets others come before it begins
    std::size_t queue_max = 1;   ///< who finds so many waiting is refused at once
    RetryPolicy retry;           ///< of a transaction that found SQLite busy, or ended unknown
  };
  /// Told of those whom a transaction has registered, by its leader: once all of them have their
  /// answer and the next one leads, but before `add` returns to the leader.
  using Registering = std::function<void(std::span<const User>)>;
  /// Outlived by the store; nobody is in `add` when it is destroyed.
  GroupCommit(Host& host, UserStore& store, const Settings& settings, Registering registered = {});

  /// As UserStore::add: durable when it returns. `unavailable` when too many wait. A member that is
  /// refused does not touch the others of its transaction.
  [[nodiscard]] Reply<Registered> add(const NewUser& user);

 private:
  class Member;
  class Leadership;
  enum class Place { leads, follows, refused };
  [[nodiscard]] Place enter(Member& member);
  void leave(Member& member) noexcept;
  void hand_over() noexcept;
  [[nodiscard]] std::vector<User> lead(Member& leader);
  [[nodiscard]] std::vector<Member*> take();
  [[nodiscard]] std::vector<Reply<Registered>> commit(const std::vector<Member*>& batch);

  Host& host_;
  UserStore& store_;
  Settings settings_;
  Registering registered_;
  std::unique_ptr<Monitor> monitor_;  ///< guards the two below; taken before a member's bell
  std::deque<Member*> queue_;         ///< oldest first; whoever is answered has left it
  bool led_ = false;
};

}  // namespace rollcall
