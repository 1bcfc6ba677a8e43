// The document's "Current": check the phone in the cache, commit in SQLite, write the cache,
// answer.
//
// SQLite decides everything. A cache hit for a phone only makes SQLite be asked before the write
// lock is taken; the UNIQUE column, in one BEGIN IMMEDIATE transaction with the idempotency record,
// says who has it. The cache is written after the commit, and a user does not change after that, so
// that no copy, however late, lost or doubled, is older than the truth. Ids are never given twice
// (AUTOINCREMENT, synchronous=FULL), so that no copy ever names somebody else.
#include <utility>

#include "engine/steps.h"
#include "engine/strategies/sqlite_decides.h"
#include "engine/strategies/unsynced_exposures.h"

namespace rollcall {
namespace {

class WriteThrough final : public SqliteDecides {
 public:
  using SqliteDecides::SqliteDecides;

  Reply<Registered> register_user(const NewUser& user) override {
    Reply<std::optional<Registered>> known = answer_if_known(user);
    if (!known) return std::unexpected(std::move(known.error()));
    if (*known) return std::move(**known);
    host_.reached(step::register_checked);

    Reply<Registered> registered = store_->add(user);
    if (!registered) return registered;
    host_.reached(step::register_committed);

    put_copy(user, *registered);
    return registered;
  }
};

constexpr Knob write_through_knobs[] = {
    knobs::pool("5", "the document's 5-10 s for 500 at once presume 1 to 5"),
    knobs::pool_wait,
    knobs::busy_timeout("150ms"),
    knobs::synchronous,
    knobs::redis_pool,
    knobs::redis_timeout("200ms"),
    knobs::cache_ttl,
};

}  // namespace

extern constinit const StrategySpec write_through_spec = {
    .summary = "SQLite commit first, then the cache, then the answer",
    .origin = "Current",
    .choose_when =
        "Choose it when every acknowledgement must be final and bursts of sign-ups may "
        "wait, or be told to come again.",
    .demonstration = false,
    .knobs = write_through_knobs,
    .contract = {.exposures = unsynced_exposures},
    .open = open_sqlite_decides<WriteThrough>,
};

}  // namespace rollcall
