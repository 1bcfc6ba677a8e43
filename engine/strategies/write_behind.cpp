// The document's "Option 1": Redis first, SQLite behind it. A user is acknowledged when Redis has
// her and her entry in a queue, from which any process takes her to SQLite.
#include "engine/strategies/pending_exposures.h"
#include "engine/strategies/pending_first.h"

namespace rollcall {
namespace {

class WriteBehind final : public PendingFirst {
 public:
  WriteBehind(Host& host, const Stores& stores, const Knobs& knobs,
              std::unique_ptr<UserStore> store)
      : PendingFirst(host, stores, knobs, std::move(store),
                     {.reads_queue = true, .own_after = knobs.duration("own_after")}) {}
};

constexpr Knob write_behind_knobs[] = {
    knobs::pool("5", "as in the document's current service"),
    knobs::pool_wait,
    knobs::busy_timeout("500ms"),
    knobs::synchronous,
    knobs::redis_pool,
    knobs::redis_timeout("1s"),
    knobs::cache_ttl,
    knobs::pending_ttl,
    knobs::queue("10000",
                 "pending users that may wait in Redis; beyond that they are told to come "
                 "again"),
    knobs::replicas,
    knobs::batch,
    knobs::workers,
    knobs::claim_after,
    knobs::retry_pause,
    {.name = "own_after",
     .unit = Knob::Unit::duration,
     .fallback = "200ms",
     .least = 0,
     .most = 60'000'000'000,
     .meaning = "when a process settles whom it has acknowledged itself, in case that Redis has "
                "forgotten her"},
};

}  // namespace

extern constinit const StrategySpec write_behind_spec = {
    .summary = "Redis and its queue first; any process takes the user to SQLite from there",
    .origin = "Option 1",
    .choose_when =
        "Choose it when sign-ups must be answered in a millisecond, and a user who is pending "
        "for a moment is no trouble.",
    .demonstration = false,
    .knobs = write_behind_knobs,
    .contract = {.exposures = pending_and_unsynced_exposures},
    .open = open_sqlite_decides<WriteBehind>,
};

}  // namespace rollcall
