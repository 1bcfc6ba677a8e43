// The named steps of the engine: everything that is passed to Host::reached(). People aim faults at
// them ("kill when the process has reached register.committed"), so a name keeps its meaning for
// ever, and each is reached at one place.
#pragma once

#include <string_view>

namespace rollcall {

struct Step {
  std::string_view name;     ///< "noun.verb"
  std::string_view meaning;  ///< what is true at this moment
  // NOLINTNEXTLINE(google-explicit-constructor): Host::reached(step::...) is what it is for
  constexpr operator std::string_view() const { return name; }
};

namespace step {

// A registration, in the order in which a request passes them.
inline constexpr Step register_received{"register.received",
                                        "the request is valid; nothing is done yet"};
inline constexpr Step register_hashed{"register.hashed",
                                      "the password is hashed; the strategy is next"};
inline constexpr Step register_checked{"register.checked",
                                       "the phone seemed free; nothing is written yet"};
inline constexpr Step register_committed{"register.committed",
                                         "SQLite has the user; the caller knows nothing"};
inline constexpr Step register_batched{
    "register.batched", "SQLite has the user, as one of a batch; the caller knows nothing"};
inline constexpr Step register_drafted{
    "register.drafted", "a draft is on its way to Redis; SQLite has not been asked yet"};
inline constexpr Step register_published{
    "register.published",
    "the draft is the user's copy, or was given up; the caller knows nothing"};
inline constexpr Step register_cached{"register.cached", "the cache was written, or given up"};
inline constexpr Step register_pending{"register.pending",
                                       "Redis has the pending user; no queue has it yet"};
inline constexpr Step register_queued{"register.queued",
                                      "a queue has the pending user; the caller knows nothing"};
inline constexpr Step register_refused{"register.refused",
                                       "too many are under way; nothing is written"};
inline constexpr Step register_expected{"register.expected",
                                        "SQLite would take the user; nothing is written yet"};
inline constexpr Step register_enqueued{
    "register.enqueued", "Redis has the pending user and its entry; the caller knows nothing"};
inline constexpr Step register_acknowledged{"register.acknowledged",
                                            "the next thing is to tell the caller: pending"};

// The lock of a phone.
inline constexpr Step lock_acquired{"lock.acquired", "this registration holds the phone"};
inline constexpr Step lock_expired{"lock.expired",
                                   "at its release the lock was gone, or another's"};
inline constexpr Step lock_released{"lock.released", "the phone is free again"};

// The background worker of a strategy that acknowledges before SQLite has the user.
inline constexpr Step sync_taken{"sync.taken", "a pending user has left the queue"};
inline constexpr Step sync_committed{"sync.committed", "SQLite has it; Redis still says pending"};
inline constexpr Step sync_activated{"sync.activated",
                                     "Redis says active; the phone leads nowhere yet"};
inline constexpr Step sync_completed{"sync.completed", "both stores agree on it"};
inline constexpr Step sync_refused{"sync.refused", "SQLite refused it for a constraint"};
inline constexpr Step sync_postponed{"sync.postponed",
                                     "it failed for now and is in the queue again"};

// The worker of the strategies that acknowledge pending users, for each of its batches.
inline constexpr Step settle_taken{"settle.taken",
                                   "pending users are at hand; SQLite has not been asked"};
inline constexpr Step settle_committed{"settle.committed",
                                       "SQLite has decided on them; Redis still says pending"};
inline constexpr Step settle_told{"settle.told", "both stores agree on them"};
inline constexpr Step settle_postponed{"settle.postponed",
                                       "SQLite could not take them now; nothing has changed"};

// The transaction that several registrations share.
inline constexpr Step batch_decided{"batch.decided",
                                    "it has committed or failed; none of them has been told"};

// A login.
inline constexpr Step login_checked{"login.checked",
                                    "the password is right; there is no session yet"};
inline constexpr Step login_settled{
    "login.settled", "who was pending has been settled for her session; there is none yet"};
inline constexpr Step login_opened{"login.opened",
                                   "the session is stored; the caller knows nothing"};

// The stores.
inline constexpr Step sqlite_busy{"sqlite.busy", "SQLite gave up waiting for somebody else's lock"};
inline constexpr Step sqlite_committed{"sqlite.committed", "a transaction is durable"};
inline constexpr Step pool_exhausted{"pool.exhausted",
                                     "a request waited in vain for a database connection"};
inline constexpr Step redis_pool_exhausted{"redis_pool.exhausted",
                                           "a request waited in vain for a Redis connection"};

}  // namespace step

inline constexpr Step all_steps[] = {
    step::register_received,  step::register_hashed,       step::register_checked,
    step::register_committed, step::register_batched,      step::register_drafted,
    step::register_published, step::register_cached,       step::register_pending,
    step::register_queued,    step::register_refused,      step::register_expected,
    step::register_enqueued,  step::register_acknowledged, step::lock_acquired,
    step::lock_expired,       step::lock_released,         step::sync_taken,
    step::sync_committed,     step::sync_activated,        step::sync_completed,
    step::sync_refused,       step::sync_postponed,        step::settle_taken,
    step::settle_committed,   step::settle_told,           step::settle_postponed,
    step::batch_decided,      step::login_checked,         step::login_settled,
    step::login_opened,       step::sqlite_busy,           step::sqlite_committed,
    step::pool_exhausted,     step::redis_pool_exhausted,
};

}  // namespace rollcall
