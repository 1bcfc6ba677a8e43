// A strategy decides where a user is written, in which order, and when the caller is told. It is
// handed normalised phones and finished password hashes, and is called by many tasks at once.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/contract.h"
#include "engine/host.h"
#include "engine/knob.h"
#include "engine/steps.h"
#include "engine/stores.h"
#include "engine/types.h"

namespace rollcall {

struct NewUser {
  std::string idempotency_key;
  std::string phone;  ///< E.164
  std::string name;
  std::string password_hash;
  std::int64_t organization_id = 1;
};

/// The user as reads show it once it is registered.
[[nodiscard]] inline User registered_user(const NewUser& user, const Registered& registered) {
  return {.handle = registered.handle,
          .phone = user.phone,
          .name = user.name,
          .organization_id = user.organization_id,
          .status = registered.status};
}

/// A user together with what a login needs.
struct Account {
  User user;
  std::string password_hash;  ///< empty matches no password
};

class Strategy {
 public:
  virtual ~Strategy() = default;
  [[nodiscard]] virtual Reply<Registered> register_user(const NewUser& user) = 0;
  [[nodiscard]] virtual Reply<User> find(const Handle& handle) = 0;
  [[nodiscard]] virtual Reply<Account> find_by_phone(const std::string& phone) = 0;
  /// Registrations that were acknowledged and lost this phone to another one. A strategy that
  /// acknowledges what SQLite has committed has none.
  [[nodiscard]] virtual Reply<std::vector<Account>> conflicts_about(const std::string& /*phone*/) {
    return std::vector<Account>();
  }
  /// `token` is fresh; makes it resolvable by `session`.
  [[nodiscard]] virtual Reply<Session> open_session(const User& user, const std::string& token) = 0;
  [[nodiscard]] virtual Reply<User> session(const std::string& token) = 0;
};

/// One entry of the strategy catalogue.
struct StrategySpec {
  std::string_view name{};       ///< filled in by the catalogue: my_way.cpp is "my-way"
  std::string_view summary;      ///< one line
  std::string_view origin{};     ///< where the document describes it: "Option 3"; empty: nowhere
  std::string_view choose_when;  ///< one sentence for whoever has to choose
  bool demonstration = false;    ///< shows how it fails; not meant for production
  std::span<const Knob> knobs{};
  std::span<const Step> steps{};  ///< those that no other strategy has, beside engine/steps.h
  Contract contract{};
  /// The result has recovered what an earlier incarnation left behind and has started its workers;
  /// destruction stops them and drains what it can.
  Reply<std::unique_ptr<Strategy>> (*open)(Host&, const Stores&, const Knobs&);
};

/// All strategies: in the order of the document, then its demonstrations, then those of one's own.
[[nodiscard]] std::span<const StrategySpec> strategies();
/// Null when there is none of that name.
[[nodiscard]] const StrategySpec* find_strategy(std::string_view name);

}  // namespace rollcall
