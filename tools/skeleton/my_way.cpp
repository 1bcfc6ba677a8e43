// my-way: SQLite commits, Redis gets a copy, the caller is told. That is write-through, to start
// from; say here what your way writes in which order, and why it loses nobody.
//
// engine/strategies/README.md tells what a strategy is given, and what it owes.
#include <utility>

#include "engine/strategies/kit.h"

namespace rollcall {
namespace {

// A moment of this strategy that faults may aim at. Those of engine/steps.h that fit are better:
// generated worlds aim at them already.
constexpr Step left_out{"my_way.left_out", "the user is committed and Redis has no copy"};
constexpr Step my_way_steps[] = {left_out};

// SqliteDecides has the stores, and answers everything but registrations from them. A strategy that
// answers otherwise overrides more of engine/strategy.h.
class MyWayStrategy final : public SqliteDecides {
 public:
  MyWayStrategy(Host& host, const Stores& stores, const Knobs& knobs,
                std::unique_ptr<UserStore> store)
      : SqliteDecides(host, stores, knobs, std::move(store)),
        copies_at_once_(knobs.word("copy") == "at_once") {}

  // Called by many tasks at once. The answer is a promise: what it says must survive whatever
  // happens next.
  Reply<Registered> register_user(const NewUser& user) override {
    Reply<std::optional<Registered>> known = answer_if_known(user);
    if (!known) return std::unexpected(std::move(known.error()));
    if (*known) return std::move(**known);
    host_.reached(step::register_checked);

    Reply<Registered> registered = store_->add(user);
    if (!registered) return registered;
    host_.reached(step::register_committed);

    if (copies_at_once_) {
      put_copy(user, *registered);
    } else {
      host_.reached(left_out);
    }
    return registered;
  }

 private:
  bool copies_at_once_;
};

// The first seven are what SqliteDecides reads. Campaigns vary all that are not `fixed` within
// their ranges.
constexpr std::string_view moments[] = {"at_once", "when_read"};
constexpr Knob my_way_knobs[] = {
    knobs::pool("5", "as in the document's current service"),
    knobs::pool_wait,
    knobs::busy_timeout("150ms"),
    knobs::synchronous,
    knobs::redis_pool,
    knobs::redis_timeout("200ms"),
    knobs::cache_ttl,
    {.name = "copy",
     .unit = Knob::Unit::word,
     .fallback = "at_once",
     .words = moments,
     .meaning = "when Redis gets a copy: before the answer, or when somebody reads the user"},
};

}  // namespace

extern constinit const StrategySpec my_way_spec = {
    .summary = "SQLite commit first, then a copy in Redis if wanted, then the answer",
    .choose_when = "Choose it when you have said here for whom it is.",
    .knobs = my_way_knobs,
    .steps = my_way_steps,
    // Every promise of engine/contract.h is kept under every threat, but for what an exposure says:
    // here, what `synchronous = "normal"` gives up. Put those of yours beside them.
    .contract = {.exposures = unsynced_exposures, .converges_within = std::chrono::seconds(5)},
    .open = open_sqlite_decides<MyWayStrategy>,
};

}  // namespace rollcall
