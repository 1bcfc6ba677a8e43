// For tests: twelve clients in three processes that write to one database while something happens
// to them, and what is left of it afterwards.
//
// Each client inserts rows and counts them in a second table, one transaction each, and remembers
// what SQLite has acknowledged to a process that still lived. Afterwards a fresh process recovers
// the database and compares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/hooks.h"

namespace rollcall::sim {

struct Storm {
  enum class Event { none, kill, power_loss };
  std::uint64_t seed = 1;
  const char* journal = "wal";
  const char* synchronous = "full";
  int checkpoint_pages = 20;
  Event event = Event::none;
  std::vector<Rule*> rules{};  ///< while the clients run, not when the database is made or judged
};

struct Aftermath {
  std::size_t acknowledged = 0;
  std::size_t lost = 0;  ///< acknowledged, and not there
  bool sound = false;  ///< integrity_check says ok, and the counted number of rows is the real one
  std::uint64_t trace = 0;
};

[[nodiscard]] Aftermath weather(const Storm& storm);

/// Of many storms, one for each seed.
struct Summary {
  std::size_t acknowledged = 0;
  std::size_t lost = 0;
  std::size_t lost_at_most = 0;  ///< in one storm
  std::size_t unsound = 0;       ///< how many storms left an unsound database
};
[[nodiscard]] Summary weather_many(Storm storm, std::uint64_t seeds);

}  // namespace rollcall::sim
