// Another program on the machine, a backup or an administrator's shell, that holds a database's
// write lock for a while.
#pragma once

#include <string_view>

#include "sim/environment.h"

namespace rollcall::sim {

enum class OutsideWrite {
  held,         ///< it held the lock for the whole time, then rolled back
  no_database,  ///< there is no such file, or it is no database
  failed,       ///< an I/O error, or its process died
};

/// The body of a task in a process of the database's machine: waits for the write lock as long as
/// it takes, holds it for `length`, and changes nothing.
OutsideWrite hold_write_lock(const Environment& environment, std::string_view database,
                             Duration length);

}  // namespace rollcall::sim
