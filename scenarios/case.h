// A Case is all that a run depends on: a plain value, written and read as TOML (case_toml.h).
//
// Clients and operations carry their number with them: c3 stays c3 when c2 is cut away. Draws of
// chance are keyed by these numbers, never by a place in a list, so that a smaller case keeps its
// footing, and whoever runs a case names everything by Client::id and Operation::id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/strategy.h"
#include "faults/fault.h"
#include "properties/history.h"
#include "properties/verdict.h"

namespace rollcall::scenarios {

using properties::Action;
using properties::OperationId;

/// One operation of a client's plan. What it needs from another (phone, password, handle, session)
/// it takes from the operation `about`: a registration, or for `session` a login.
struct Operation {
  std::uint32_t id = 0;  ///< from 1, ascending within the client: the 2 of "c1.2"
  Action action = Action::register_user;
  Duration after{};     ///< think time: since the previous operation ended (or the world began)
  std::string phone{};  ///< register: as typed by the user
  std::string name{};   ///< register
  OperationId about{};  ///< all others; may belong to another client
  bool wrong_password = false;  ///< login
  bool operator==(const Operation&) const = default;
};

struct Client {
  std::uint32_t id = 0;       ///< from 1, ascending within the case: the 1 of "c1"
  std::uint32_t process = 1;  ///< the app process it calls, from 1; a retry goes to the next one
  Duration deadline = std::chrono::seconds(2);  ///< it gives up waiting for one attempt
  std::uint32_t retries = 2;  ///< further attempts of an ambiguous or unavailable call, same key
  Duration retry_delay = std::chrono::milliseconds(50);
  std::vector<Operation> operations{};
  bool operator==(const Client&) const = default;
};

struct WorldShape {
  std::uint32_t processes = 2;         ///< app processes, all on one machine with one SQLite file
  std::string redis = "aof-everysec";  ///< its persistence: one of redis_persistences
  std::string profile = "ssd";         ///< latencies (profiles.h)
  bool hashing = false;  ///< whether hashing a password costs what the profile says, or nothing
  bool operator==(const WorldShape&) const = default;
};

struct Schedule {
  std::string policy = "random";  ///< random, pct, round-robin
  std::int64_t depth = 3;         ///< pct: depth of the bug it hunts
  bool operator==(const Schedule&) const = default;
};

/// What a saved case showed when it was found.
struct Shown {
  std::string property{};
  std::string verdict{};
  std::uint64_t trace = 0;
  std::string fingerprint{};  ///< of the program that showed it
  bool operator==(const Shown&) const = default;
};

struct Case {
  const StrategySpec* strategy = nullptr;
  Knobs options{{}};
  WorldShape world{};
  Schedule schedule{};
  std::uint64_t seed = 0;
  std::vector<Client> clients{};
  std::vector<faults::FaultEvent> faults{};
  std::optional<Shown> shown{};
  bool operator==(const Case&) const = default;
};

inline constexpr int case_format = 1;
inline constexpr std::string_view redis_persistences[] = {"none", "rdb", "aof-always",
                                                          "aof-everysec", "aof-no"};

/// Processes are called app1, app2, ...; redis; machines are called app, redis, clients.
[[nodiscard]] std::size_t operation_count(const Case& value);
[[nodiscard]] const Client* find_client(const Case& value, std::uint32_t id);
[[nodiscard]] const Operation* find_operation(const Case& value, OperationId id);
/// Gives every client and operation without a number (id 0) the one after its predecessor's.
void assign_ids(Case& value);

/// The phone and name of a registration whose plan states none: every operation has its own.
[[nodiscard]] std::string own_phone(OperationId id);
[[nodiscard]] std::string own_name(OperationId id);

/// What is wrong with it, in one sentence, or nothing: references, ranges, names.
[[nodiscard]] std::optional<std::string> defect(const Case& value);

}  // namespace rollcall::scenarios
