#include "engine/user_cache.h"

#include <chrono>

#include "engine/user_hash.h"
#include "engine/user_id.h"

namespace rollcall {
namespace {

// One script, because a pipeline that breaks in the middle leaves a hash that never expires. It has
// no versions to compare: nothing about a user changes after its commit.
constexpr std::string_view put_text = R"lua(
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'id', ARGV[2], 'phone', ARGV[3], 'name', ARGV[4],
           'organization_id', ARGV[5], 'status', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[1])
return 1
)lua";

constexpr std::string_view adopt_text = R"lua(
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[2], 'id', ARGV[2], 'status', ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[1])
return 1
)lua";

}  // namespace

UserCache::UserCache(Host& host, RedisClient& redis, Settings settings)
    : host_(host),
      redis_(redis),
      settings_(std::move(settings)),
      put_script_("cache_user", put_text),
      adopt_script_("adopt_user", adopt_text) {}

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

void UserCache::put(const User& user) {
  const std::optional<std::int64_t> id = parse_user_id(user.handle);
  if (!id) return;
  // Nothing follows from a failure: the copy is missing, or as old as it was.
  [[maybe_unused]] const auto unheeded =
      redis_.eval(put_script_, {user_key(*id), phone_key(user.phone)},
                  {ttl_ms(), user.handle, user.phone, user.name,
                   std::to_string(user.organization_id), std::string(to_string(user.status))},
                  deadline());
}

bool UserCache::adopt(const std::string& key, const User& user) {
  const std::optional<std::int64_t> id = parse_user_id(user.handle);
  if (!id) return false;
  const auto adopted =
      redis_.eval(adopt_script_, {key, user_key(*id), phone_key(user.phone)},
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
