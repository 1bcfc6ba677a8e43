#include "engine/user_cache.h"

#include <chrono>
#include <vector>

#include "engine/scripts/scripts.h"
#include "engine/user_hash.h"
#include "engine/user_id.h"

namespace rollcall {

UserCache::UserCache(Host& host, RedisClient& redis, Settings settings)
    : host_(host), redis_(redis), settings_(std::move(settings)) {}

std::optional<User> UserCache::find(std::int64_t user_id) {
  const auto reply = redis_.call({"HGETALL", user_key(user_id)}, deadline());
  if (!reply) return std::nullopt;
  std::optional<User> user = to_user(to_fields(*reply));
  const bool fits =
      user && user->handle == to_handle(user_id) && user->status == UserStatus::active;
  return fits ? std::move(user) : std::nullopt;
}

bool UserCache::knows_phone(const std::string& phone) {
  const auto reply = redis_.call({"GET", phone_key(phone)}, deadline());
  return reply && !reply->is_nil();
}

void UserCache::put(std::span<const User> users) {
  std::vector<std::string> keys;
  std::vector<std::string> arguments{ttl_ms()};
  for (const User& user : users) {
    const std::optional<std::int64_t> id = parse_user_id(user.handle);
    if (!id) continue;
    keys.insert(keys.end(), {user_key(*id), phone_key(user.phone)});
    arguments.insert(arguments.end(),
                     {user.handle, user.phone, user.name, std::to_string(user.organization_id),
                      std::string(to_string(user.status))});
  }
  if (keys.empty()) return;
  // Nothing follows from a failure: the copies are missing, or as old as they were.
  [[maybe_unused]] const auto unheeded =
      redis_.eval(scripts::cache_users(), keys, arguments, deadline());
}

bool UserCache::adopt(const std::string& key, const User& user) {
  const std::optional<std::int64_t> id = parse_user_id(user.handle);
  if (!id) return false;
  const auto adopted =
      redis_.eval(scripts::adopt_user(), {key, user_key(*id), phone_key(user.phone)},
                  {ttl_ms(), user.handle, std::string(to_string(user.status))}, deadline());
  return adopted && adopted->integer == 1;
}

std::string UserCache::ttl_ms() const {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(settings_.ttl).count());
}

MonotonicTime UserCache::deadline() { return host_.now() + settings_.timeout; }

std::string UserCache::user_key(std::int64_t user_id) const {
  return settings_.key_prefix + "user:" + to_handle(user_id);
}

std::string UserCache::phone_key(const std::string& phone) const {
  return settings_.key_prefix + "user:phone:" + phone;
}

}  // namespace rollcall
