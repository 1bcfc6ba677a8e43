// The types of clients that CLIENT LIST and KILL tell apart, and client-output-buffer-limit.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rollcall::sim::redis {

struct Session;

// `master` is never found: the link to it is no client here.
enum class ClientType : std::uint8_t { normal, replica, pub_sub, master };

[[nodiscard]] ClientType type_of(const Session& session);
// In any case, "slave" too; nothing when there is no such type.
[[nodiscard]] std::optional<ClientType> client_type_named(std::string_view word);

}  // namespace rollcall::sim::redis
