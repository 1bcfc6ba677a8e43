#include "sim/disk/vfs_call.h"

namespace rollcall::sim {

std::string_view result_text(int code) {
  switch (code) {
    case SQLITE_OK:
      return "ok";
    case SQLITE_BUSY:
      return "busy";
    case SQLITE_CANTOPEN:
      return "cannot open";
    case SQLITE_IOERR_SHORT_READ:
      return "short read";
    case SQLITE_IOERR_DELETE_NOENT:
      return "no such file";
    default:
      return "i/o error";
  }
}

}  // namespace rollcall::sim
