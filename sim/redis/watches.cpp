#include "sim/redis/watches.h"

#include <algorithm>

namespace rollcall::sim::redis {

void Watches::watch(Session& session, std::string_view key, bool is_expired) {
  const std::size_t database = session.database;
  const auto is_same = [&](const WatchedKey& watched) {
    return watched.database == database && watched.key == key;
  };
  if (std::any_of(session.watched.begin(), session.watched.end(), is_same)) return;
  session.watched.push_back({database, std::string(key), is_expired});
  watchers_[Place(database, key)].push_back(&session);
}

void Watches::unwatch(Session& session) {
  for (const WatchedKey& watched : session.watched) {
    const auto found = watchers_.find(Place(watched.database, watched.key));
    std::erase(found->second, &session);
    if (found->second.empty()) watchers_.erase(found);
  }
  session.watched.clear();
}

WatchedKey& Watches::watched_at(Session& session, const Place& place) {
  return *std::ranges::find_if(session.watched, [&](const WatchedKey& watched) {
    return watched.database == place.first && watched.key == place.second;
  });
}

void Watches::break_watch(Session& session, const Place& place, bool exists) {
  WatchedKey& watched = watched_at(session, place);
  if (watched.was_expired && !exists) {
    // Deleting what had expired before the WATCH changes nothing that the client could have seen.
    watched.was_expired = false;
    return;
  }
  if (!watched.was_expired) session.watch_broken = true;
}

void Watches::touch(std::size_t database, std::string_view key, bool exists) {
  const auto found = watchers_.find(Place(database, key));
  if (found == watchers_.end()) return;
  for (Session* const session : found->second) break_watch(*session, found->first, exists);
}

void Watches::touch_all(std::size_t number, Database& database) {
  for (auto& [place, sessions] : watchers_) {
    if (place.first != number || database.find(place.second) == nullptr) continue;
    for (Session* const session : sessions) break_watch(*session, place, false);
  }
}

void Watches::replace_all(std::size_t number, Database& before, Database& after,
                          const std::function<bool(const Entry&)>& is_expired) {
  for (auto& [place, sessions] : watchers_) {
    if (place.first != number) continue;
    const bool existed = before.find(place.second) != nullptr;
    const Entry* const there = after.find(place.second);
    if (!existed && there == nullptr) continue;
    const bool is_ghost = there != nullptr && is_expired(*there);
    for (Session* const session : sessions) {
      WatchedKey& watched = watched_at(*session, place);
      if (watched.was_expired && there == nullptr) {
        watched.was_expired = false;
      } else if (!existed && is_ghost) {
        watched.was_expired = true;
      } else if (!watched.was_expired || !is_ghost) {
        session->watch_broken = true;
      }
    }
  }
}

}  // namespace rollcall::sim::redis
