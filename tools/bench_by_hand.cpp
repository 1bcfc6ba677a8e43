#include "tools/bench_by_hand.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/os/os_host.h"
#include "engine/redis/redis_client.h"
#include "engine/sqlite/schema.h"

namespace rollcall::tools {
namespace {

using Clock = std::chrono::steady_clock;

/// Runs `call(0)` to `call(count - 1)` in threads of their own; how long that took in all.
template <class Call>
Duration at_once(std::size_t count, const Call& call) {
  const Clock::time_point began = Clock::now();
  std::vector<std::thread> threads;
  threads.reserve(count);
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(call, i);
  for (std::thread& thread : threads) thread.join();
  return Clock::now() - began;
}

class Writer {
 public:
  explicit Writer(sqlite3* database) : database_(database) {
    prepare(
        "INSERT INTO users (phone, name, password_hash, organization_id, created_at) "
        "VALUES (?1, ?2, 'h', 1, 0)",
        &user_);
    prepare(
        "INSERT INTO registrations (idempotency_key, payload_digest, handle, user_id) "
        "VALUES (?1, 'd', ?2, ?2)",
        &answer_);
    thread_ = std::thread([this] { work(); });
  }
  ~Writer() {
    {
      const std::lock_guard guard(mutex_);
      done_ = true;
    }
    came_.notify_one();
    thread_.join();
    sqlite3_finalize(user_);
    sqlite3_finalize(answer_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void add(std::size_t user) {
    std::unique_lock guard(mutex_);
    const std::size_t batch = gathering_;
    waiting_.push_back(user);
    came_.notify_one();
    committed_.wait(guard, [&] { return committed_batches_ > batch; });
  }
  /// Empty: all went well.
  [[nodiscard]] std::string error() {
    const std::lock_guard guard(mutex_);
    return error_;
  }

 private:
  void prepare(const char* sql, sqlite3_stmt** statement) {
    check(sqlite3_prepare_v2(database_, sql, -1, statement, nullptr), SQLITE_OK);
  }
  void check(int code, int expected) {
    if (code != expected && error_.empty()) error_ = sqlite3_errmsg(database_);
  }
  void run(const char* sql) {
    check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  }
  void insert(std::size_t user) {
    const std::string phone = fmt::format("+49159{:08}", user);
    sqlite3_bind_text(user_, 1, phone.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(user_, 2, "Somebody", -1, SQLITE_STATIC);
    check(sqlite3_step(user_), SQLITE_DONE);
    sqlite3_reset(user_);
    sqlite3_bind_text(answer_, 1, phone.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(answer_, 2, sqlite3_last_insert_rowid(database_));
    check(sqlite3_step(answer_), SQLITE_DONE);
    sqlite3_reset(answer_);
  }
  void work() {
    std::unique_lock guard(mutex_);
    while (true) {
      came_.wait(guard, [&] { return done_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      std::vector<std::size_t> batch;
      batch.swap(waiting_);
      ++gathering_;
      guard.unlock();
      run("BEGIN IMMEDIATE");
      for (const std::size_t user : batch) insert(user);
      run("COMMIT");
      guard.lock();
      ++committed_batches_;
      committed_.notify_all();
    }
  }

  sqlite3* database_;
  sqlite3_stmt* user_ = nullptr;
  sqlite3_stmt* answer_ = nullptr;
  std::mutex mutex_;
  std::condition_variable came_;
  std::condition_variable committed_;
  std::vector<std::size_t> waiting_;
  std::size_t gathering_ = 0;  ///< the number of the batch that who comes now belongs to
  std::size_t committed_batches_ = 0;
  bool done_ = false;
  std::string error_;
  std::thread thread_;
};

constexpr std::string_view pending_user_script =
    "redis.call('HSET', KEYS[1], 'name', ARGV[1], 'phone', ARGV[2], 'status', 'pending')\n"
    "redis.call('XADD', KEYS[2], '*', 'name', ARGV[1], 'phone', ARGV[2])\n"
    "return ARGV[2]";

}  // namespace

std::expected<Duration, std::string> group_commit_by_hand(const Stores& stores, std::size_t users) {
  OsHost host;
  {
    auto engines = Database::open(host, {.path = stores.sqlite_path});
    if (!engines) return std::unexpected(engines.error().text);
    if (auto made = create_schema(**engines); !made) return std::unexpected(made.error().text);
  }
  sqlite3* database = nullptr;
  if (sqlite3_open(stores.sqlite_path.c_str(), &database) != SQLITE_OK) {
    return std::unexpected("SQLite could not be opened");
  }
  sqlite3_exec(database, "PRAGMA synchronous = FULL", nullptr, nullptr, nullptr);
  std::string error;
  Duration took{};
  {
    Writer writer(database);
    took = at_once(users, [&](std::size_t user) { writer.add(user); });
    error = writer.error();
  }
  sqlite3_close(database);
  if (!error.empty()) return std::unexpected("SQLite: " + error);
  return took;
}

std::expected<Duration, std::string> evalsha_by_hand(const Stores& stores, std::size_t users) {
  OsHost host;
  RedisClient redis(host, {.endpoint = stores.redis}, 50);
  const Script script("pending_user", pending_user_script);
  std::vector<Duration> calls(users);
  std::mutex mutex;
  std::string error;
  const auto call = [&](std::size_t user) {
    const MonotonicTime began = host.now();
    const std::string number = std::to_string(user);
    const auto reply =
        redis.eval(script, {"by-hand:user:" + number, "by-hand:queue"},
                   {"Somebody", "+49159" + number}, began + std::chrono::seconds(60));
    calls[user] = host.now() - began;
    const std::lock_guard guard(mutex);
    if (!reply) error = reply.error().text;
  };
  (void)at_once(users, call);
  if (!error.empty()) return std::unexpected("Redis: " + error);
  std::ranges::sort(calls);
  return calls[calls.size() / 2];
}

}  // namespace rollcall::tools
