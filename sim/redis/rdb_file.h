// The data as the RDB file that a real Redis reads: what its replicas are sent first.
#pragma once

#include <string>

#include "sim/redis/instance.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::string write_rdb_file(const Instance& instance, RdbContent content);

}  // namespace rollcall::sim::redis
