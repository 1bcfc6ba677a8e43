#include "sim/redis/client_type.h"

#include <array>

#include "sim/redis/replication.h"
#include "sim/redis/session.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {

ClientType type_of(const Session& session) {
  if (is_fed(session)) return ClientType::replica;
  return session.subscriptions.empty() ? ClientType::normal : ClientType::pub_sub;
}

std::optional<ClientType> client_type_named(std::string_view word) {
  struct Name {
    std::string_view text;
    ClientType type;
  };
  constexpr std::array names = {
      Name{"normal", ClientType::normal}, Name{"replica", ClientType::replica},
      Name{"slave", ClientType::replica}, Name{"pubsub", ClientType::pub_sub},
      Name{"master", ClientType::master}};
  for (const auto& [text, type] : names) {
    if (equals_ignoring_case(word, text)) return type;
  }
  return std::nullopt;
}

}  // namespace rollcall::sim::redis
