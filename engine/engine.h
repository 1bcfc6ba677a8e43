// The registration engine of one app process: what the HTTP handlers of a service would call, from
// many tasks at once.
//
//     auto engine = Engine::open(host, {.strategy = *find_strategy("write-through"), ...});
//     Reply<Registered> reply = (*engine)->register_user({.idempotency_key = "k1", ...});
#pragma once

#include <memory>

#include "engine/host.h"
#include "engine/password.h"
#include "engine/strategy.h"
#include "engine/types.h"

namespace rollcall {

struct EngineSettings {
  const StrategySpec& strategy;
  Knobs knobs;
  Stores stores;
  PasswordHasher& hasher;  ///< outlives the engine
};

class Engine {
 public:
  /// Opens the stores, creates the schema where there is none, recovers, and starts the background
  /// workers.
  [[nodiscard]] static Reply<std::unique_ptr<Engine>> open(Host& host, EngineSettings settings);

  [[nodiscard]] Reply<Registered> register_user(const RegisterRequest& request);
  [[nodiscard]] Reply<Session> login(const std::string& phone, const std::string& password);
  [[nodiscard]] Reply<User> session(const std::string& token);
  [[nodiscard]] Reply<User> find(const Handle& handle);
  [[nodiscard]] Reply<User> find_by_phone(const std::string& phone);

 private:
  Engine(Host& host, PasswordHasher& hasher, std::unique_ptr<Strategy> strategy);
  [[nodiscard]] Failure why_not(const std::string& typed_phone, const std::string& password,
                                const Failure& otherwise);
  [[nodiscard]] Reply<Account> find_account(const std::string& typed_phone);

  Host& host_;
  PasswordHasher& hasher_;
  std::unique_ptr<Strategy> strategy_;
};

/// "+" and 8 to 15 digits, first digit not 0 (ITU-T E.164), after spaces, hyphens, dots,
/// parentheses and a leading "00" have been brought into that form. Everything that stores or
/// compares a phone goes through here.
[[nodiscard]] std::expected<std::string, std::string> normalise_phone(std::string_view typed);

}  // namespace rollcall
