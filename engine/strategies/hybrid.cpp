// The document's "Option 3": the phone is reserved and the pending user written in Redis, and the
// process that acknowledged her takes her to SQLite at once, from its memory. The queue in Redis is
// for those whose process has died.
//
// The reservation is the document's distributed lock: it is taken together with the user, has the
// handle as its token, ends by its TTL or with the settlement, and is an optimisation only.
// SQLite's UNIQUE decides.
#include "engine/strategies/pending_exposures.h"
#include "engine/strategies/pending_first.h"

namespace rollcall {
namespace {

class Hybrid final : public PendingFirst {
 public:
  Hybrid(Host& host, const Stores& stores, const Knobs& knobs, std::unique_ptr<UserStore> store)
      : PendingFirst(host, stores, knobs, std::move(store),
                     {.reads_queue = false, .own_after = {}}) {}
};

constexpr Knob hybrid_knobs[] = {
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
};

}  // namespace

extern constinit const StrategySpec hybrid_spec = {
    .summary = "Redis first with the phone reserved; the same process takes the user to SQLite",
    .origin = "Option 3",
    .choose_when =
        "Choose it when sign-ups must be answered in a millisecond and be final soon after.",
    .demonstration = false,
    .knobs = hybrid_knobs,
    .contract = {.exposures = pending_and_unsynced_exposures},
    .open = open_sqlite_decides<Hybrid>,
};

}  // namespace rollcall
