// Clients that wait for keys (BLPOP and its kin), and who is served when one has changed.
//
// Redis 7.0's order: after the command, transaction or script that changed keys, the keys in the
// order in which they first changed; at each key its clients, longest waiting first. Serving may
// change further keys, whose clients follow. A client is served by running its command again: it
// replies now, or goes on waiting at its old place.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/keyspace.h"
#include "sim/redis/session.h"

namespace rollcall::sim::redis {

class Instance;

class Blocked {
 public:
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t count() const { return count_; }

  // From now on the session waits for `call`, which it stays at its address for.
  void block(Session& session, BlockedCall call);
  // It waits no longer; it may have sent more requests meanwhile.
  void unblock(Session& session);

  // The key has changed, and holds that value now; null: none. Who waits for what is there now will
  // be tried, in the order in which the keys came to hold something that can be waited for: of keys
  // that end, only XREADGROUP learns.
  void touch(std::size_t database, std::string_view key, const Value* value);
  // All keys of that database end.
  void end_all(std::size_t database);
  // The next key that has changed, in order.
  [[nodiscard]] std::optional<std::pair<std::size_t, std::string>> take_ready();
  // Those who wait for that key now, longest first.
  [[nodiscard]] std::vector<Session*> waiting_for(std::size_t database,
                                                  const std::string& key) const;

  // When the first of those who wait gives up; `never` when none does.
  [[nodiscard]] UnixMs next_deadline() const;
  // Those whose time has come, earliest first.
  [[nodiscard]] std::vector<ConnectionId> due(UnixMs now) const;

 private:
  using Place = std::pair<std::size_t, std::string>;

  std::size_t count_ = 0;
  std::map<Place, std::vector<Session*>> waiting_;
  std::map<std::pair<UnixMs, ConnectionId>, Session*> deadlines_;
  std::set<Place> ready_;  // each once
  std::deque<std::set<Place>::const_iterator> ready_in_order_;
};

// After a command: serves whom it has made happy.
void serve_blocked(Instance& instance, UnixMs now);
// The client waits no longer, and is told that it has got nothing.
void give_up(Instance& instance, Session& session);
// Answers those who have waited long enough.
void time_out_blocked(Instance& instance, UnixMs now);

}  // namespace rollcall::sim::redis
