// The document's "Option 3", whose snippets are followed to the letter: each stands beside its C++.
//
// A demonstration of how much the details matter. What the snippets leave open is chosen in their
// favour:
//   * the lock has a token, a TTL and a compare-and-delete release; it ends after the queue has the
//     registration. Who finds it held is told to come again.
//   * the uniqueness check falls back to SQLite. No error counts as "free".
//   * SQLite: WAL, synchronous=FULL, foreign keys on, BEGIN IMMEDIATE, a rolled-back transaction
//     never stays on a connection.
//   * "retry later" is after a pause, for as long as the process lives. An error while deleting
//     does not end the worker. An orderly shutdown drains the queue for some seconds.
//   * a login looks up user:phone:{phone}, then the user by that id, then SQLite by the phone. A
//     user without a password hash matches no password. Sessions are rows with a foreign key.
//   * a hash without all its fields is completed from SQLite by the id that it carries.
//   * a handle is a number (`user_id: int`), so that it reaches no other key.
#include <utility>

#include "engine/iso_time.h"
#include "engine/pending_queue.h"
#include "engine/phone_lock.h"
#include "engine/steps.h"
#include "engine/strategies/store_settings.h"
#include "engine/user_hash.h"
#include "engine/user_id.h"
#include "engine/user_store.h"

namespace rollcall {
namespace {

constexpr auto drain_patience = std::chrono::seconds(5);

class HybridSketch final : public Strategy {
 public:
  HybridSketch(Host& host, const Stores& stores, const Knobs& knobs,
               std::unique_ptr<UserStore> store)
      : host_(host),
        prefix_(stores.key_prefix),
        redis_timeout_(knobs.duration("redis_timeout")),
        worker_interval_(knobs.duration("worker_interval")),
        retry_delay_(knobs.duration("retry_delay")),
        lock_settings_{.key_prefix = stores.key_prefix,
                       .timeout = redis_timeout_,
                       .ttl = knobs.duration("lock_ttl")},
        store_(std::move(store)),
        redis_(host, redis_address(stores), static_cast<std::size_t>(knobs.count("redis_pool"))),
        registration_queue_(host, drain_patience),
        worker_(host.spawn("sync_worker", [this] { sync_registration_worker(); })) {}

  ~HybridSketch() override { registration_queue_.close(); }

  Reply<Registered> register_user(const NewUser& user) override {
    // 1. Check phone uniqueness (Redis with distributed lock)
    PhoneLock lock(host_, redis_, lock_settings_, user.phone);
    if (auto held = lock.acquire(); !held) return std::unexpected(std::move(held.error()));
    Reply<Registered> registered = register_locked(user);
    lock.release();
    return registered;
  }

  Reply<User> find(const Handle& handle) override {
    const std::optional<std::int64_t> id = parse_user_id(handle);
    if (!id) return fail(Failure::Kind::not_found, "no such user");
    Reply<Account> account = get_user_by_id(*id);
    if (!account) return std::unexpected(std::move(account.error()));
    return std::move(account->user);
  }

  Reply<Account> find_by_phone(const std::string& phone) override {
    const auto indexed = redis({"GET", phone_key(phone)});
    const std::optional<std::int64_t> id = indexed ? parse_user_id(indexed->text) : std::nullopt;
    if (id) {
      if (Reply<Account> account = get_user_by_id(*id)) return account;
    }
    return store_->find_by_phone(phone);
  }

  Reply<Session> open_session(const User& user, const std::string& token) override {
    return store_->open_session(user.handle, token);
  }

  Reply<User> session(const std::string& token) override { return store_->find_by_session(token); }

 private:
  Reply<Registered> register_locked(const NewUser& user) {
    if (auto free = check_phone(user.phone); !free) return std::unexpected(std::move(free.error()));
    host_.reached(step::register_checked);

    // temp_id = redis.incr("user:id:counter")
    const auto temp_id = redis({"INCR", prefix_ + "user:id:counter"});
    if (!temp_id) return unavailable(temp_id.error());
    const std::int64_t id = temp_id->integer;

    // redis.hset(f"user:{temp_id}", {"id": str(temp_id), "phone": phone, "name": name,
    //   "password_hash": password_hash, "organization_id": str(org_id),
    //   "status": "pending", "created_at": datetime.now().isoformat()})
    const auto written = redis({"HSET", user_key(to_handle(id)), "id", std::to_string(id), "phone",
                                user.phone, "name", user.name, "password_hash", user.password_hash,
                                "organization_id", std::to_string(user.organization_id), "status",
                                "pending", "created_at", iso_time(host_.wall_now())});
    if (!written) return unavailable(written.error());
    host_.reached(step::register_pending);

    // registration_queue.add({"temp_id": temp_id, "phone": phone, "name": name, ...})
    registration_queue_.add({.handle = to_handle(id), .user = user},
                            host_.now() + worker_interval_);
    host_.reached(step::register_queued);

    // return {"user_id": temp_id, "status": "pending"}
    return Registered{.handle = to_handle(id), .status = UserStatus::pending};
  }

  Reply<void> check_phone(const std::string& phone) {
    const auto indexed = redis({"GET", phone_key(phone)});
    if (indexed && !indexed->is_nil())
      return fail(Failure::Kind::phone_taken, "the phone is taken");
    const Reply<Account> holder = store_->find_by_phone(phone);
    if (holder) return fail(Failure::Kind::phone_taken, "the phone is taken");
    if (holder.error().kind == Failure::Kind::not_found) return {};
    return std::unexpected(holder.error());
  }

  // async def sync_registration_worker():
  //     while True:
  //         pending = get_pending_registrations()
  //         for reg in pending:
  void sync_registration_worker() {
    while (true) {
      const std::vector<PendingUser> pending = registration_queue_.take_due();
      if (pending.empty()) return;
      for (const PendingUser& reg : pending) sync(reg);
    }
  }

