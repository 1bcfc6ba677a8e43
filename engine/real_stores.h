// For tests: a real SQLite file in a temporary folder and a real redis-server, with an observed
// host.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/observed_host.h"
#include "engine/os/redis_server_process.h"
#include "engine/os/temporary_folder.h"
#include "engine/redis/redis_client.h"
#include "engine/sqlite/database.h"

namespace rollcall {

/// Costs nothing and hides nothing.
class PlainHasher final : public PasswordHasher {
 public:
  std::string hash(Host&, std::string_view password) override {
    return "plain:" + std::string(password);
  }
  bool matches(Host&, std::string_view hash, std::string_view password) override {
    return hash == "plain:" + std::string(password);
  }
};

/// A database file of its own for each test.
class WithDatabase : public testing::Test {
 protected:
  [[nodiscard]] Database::Settings database_settings(
      Duration busy_timeout = std::chrono::milliseconds(20)) const {
    return {.path = (folder_.path() / "users.db").string(), .busy_timeout = busy_timeout};
  }
  /// One more connection, such as another program would have.
  [[nodiscard]] std::unique_ptr<Database> connect() {
    auto database = Database::open(host_, database_settings());
    EXPECT_TRUE(database.has_value()) << database.error().text;
    return std::move(*database);
  }
  /// The first column of the first row, as text; "(no row)" when there is none.
  [[nodiscard]] std::string ask(std::string_view sql) {
    const auto database = connect();
    auto query = database->query(sql);
    EXPECT_TRUE(query.has_value()) << query.error().text;
    const auto row = query->step();
    EXPECT_TRUE(row.has_value()) << row.error().text;
    return *row ? query->text(0) : "(no row)";
  }

  /// A user whom no engine has registered. `password_hash`: as PlainHasher makes it.
  void add_row(const std::string& phone, const std::string& name,
               const std::string& password_hash) {
    const auto added = connect()->run(
        "INSERT INTO users (phone, name, password_hash, organization_id, created_at) "
        "VALUES (?1, ?2, ?3, 1, 0)",
        phone, name, password_hash);
    EXPECT_TRUE(added.has_value()) << added.error().text;
  }

  ObservedHost host_;
  TemporaryFolder folder_ = std::move(*TemporaryFolder::make("rollcall-engine-test-"));
};

/// The engine on both stores.
class WithStores : public WithDatabase {
 protected:
  WithStores() {
    auto started = RedisServerProcess::start({});
    EXPECT_TRUE(started.has_value()) << started.error();
    server_ = std::move(*started);
    redis_ = std::make_unique<RedisClient>(host_, RedisAddress{.endpoint = server_->endpoint()},
                                           std::size_t{4});
  }

  [[nodiscard]] Stores stores() const {
    return {.redis = server_->endpoint(), .sqlite_path = database_settings().path};
  }

  /// `settings`: knobs that differ from their defaults.
  [[nodiscard]] std::unique_ptr<Engine> open(
      std::string_view strategy,
      const std::vector<std::pair<std::string_view, std::string_view>>& settings = {}) {
    const StrategySpec& spec = *find_strategy(strategy);
    Knobs knobs(spec.knobs);
    for (const auto& [name, value] : settings) EXPECT_TRUE(knobs.set(name, value).has_value());
    auto engine = Engine::open(
        host_, {.strategy = spec, .knobs = knobs, .stores = stores(), .hasher = hasher_});
    EXPECT_TRUE(engine.has_value()) << engine.error().reason;
    return std::move(*engine);
  }

  /// What Redis answers, in one word or a list of words in the order of the reply.
  [[nodiscard]] std::string redis(const Command& command) {
    const auto reply = redis_->call(command, host_.now() + std::chrono::seconds(5));
    return reply ? flat(*reply) : "error: " + reply.error().text;
  }

  [[nodiscard]] static RegisterRequest anna() {
    return {.idempotency_key = "key-anna",
            .phone = "+49 30 901820",
            .name = "Anna",
            .password = "secret-a"};
  }
  [[nodiscard]] static RegisterRequest bert() {
    return {.idempotency_key = "key-bert",
            .phone = "+49 30 901821",
            .name = "Bert",
            .password = "secret-b"};
  }

  PlainHasher hasher_;
  std::unique_ptr<RedisServerProcess> server_;
  std::unique_ptr<RedisClient> redis_;

 private:
  [[nodiscard]] static std::string flat(const RedisReply& reply) {
    if (reply.kind == RedisReply::Kind::nil) return "nil";
    if (reply.kind == RedisReply::Kind::integer) return std::to_string(reply.integer);
    if (reply.kind != RedisReply::Kind::array) return reply.text;
    std::string words;
    for (const RedisReply& element : reply.elements) {
      words += (words.empty() ? "" : " ") + flat(element);
    }
    return words;
  }
};

/// Another program that holds the write lock of a database as long as it exists.
class OutsideWriter {
 public:
  explicit OutsideWriter(std::unique_ptr<Database> database) : database_(std::move(database)) {
    EXPECT_TRUE(database_->run_script("BEGIN IMMEDIATE").has_value());
  }

 private:
  std::unique_ptr<Database> database_;
};

}  // namespace rollcall
