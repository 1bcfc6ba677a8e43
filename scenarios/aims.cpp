#include "scenarios/aims.h"

#include <algorithm>

namespace rollcall::scenarios {
namespace {

// What one store has and the other does not have yet, what the client was told or is about to be
// told: a death in between leaves it so.
constexpr std::string_view deaths[] = {
    "register.acknowledged",
    "register.acknowledged",
    "register.acknowledged",
    "register.committed",
    "register.committed",
    "register.pending",
    "register.queued",
    "register.cached",
    "register.checked",
    "sync.taken",
    "sync.taken",
    "sync.committed",
    "sync.committed",
    "sync.activated",
    "sync.completed",
    "sqlite.committed",
    "sqlite.sync",
    "redis.reply",
    "login.checked",
    "login.opened",
    "client.reply register",
};

// Between a look and the act that relies on it.
constexpr std::string_view pauses[] = {
    "lock.acquired",      "lock.acquired",  "lock.acquired",    "register.checked",
    "register.checked",   "sync.taken",     "register.pending", "register.committed",
    "register.committed", "sync.committed", "login.checked",    "redis.reply",
};

// While something in Redis is needed that is nowhere else.
constexpr std::string_view redis_deaths[] = {
    "register.acknowledged", "register.acknowledged", "register.pending", "register.queued",
    "register.committed",    "register.cached",       "sync.taken",       "sync.committed",
    "sync.committed",        "sync.completed",        "sync.completed",   "lock.acquired",
    "redis.request",         "redis.reply",           "login.opened",     "client.reply register",
};

constexpr std::string_view silences[] = {
    "register.committed",
    "register.committed",
    "register.checked",
    "lock.acquired",
    "register.pending",
    "register.acknowledged",
    "sync.taken",
    "sync.committed",
    "sync.committed",
    "sync.committed",
    "sync.activated",
    "login.checked",
    "redis.request HSET",
    "redis.request SET",
    "redis.reply HSET",
    "redis.reply SET",
    "redis.reply INCR",
    "redis.reply GET",
    "client.request register",
    "client.reply register",
    "client.reply register",
};

constexpr std::string_view contention[] = {
    "register.hashed", "register.hashed",       "register.checked",
    "sync.taken",      "register.acknowledged", "login.checked",
};

}  // namespace

std::span<const std::string_view> aims_for(Threat threat) {
  switch (threat) {
    case Threat::app_killed:
    case Threat::app_machine_lost:
      return deaths;
    case Threat::app_paused:
      return pauses;
    case Threat::network_trouble:
      return silences;
    case Threat::redis_killed:
    case Threat::redis_machine_lost:
      return redis_deaths;
    case Threat::database_contended:
      return contention;
  }
  return deaths;
}

bool is_of_a_registration(std::string_view step) {
  return step.starts_with("register.") || step.starts_with("lock.") || step.ends_with("register");
}

bool is_of_a_login(std::string_view step) { return step.starts_with("login."); }

}  // namespace rollcall::scenarios
