#include "engine/phone_lock.h"

#include <chrono>

#include "engine/random_token.h"
#include "engine/scripts/scripts.h"
#include "engine/steps.h"

namespace rollcall {

PhoneLock::PhoneLock(Host& host, RedisClient& redis, const Settings& settings,
                     const std::string& phone)
    : host_(host),
      redis_(redis),
      settings_(settings),
      key_(settings.key_prefix + "lock:phone:" + phone),
      token_(random_token(host)) {}

Reply<void> PhoneLock::acquire() {
  const auto ttl = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.ttl).count();
  const auto reply = redis_.call({"SET", key_, token_, "NX", "PX", std::to_string(ttl)},
                                 host_.now() + settings_.timeout);
  if (!reply) return fail(Failure::Kind::unavailable, "phone lock: " + reply.error().text);
  if (!reply->is_ok()) {
    return fail(Failure::Kind::unavailable, "the phone is being registered at this moment");
  }
  host_.reached(step::lock_acquired);
  return {};
}

void PhoneLock::release() {
  const auto reply =
      redis_.eval(scripts::release_lock(), {key_}, {token_}, host_.now() + settings_.timeout);
  if (!reply) return;
  const bool was_ours = reply->integer == 1;
  if (was_ours) {
    host_.reached(step::lock_released);
  } else {
    host_.reached(step::lock_expired);
  }
}

}  // namespace rollcall
