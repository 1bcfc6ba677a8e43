#include "engine/engine.h"

#include <utility>

#include "engine/random_token.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using enum Failure::Kind;

/// Generous for people, and small enough that no request can fill a store.
constexpr std::size_t text_bytes_max = 1'000;

bool is_acceptable(const std::string& text) {
  return !text.empty() && text.size() <= text_bytes_max;
}

Reply<NewUser> check(const RegisterRequest& request) {
  std::expected<std::string, std::string> phone = normalise_phone(request.phone);
  if (!phone) return fail(invalid, "phone: " + phone.error());
  if (!is_acceptable(request.idempotency_key)) {
    return fail(invalid, "idempotency key: 1 to 1000 bytes, the same for each try");
  }
  if (!is_acceptable(request.name)) return fail(invalid, "name: 1 to 1000 bytes");
  if (!is_acceptable(request.password)) return fail(invalid, "password: 1 to 1000 bytes");
  return NewUser{.idempotency_key = request.idempotency_key,
                 .phone = std::move(*phone),
                 .name = request.name,
                 .password_hash = {},
                 .organization_id = request.organization_id};
}

}  // namespace

Engine::Engine(Host& host, PasswordHasher& hasher, std::unique_ptr<Strategy> strategy)
    : host_(host), hasher_(hasher), strategy_(std::move(strategy)) {}

Reply<std::unique_ptr<Engine>> Engine::open(Host& host, EngineSettings settings) {
  Reply<std::unique_ptr<Strategy>> strategy =
      settings.strategy.open(host, settings.stores, settings.knobs);
  if (!strategy) return std::unexpected(std::move(strategy.error()));
  return std::unique_ptr<Engine>(new Engine(host, settings.hasher, std::move(*strategy)));
}

Reply<Registered> Engine::register_user(const RegisterRequest& request) {
  Reply<NewUser> user = check(request);
  if (!user) return std::unexpected(std::move(user.error()));
  host_.reached(step::register_received);

  user->password_hash = hasher_.hash(host_, request.password);
  if (user->password_hash.empty()) return fail(unavailable, "no memory to hash a password");
  host_.reached(step::register_hashed);

  Reply<Registered> registered = strategy_->register_user(*user);
  if (registered && registered->status == UserStatus::pending) {
    host_.reached(step::register_acknowledged);
  }
  return registered;
}

Reply<Session> Engine::login(const std::string& phone, const std::string& password) {
  const Reply<Account> account = find_account(phone);
  if (!account && account.error().kind == not_found) {
    return std::unexpected(why_not(phone, password, account.error()));
  }
  if (!account) return std::unexpected(account.error());
  if (!hasher_.matches(host_, account->password_hash, password)) {
    return std::unexpected(why_not(phone, password, {bad_password, "wrong password"}));
  }
  host_.reached(step::login_checked);

  Reply<Session> session = strategy_->open_session(account->user, random_token(host_));
  if (session) host_.reached(step::login_opened);
  return session;
}

/// Whoever was acknowledged and could not be kept shall learn so; all others hear `otherwise`.
Failure Engine::why_not(const std::string& typed_phone, const std::string& password,
                        const Failure& otherwise) {
  const std::expected<std::string, std::string> phone = normalise_phone(typed_phone);
  if (!phone) return otherwise;
  const Reply<std::vector<Account>> conflicts = strategy_->conflicts_about(*phone);
  if (!conflicts) return conflicts.error();
  for (const Account& account : *conflicts) {
    if (hasher_.matches(host_, account.password_hash, password)) {
      return {conflict, "this registration could not be kept"};
    }
  }
  return otherwise;
}

Reply<User> Engine::session(const std::string& token) { return strategy_->session(token); }

Reply<User> Engine::find(const Handle& handle) { return strategy_->find(handle); }

Reply<User> Engine::find_by_phone(const std::string& phone) {
  Reply<Account> account = find_account(phone);
  if (!account) return std::unexpected(std::move(account.error()));
  return std::move(account->user);
}

Reply<Account> Engine::find_account(const std::string& typed_phone) {
  const std::expected<std::string, std::string> phone = normalise_phone(typed_phone);
  if (!phone) return fail(invalid, "phone: " + phone.error());
  return strategy_->find_by_phone(*phone);
}

}  // namespace rollcall
