// Where the world asks whether something goes wrong. The simulator declares the points; a rule
// answers them. A rule that wants more than a verdict (kill a process, lose power) calls the World.
#pragma once

#include <string_view>
#include <vector>

#include "engine/host.h"
#include "sim/schedule/key.h"

namespace rollcall::sim {

struct Process;

/// Something is about to happen. Names, with their label in brackets:
/// - a named step of the code: the step's name, "register.committed"
/// - a message on the way: "redis.request" [HSET], "redis.reply" [HSET], "client.request"
///   [register], "client.reply"
/// - a connection: "net.connect" [redis]
/// - a VFS call: "sqlite.open|read|write|sync|truncate|lock|unlock|delete" [db, wal, journal, temp]
/// - the taking of a lock on the wal-index: "sqlite.shm_lock" [write, checkpoint, recover, read]
/// - a call on a file that is not SQLite's: "file.write|sync|read" [path]
struct Point {
  std::string_view name{};
  std::string_view label{};
  Process* process =
      nullptr;  ///< the process that asks, or that the message is for (reply) or from (request)
  Process* peer = nullptr;  ///< the other end of a message or connection
  Key operation = 0;        ///< the client operation that it serves; 0: none
};

struct Verdict {
  enum class Kind {
    pass,
    drop,   ///< messages: never arrives, and TCP never tells
    reset,  ///< messages and connections: both ends see a reset, this message is lost
    delay,  ///< everything: happens `delay` later
    fail,   ///< VFS: an I/O error, without effect
    lie,    ///< sync: reports success, does nothing; lock, shm_lock: granted whoever holds it
  };
  Kind kind = Kind::pass;
  Duration delay{};
};

class Rule {
 public:
  virtual ~Rule() = default;
  [[nodiscard]] virtual Verdict at(const Point& point) = 0;
};

class Hooks {
 public:
  /// Rules are asked in the order of installation; the first verdict that is not `pass` counts, yet
  /// all are asked, so that counting rules count.
  void install(Rule& rule) { rules_.push_back(&rule); }
  /// For a rule that looks at named steps only: messages and VFS calls then cost it nothing.
  void install_for_steps(Rule& rule) { step_rules_.push_back(&rule); }
  void remove(Rule& rule) {
    std::erase(rules_, &rule);
    std::erase(step_rules_, &rule);
  }
  /// Nobody asks for anything but steps.
  [[nodiscard]] bool idle() const { return rules_.empty(); }
  [[nodiscard]] Verdict ask(const Point& point) const { return ask(rules_, point); }
  /// For a named step: asks those that are there for steps first.
  [[nodiscard]] Verdict ask_step(const Point& point) const;

 private:
  [[nodiscard]] static Verdict ask(const std::vector<Rule*>& rules, const Point& point);
  std::vector<Rule*> rules_;
  std::vector<Rule*> step_rules_;
};

}  // namespace rollcall::sim
