// Names that nobody can guess, and that never come twice.
#pragma once

#include <string>

#include "engine/host.h"

namespace rollcall {

/// 128 bits of the host's entropy as 32 hexadecimal digits.
[[nodiscard]] std::string random_token(Host& host);

}  // namespace rollcall
