#include "sim/disk/storm.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "sim/disk/small_world.h"
#include "sim/disk/test_database.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration storm_length = 60ms;
constexpr int processes = 3;
constexpr int clients_per_process = 4;

class Clients {
 public:
  Clients(SmallWorld& world, const Storm& storm) : world_(world), storm_(storm) {}

  void create_database() {
    world_.run("setup", [this] {
      TestDatabase database;
      database.execute(fmt::format("PRAGMA journal_mode={}", storm_.journal));
      database.execute("CREATE TABLE users(id INTEGER PRIMARY KEY, phone TEXT UNIQUE)");
      database.execute("CREATE TABLE counts(one INTEGER PRIMARY KEY, users INTEGER)");
      database.execute("INSERT INTO counts VALUES(1, 0)");
    });
  }

  void start() {
    for (int p = 0; p < processes; ++p) {
      Process& process = world_.start(fmt::format("app{}", p));
      for (int c = 0; c < clients_per_process; ++c) {
        const int first_id = (p * clients_per_process + c) * 10'000;
        world_.spawn(process, fmt::format("client{}", c), [=, this] { work(first_id); });
      }
    }
  }

  [[nodiscard]] Aftermath judge() {
    Aftermath aftermath{.acknowledged = acknowledged_.size()};
    world_.run("judge", [&] {
      TestDatabase database;
      aftermath.sound =
          database.text("PRAGMA integrity_check") == "ok" &&
          database.text("SELECT (SELECT count(*) FROM users) = (SELECT users FROM counts)") == "1";
      for (const int id : acknowledged_) {
        const std::string row = fmt::format("SELECT count(*) FROM users WHERE id = {}", id);
        if (database.text(row) != "1") ++aftermath.lost;
      }
    });
    return aftermath;
  }

 private:
  void work(int first_id) {
    TestDatabase database;
    database.execute(fmt::format("PRAGMA synchronous={}", storm_.synchronous));
    database.execute(fmt::format("PRAGMA wal_autocheckpoint={}", storm_.checkpoint_pages));
    for (int id = first_id; !SimTask::current()->group().dead(); ++id) {
      database.text(fmt::format("SELECT phone FROM users WHERE id = {}", id - 1));
      const bool committed = insert(database, id);
      // SQLite may report success to a process that no longer lives.
      if (committed && !SimTask::current()->group().dead()) acknowledged_.insert(id);
      if (!committed) database.execute("ROLLBACK");
    }
  }

  [[nodiscard]] static bool insert(TestDatabase& database, int id) {
    const std::string row =
        fmt::format("INSERT INTO users VALUES({}, '+{:0>120}')", id, mix(1, static_cast<Key>(id)));
    return database.execute("BEGIN IMMEDIATE") == SQLITE_OK && database.execute(row) == SQLITE_OK &&
           database.execute("UPDATE counts SET users = users + 1") == SQLITE_OK &&
           database.execute("COMMIT") == SQLITE_OK;
  }

  SmallWorld& world_;
  const Storm& storm_;
  std::set<int> acknowledged_;
};

void let_it_happen(SmallWorld& world, const Storm& storm) {
  const Duration when = Decisions::between(mix(storm.seed, 77), 2ms, storm_length);
  switch (storm.event) {
    case Storm::Event::none:
      break;
    case Storm::Event::kill:
      world.at(world.now() + when, [&world] { world.kill(world.start("app0")); });
      break;
    case Storm::Event::power_loss:
      world.run_for(when);
      world.lose_power();
      return;
  }
  world.run_for(storm_length);
  for (int p = 0; p < processes; ++p) world.kill(world.start(fmt::format("app{}", p)));
}

}  // namespace

Aftermath weather(const Storm& storm) {
  SmallWorld world({.seed = storm.seed});
  Clients clients(world, storm);
  clients.create_database();
  for (Rule* rule : storm.rules) world.hooks().install(*rule);
  clients.start();
  let_it_happen(world, storm);
  for (Rule* rule : storm.rules) world.hooks().remove(*rule);
  Aftermath aftermath = clients.judge();
  aftermath.trace = world.trace().hash();
  return aftermath;
}

Summary weather_many(Storm storm, std::uint64_t seeds) {
  Summary summary;
  for (storm.seed = 1; storm.seed <= seeds; ++storm.seed) {
    const Aftermath aftermath = weather(storm);
    summary.acknowledged += aftermath.acknowledged;
    summary.lost += aftermath.lost;
    summary.lost_at_most = std::max(summary.lost_at_most, aftermath.lost);
    if (!aftermath.sound) ++summary.unsound;
  }
  return summary;
}

}  // namespace rollcall::sim
