#include "engine/user_draft.h"

#include <chrono>

#include "engine/random_token.h"

namespace rollcall {
namespace {

/// A transaction: a hash without its end would stay for ever.
std::vector<Command> write_commands(const std::string& key, const NewUser& user, Duration ttl) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(ttl).count();
  return {{"MULTI"},
          {"HSET", key, "phone", user.phone, "name", user.name, "organization_id",
           std::to_string(user.organization_id)},
          {"PEXPIRE", key, std::to_string(ms)},
          {"EXEC"}};
}

}  // namespace

UserDraft::UserDraft(Host& host, RedisClient& redis, UserCache& cache, const Settings& settings,
                     const NewUser& user)
    : host_(host),
      redis_(redis),
      cache_(cache),
      settings_(settings),
      user_(user),
      key_(settings.key_prefix + "draft:" + random_token(host)),
      write_(redis.begin(write_commands(key_, user, settings.ttl), host.now() + settings.timeout)) {
}

void UserDraft::publish(const Registered& registered) {
  const User user = registered_user(user_, registered);
  if (!has_arrived() || !cache_.adopt(key_, user)) cache_.put(user);
}

void UserDraft::discard() {
  // Where it has not arrived, a deletion could come before it.
  if (!has_arrived()) return;
  [[maybe_unused]] const auto unheeded =
      redis_.call({"DEL", key_}, host_.now() + settings_.timeout);
}

bool UserDraft::has_arrived() {
  return write_.replies(host_.now() + settings_.timeout).back().has_value();
}

}  // namespace rollcall