  void sync(const PendingUser& reg) {
    host_.reached(step::sync_taken);
    // try:
    //     user = User(...); db.add(user); db.commit(); db.refresh(user)  # Get SQLite ID
    const SqliteResult<std::int64_t> user_id = store_->insert(reg.user);
    if (user_id) host_.reached(step::sync_committed);
    //     redis.hset(f"user:{reg.temp_id}", {"id": str(user.id), "status": "active"})
    //     redis.set(f"user:phone:{user.phone}", str(user.id))
    if (user_id && activate(reg, *user_id)) {
      host_.reached(step::sync_completed);
      return;
    }
    // except IntegrityError:
    //     redis.delete(f"user:{reg.temp_id}")  # Phone already exists - delete from Redis
    if (!user_id && user_id.error().violates_constraint()) {
      host_.reached(step::sync_refused);
      [[maybe_unused]] const auto unheeded = redis({"DEL", user_key(reg.handle)});
      return;
    }
    // except Exception as e:
    //     retry_queue.add(reg)  # Retry later
    registration_queue_.add(reg, host_.now() + retry_delay_);
    host_.reached(step::sync_postponed);
  }

  [[nodiscard]] bool activate(const PendingUser& reg, std::int64_t user_id) {
    const std::string id = std::to_string(user_id);
    const std::string temporary_key = user_key(reg.handle);
    if (!redis({"HSET", temporary_key, "id", id, "status", "active"})) return false;
    host_.reached(step::sync_activated);
    return redis({"SET", phone_key(reg.user.phone), id}).has_value();
  }

  // def get_user_by_id(user_id: int):
  //     user_data = redis.hgetall(f"user:{user_id}")
  //     if user_data:
  //         if user_data["status"] == "pending":
  //             return get_from_sqlite(user_id)  # Still syncing - check SQLite
  //         return deserialize_user(user_data)
  //     return get_from_sqlite(user_id)  # Fallback to SQLite
  Reply<Account> get_user_by_id(std::int64_t user_id) {
    const auto reply = redis({"HGETALL", user_key(to_handle(user_id))});
    if (!reply) return unavailable(reply.error());
    const HashFields user_data = to_fields(*reply);
    if (!user_data.empty()) {
      const auto status = user_data.find("status");
      if (status != user_data.end() && status->second == "pending") return store_->find(user_id);
      return deserialize_user(user_data);
    }
    return store_->find(user_id);
  }

  Reply<Account> deserialize_user(const HashFields& user_data) {
    const std::optional<User> user = to_user(user_data);
    const auto hash = user_data.find("password_hash");
    if (user && hash != user_data.end()) return Account{*user, hash->second};
    const auto id = user_data.find("id");
    const auto real_id = id == user_data.end() ? std::nullopt : parse_user_id(id->second);
    if (!real_id) return fail(Failure::Kind::unavailable, "Redis holds half a user");
    return store_->find(*real_id);
  }

  RedisResult<RedisReply> redis(const Command& command) {
    return redis_.call(command, host_.now() + redis_timeout_);
  }
  static std::unexpected<Failure> unavailable(const RedisError& error) {
    return fail(Failure::Kind::unavailable, "Redis: " + error.text);
  }
  [[nodiscard]] std::string user_key(const Handle& id) const { return prefix_ + "user:" + id; }
  [[nodiscard]] std::string phone_key(const std::string& phone) const {
    return prefix_ + "user:phone:" + phone;
  }

  Host& host_;
  std::string prefix_;
  Duration redis_timeout_;
  Duration worker_interval_;
  Duration retry_delay_;
  PhoneLock::Settings lock_settings_;
  std::unique_ptr<UserStore> store_;
  RedisClient redis_;
  PendingQueue registration_queue_;
  std::unique_ptr<Task> worker_;  ///< last: it uses all the others, and is joined first
};

Reply<std::unique_ptr<Strategy>> open(Host& host, const Stores& stores, const Knobs& knobs) {
  auto store = UserStore::open(host, store_settings(stores, knobs));
  if (!store) return std::unexpected(std::move(store.error()));
  return std::make_unique<HybridSketch>(host, stores, knobs, std::move(*store));
}

constexpr Knob hybrid_sketch_knobs[] = {
    knobs::pool("5", "the document's 5-10 s for 500 at once presume 1 to 5"),
    knobs::pool_wait,
    knobs::busy_timeout("150ms"),
    knobs::synchronous,
    knobs::redis_pool,
    knobs::redis_timeout("1s"),
    {.name = "lock_ttl",
     .unit = Knob::Unit::duration,
     .fallback = "5s",
     .least = 1'000'000,
     .most = 600'000'000'000,
     .meaning = "when Redis frees a phone whose registration did not"},
    {.name = "worker_interval",
     .unit = Knob::Unit::duration,
     .fallback = "10ms",
     .least = 0,
     .most = 60'000'000'000,
     .meaning = "how long a registration is in the queue before the worker looks at it"},
    {.name = "retry_delay",
     .unit = Knob::Unit::duration,
     .fallback = "100ms",
     .least = 1'000'000,
     .most = 60'000'000'000,
     .meaning = "how long a failed registration is in the queue before it is tried again"},
};

}  // namespace

extern constinit const StrategySpec hybrid_sketch_spec = {
    .summary = "Option 3 as its snippets are written: Redis first, a queue in memory, SQLite later",
    .origin = "Option 3",
    .choose_when = "Do not choose it: it shows what the snippets leave out.",
    .demonstration = true,
    .knobs = hybrid_sketch_knobs,
    .contract = {},
    .open = open,
};

}  // namespace rollcall
