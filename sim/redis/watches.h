// Who watches which keys (WATCH), and whose EXEC a change breaks.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/keyspace.h"
#include "sim/redis/session.h"

namespace rollcall::sim::redis {

class Watches {
 public:
  [[nodiscard]] bool empty() const { return watchers_.empty(); }

  // A key that the session watches already is left as it is. The session stays at its address until
  // it is unwatched.
  void watch(Session& session, std::string_view key, bool is_expired);
  void unwatch(Session& session);

  // The key was changed or deleted; `exists` tells whether it is there now.
  void touch(std::size_t database, std::string_view key, bool exists);
  // All keys of `database` are about to be deleted.
  void touch_all(std::size_t number, Database& database);
  // The database `number`, which is `before`, is about to become `after`. A client cannot tell a
  // key whose time has come from none.
  void replace_all(std::size_t number, Database& before, Database& after,
                   const std::function<bool(const Entry&)>& is_expired);

 private:
  using Place = std::pair<std::size_t, std::string>;

  static WatchedKey& watched_at(Session& session, const Place& place);
  static void break_watch(Session& session, const Place& place, bool exists);

  std::map<Place, std::vector<Session*>> watchers_;
};

}  // namespace rollcall::sim::redis
