// Where faults hurt: for each threat the moments at which it is worth aiming, the best ones
// repeated.
#pragma once

#include <span>
#include <string_view>

#include "engine/contract.h"

namespace rollcall::scenarios {

[[nodiscard]] std::span<const std::string_view> aims_for(Threat threat);
/// Moments of a client's own request, which can be waited for by its name; the others belong to a
/// background worker.
[[nodiscard]] bool is_of_a_registration(std::string_view step);
[[nodiscard]] bool is_of_a_login(std::string_view step);

}  // namespace rollcall::scenarios
