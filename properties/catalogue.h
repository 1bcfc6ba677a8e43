// The entries of the catalogue, one per file of the same name. Everybody else wants `properties()`.
#pragma once

#include "properties/property.h"

namespace rollcall::properties {

[[nodiscard]] Property unique_phones();
[[nodiscard]] Property no_lost_users();
[[nodiscard]] Property ids_reconcile();
[[nodiscard]] Property right_user();
[[nodiscard]] Property login_after_ack();

}  // namespace rollcall::properties
