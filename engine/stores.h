// Where the stores are: the same for every strategy.
#pragma once

#include <cstdint>
#include <string>

#include "engine/host.h"

namespace rollcall {

struct Stores {
  Endpoint redis{"redis", 6379};
  std::string redis_username{};
  std::string redis_password{};  ///< secret; empty: no AUTH
  std::int64_t redis_database = 0;
  std::string key_prefix{};  ///< put before every key
  std::string sqlite_path = "users.db";
};

}  // namespace rollcall
