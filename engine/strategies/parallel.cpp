// The document's "Option 2": Redis is written while SQLite commits; the answer waits for SQLite.
//
// What goes to Redis meanwhile is a draft that nobody reads (engine/user_draft.h): the id is not
// known yet, and the commit may fail. With the commit it becomes the user's copy in one step. A
// draft that did not arrive, or came too late, costs a second write and nothing else; one whose
// registration fails is discarded, or ends by itself.
//
// SQLite decides everything, as in write-through, and the first look is write-through's too: to ask
// SQLite beside Redis for each phone would cost a connection and tell nothing that UNIQUE does not.
// Redis is written when SQLite's turn has come and not before: a Redis connection that waits for
// SQLite's queue is one that nobody else can use.
#include <optional>
#include <utility>

#include "engine/steps.h"
#include "engine/strategies/sqlite_decides.h"
#include "engine/strategies/unsynced_exposures.h"
#include "engine/user_draft.h"

namespace rollcall {
namespace {

class Parallel final : public SqliteDecides {
 public:
  Parallel(Host& host, const Stores& stores, const Knobs& knobs, std::unique_ptr<UserStore> store)
      : SqliteDecides(host, stores, knobs, std::move(store)),
        draft_settings_{.key_prefix = stores.key_prefix,
                        .timeout = knobs.duration("redis_timeout"),
                        .ttl = knobs.duration("draft_ttl")} {}

  Reply<Registered> register_user(const NewUser& user) override {
    Reply<std::optional<Registered>> known = answer_if_known(user);
    if (!known) return std::unexpected(std::move(known.error()));
    if (*known) return std::move(**known);
    host_.reached(step::register_checked);

    std::optional<UserDraft> draft;
    Reply<Registered> registered = store_->add(user, [&] {
      draft.emplace(host_, redis_, cache_, draft_settings_, user);
      host_.reached(step::register_drafted);
    });
    if (!registered) {
      if (draft) draft->discard();
      return registered;
    }
    draft->publish(*registered);
    host_.reached(step::register_published);
    return registered;
  }

 private:
  UserDraft::Settings draft_settings_;
};

constexpr Knob parallel_knobs[] = {
    knobs::pool("5", "as in the document's current service"),
    knobs::pool_wait,
    knobs::busy_timeout("150ms"),
    knobs::synchronous,
    knobs::redis_pool,
    knobs::redis_timeout("200ms"),
    knobs::cache_ttl,
    {.name = "draft_ttl",
     .unit = Knob::Unit::duration,
     .fallback = "10s",
     .least = 1'000'000,
     .most = 600'000'000'000,
     .meaning = "how long Redis keeps what was written for a registration that never ended"},
};

}  // namespace

extern constinit const StrategySpec parallel_spec = {
    .summary = "SQLite and Redis are written beside each other; SQLite's commit is the answer",
    .origin = "Option 2",
    .choose_when =
        "Choose it when write-through is right and Redis is so far away that its round trip "
        "counts beside a commit.",
    .demonstration = false,
    .knobs = parallel_knobs,
    .contract = {.exposures = unsynced_exposures},
    .open = open_sqlite_decides<Parallel>,
};

}  // namespace rollcall
