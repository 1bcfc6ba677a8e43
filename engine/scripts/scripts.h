// The Lua scripts beside this file: the atomic steps in Redis. Each says at its head what it takes
// and returns. The build makes these functions of the files.
#pragma once

#include "engine/redis/script.h"

namespace rollcall::scripts {

[[nodiscard]] const Script& adopt_user();
[[nodiscard]] const Script& cache_users();
[[nodiscard]] const Script& enqueue_user();
[[nodiscard]] const Script& release_lock();
[[nodiscard]] const Script& settle_users();

}  // namespace rollcall::scripts
