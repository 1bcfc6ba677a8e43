// What the strategies share that acknowledge a user as pending, before SQLite has her: everything
// but the way from Redis to SQLite, which is the worker's (engine/sync_worker.h).
//
// A handle is 128 random bits, reserved with the phone in one step in Redis. Once SQLite has the
// user it names her for ever; the id is another name. Reads go to Redis first for what is settled,
// and ask SQLite about everything else; what neither has is only then "not found" when Redis could
// be asked. A session is a row that needs its user: a login of somebody pending settles her first.
#pragma once

#include <memory>

#include "engine/pending_users.h"
#include "engine/strategies/sqlite_decides.h"
#include "engine/sync_worker.h"

namespace rollcall {

class PendingFirst : public SqliteDecides {
 public:
  /// `own_after`: when a process settles whom it has acknowledged itself, whatever the queue does.
  struct Way {
    bool reads_queue = true;
    Duration own_after{};
  };
  PendingFirst(Host& host, const Stores& stores, const Knobs& knobs,
               std::unique_ptr<UserStore> store, Way way);

  Reply<Registered> register_user(const NewUser& user) override;
  Reply<User> find(const Handle& handle) override;
  Reply<Account> find_by_phone(const std::string& phone) override;
  Reply<std::vector<Account>> conflicts_about(const std::string& phone) override;
  Reply<Session> open_session(const User& user, const std::string& token) override;

 private:
  [[nodiscard]] Reply<Handle> settle_now(const Handle& handle);

  [[nodiscard]] static PendingUsers::Settings users_settings(const Stores& stores,
                                                             const Knobs& knobs);

  Duration reservation_kept_;  ///< in Redis, after the settlement
  PendingUsers users_;
  /// Of the worker's own: it waits in Redis for the queue, and no request waits for it.
  RedisClient worker_redis_;
  PendingUsers worker_users_;
  SyncWorker worker_;  ///< last: it uses the others
};

}  // namespace rollcall
