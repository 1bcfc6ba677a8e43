#include "engine/user_hash.h"

#include "engine/user_id.h"

namespace rollcall {

HashFields to_fields(const RedisReply& reply) {
  HashFields fields;
  const std::vector<RedisReply>& elements = reply.elements;
  if (reply.kind != RedisReply::Kind::array || elements.size() % 2 != 0) return fields;
  for (std::size_t i = 0; i < elements.size(); i += 2) {
    fields.insert_or_assign(elements[i].text, elements[i + 1].text);
  }
  return fields;
}

std::optional<User> to_user(const HashFields& fields) {
  for (const char* name : {"id", "phone", "name", "organization_id", "status"}) {
    if (!fields.contains(name)) return std::nullopt;
  }
  const std::string& status = fields.at("status");
  const auto organization_id = parse_user_id(fields.at("organization_id"));
  const bool known_status =
      status == to_string(UserStatus::pending) || status == to_string(UserStatus::active);
  if (!organization_id || !known_status || !parse_user_id(fields.at("id"))) return std::nullopt;
  return User{
      .handle = fields.at("id"),
      .phone = fields.at("phone"),
      .name = fields.at("name"),
      .organization_id = *organization_id,
      .status = status == to_string(UserStatus::active) ? UserStatus::active : UserStatus::pending};
}

}  // namespace rollcall
