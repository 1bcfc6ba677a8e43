// Hashing of passwords, behind an interface because it is the one step whose cost is a policy:
// production pays tens of milliseconds and tens of megabytes per hash on purpose.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/host.h"

namespace rollcall {

class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  /// Self-describing text (algorithm, costs, salt, hash). Empty: there was not enough memory for
  /// it.
  [[nodiscard]] virtual std::string hash(Host& host, std::string_view password) = 0;
  /// False for any text that is not a hash, the empty one included.
  [[nodiscard]] virtual bool matches(Host& host, std::string_view hash,
                                     std::string_view password) = 0;
};

struct Argon2Cost {
  std::size_t memory_bytes = 19 << 20;  ///< OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes
  unsigned long long passes = 2;
  unsigned at_once = 0;  ///< hashes computed at the same time; 0: one per core
};

/// Argon2id (RFC 9106, libsodium). Bounded concurrency: 500 hashes at once would need gigabytes.
[[nodiscard]] std::unique_ptr<PasswordHasher> make_argon2_hasher(Host& host, Argon2Cost cost = {});

}  // namespace rollcall
