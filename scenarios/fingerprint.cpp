#include "scenarios/fingerprint.h"

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <sqlite3.h>

#include <lua.hpp>

#include "scenarios/build_id.h"
#include "scenarios/case_toml.h"
#include "sim/schedule/key.h"

namespace rollcall::scenarios {
namespace {

constexpr std::string_view version = "0.1";

}  // namespace

std::string program_fingerprint() {
  const std::string_view source_id = sqlite3_sourceid();  // date, time and hash
  const std::size_t hash = source_id.rfind(' ') + 1;
  return fmt::format("rollcall {} build {} format {}, SQLite {} ({}), {}, hiredis {}.{}.{}",
                     version, build_id(), case_format, sqlite3_libversion(),
                     source_id.substr(hash, 12), LUA_RELEASE, HIREDIS_MAJOR, HIREDIS_MINOR,
                     HIREDIS_PATCH);
}

std::string fingerprint(const Case& value) {
  Case bare = value;
  bare.shown.reset();
  return fmt::format("{}, case {:016x}", program_fingerprint(), sim::key_of(write(bare)));
}

std::string_view case_digest(std::string_view fingerprint) {
  return fingerprint.substr(fingerprint.rfind(' ') + 1);
}

}  // namespace rollcall::scenarios
