#include "engine/pending_users.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "engine/digest.h"
#include "engine/scripts/scripts.h"
#include "engine/user_hash.h"
#include "engine/user_id.h"
#include "engine/user_rows.h"

namespace rollcall {
namespace {

using enum Failure::Kind;

constexpr std::string_view group = "sync";

std::string to_ms(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

std::unexpected<Failure> refuse(const RedisError& error) {
  const bool unknown = error.kind == RedisError::Kind::ambiguous;
  return fail(unknown ? ambiguous : unavailable, "Redis: " + error.text);
}

/// Nullopt: a field is missing. Whoever wrote it, half a user is no user.
std::optional<PendingUser> to_pending(HashFields fields) {
  for (const char* name :
       {"handle", "phone", "name", "organization_id", "password_hash", "idempotency_key"}) {
    if (!fields.contains(name)) return std::nullopt;
  }
  const auto organization_id = parse_user_id(fields["organization_id"]);
  if (!organization_id) return std::nullopt;
  return PendingUser{.handle = std::move(fields["handle"]),
                     .user = {.idempotency_key = std::move(fields["idempotency_key"]),
                              .phone = std::move(fields["phone"]),
                              .name = std::move(fields["name"]),
                              .password_hash = std::move(fields["password_hash"]),
                              .organization_id = *organization_id}};
}

std::optional<UserStatus> to_status(std::string_view text) {
  for (const UserStatus status : {UserStatus::pending, UserStatus::active, UserStatus::conflict}) {
    if (text == to_string(status)) return status;
  }
  return std::nullopt;
}

std::optional<Account> to_account(const HashFields& fields) {
  std::optional<PendingUser> pending = to_pending(fields);
  const auto status_field = fields.find("status");
  if (!pending || status_field == fields.end()) return std::nullopt;
  const std::optional<UserStatus> status = to_status(status_field->second);
  const auto id = fields.find("id");
  const bool active = status == UserStatus::active;
  if (!status || (active && (id == fields.end() || !parse_user_id(id->second)))) {
    return std::nullopt;
  }
  return Account{.user = {.handle = active ? id->second : std::move(pending->handle),
                          .phone = std::move(pending->user.phone),
                          .name = std::move(pending->user.name),
                          .organization_id = pending->user.organization_id,
                          .status = *status},
                 .password_hash = std::move(pending->user.password_hash)};
}

/// [[id, [field, value, ...]], ...]. What is damaged is left out: nobody could ever settle it.
std::vector<PendingUsers::Entry> to_entries(const RedisReply& reply) {
  std::vector<PendingUsers::Entry> entries;
  for (const RedisReply& entry : reply.elements) {
    if (entry.elements.size() != 2) continue;
    std::optional<PendingUser> pending = to_pending(to_fields(entry.elements[1]));
    if (pending) entries.push_back({.id = entry.elements[0].text, .pending = std::move(*pending)});
  }
  return entries;
}

}  // namespace

PendingUsers::PendingUsers(Host& host, RedisClient& redis, Settings settings, std::string consumer)
    : host_(host),
      redis_(redis),
      settings_(std::move(settings)),
      consumer_(std::move(consumer)),
      queue_(settings_.key_prefix + "pending:queue") {}

Reply<Registered> PendingUsers::enqueue(const PendingUser& pending) {
  const NewUser& user = pending.user;
  const std::vector<std::string> keys{request_key(user), key("phone", user.phone),
                                      key("user", pending.handle), queue_};
  const std::vector<std::string> arguments{pending.handle,
                                           payload_digest(user),
                                           std::to_string(settings_.queue_max),
                                           to_ms(settings_.ttl),
                                           user.phone,
                                           user.name,
                                           std::to_string(user.organization_id),
                                           user.password_hash,
                                           user.idempotency_key};
  const auto reply = settings_.replicas > 0
                         ? redis_.eval_replicated(scripts::enqueue_user(), keys, arguments,
                                                  settings_.replicas, deadline())
                         : redis_.eval(scripts::enqueue_user(), keys, arguments, deadline());
  if (!reply) return refuse(reply.error());
  if (reply->elements.size() != 2) return fail(ambiguous, "Redis: an answer of another kind");
  const std::string& word = reply->elements[0].text;
  if (word == "taken") return fail(phone_taken, "the phone is taken");
  if (word == "full") return fail(unavailable, "too many registrations are waiting");
  if (word == "mismatch") return fail(invalid, "the idempotency key belongs to another request");
  return Registered{.handle = reply->elements[1].text, .status = UserStatus::pending};
}

RedisResult<std::optional<Account>> PendingUsers::find(const Handle& handle) {
  const auto reply = redis_.call({"HGETALL", key("user", handle)}, deadline());
  if (!reply) return std::unexpected(reply.error());
  return to_account(to_fields(*reply));
}

RedisResult<std::optional<PendingUser>> PendingUsers::pending(const Handle& handle) {
  const auto reply = redis_.call({"HGETALL", key("user", handle)}, deadline());
  if (!reply) return std::unexpected(reply.error());
  return to_pending(to_fields(*reply));
}

RedisResult<std::optional<Account>> PendingUsers::find_by_phone(const std::string& phone) {
  const auto handle = redis_.call({"GET", key("phone", phone)}, deadline());
  if (!handle) return std::unexpected(handle.error());
  if (handle->is_nil()) return std::nullopt;
  return find(handle->text);
}

RedisResult<std::vector<PendingUsers::Entry>> PendingUsers::take(std::size_t most,
                                                                 Duration patience) {
  Command command{"XREADGROUP", "GROUP", group, consumer_, "COUNT", std::to_string(most)};
  // BLOCK 0 would wait for ever.
  if (patience >= std::chrono::milliseconds(1)) command << "BLOCK" << to_ms(patience);
  command << "STREAMS" << queue_ << ">";
  const auto reply = ask_group(command, deadline() + patience);
  if (!reply) return std::unexpected(reply.error());
  // [[queue, entries]], or nil.
  if (reply->elements.empty() || reply->elements[0].elements.size() != 2) return {};
  return to_entries(reply->elements[0].elements[1]);
}

RedisResult<std::vector<PendingUsers::Entry>> PendingUsers::take_over(std::size_t most,
                                                                      Duration idle) {
  const auto reply = ask_group(
      {"XAUTOCLAIM", queue_, group, consumer_, to_ms(idle), "0", "COUNT", std::to_string(most)},
      deadline());
  if (!reply) return std::unexpected(reply.error());
  // [cursor, entries, deleted ids]
  if (reply->elements.size() < 2) return {};
  return to_entries(reply->elements[1]);
}

RedisResult<void> PendingUsers::settle(std::span<const Entry* const> entries,
                                       std::span<const Settled> ended) {
  std::vector<std::string> keys{queue_};
  std::vector<std::string> arguments{std::string(group), to_ms(settings_.kept)};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PendingUser& pending = entries[i]->pending;
    keys.push_back(key("user", pending.handle));
    keys.push_back(key("phone", pending.user.phone));
    keys.push_back(request_key(pending.user));
    arguments.push_back(entries[i]->id);
    arguments.push_back(pending.handle);
    arguments.push_back(std::to_string(ended[i].id));
    arguments.emplace_back(to_string(ended[i].status));
  }
  const auto told = redis_.eval(scripts::settle_users(), keys, arguments, deadline());
  if (!told) return std::unexpected(told.error());
  return {};
}

/// The group is made when it is missing, from the beginning of the queue: whoever lost it may have
/// lost what it had given out.
RedisResult<RedisReply> PendingUsers::ask_group(const Command& command, MonotonicTime until) {
  auto reply = redis_.call(command, until);
  if (reply || reply.error().code != "NOGROUP") return reply;
  const auto made = redis_.call({"XGROUP", "CREATE", queue_, group, "0", "MKSTREAM"}, deadline());
  if (!made && made.error().code != "BUSYGROUP") return made;
  return redis_.call(command, until);
}

MonotonicTime PendingUsers::deadline() { return host_.now() + settings_.timeout; }

std::string PendingUsers::key(std::string_view kind, std::string_view name) const {
  return fmt::format("{}pending:{}:{}", settings_.key_prefix, kind, name);
}

std::string PendingUsers::request_key(const NewUser& user) const {
  return key("key", digest({"key", user.idempotency_key}));
}

}  // namespace rollcall
