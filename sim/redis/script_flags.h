// What scripts and functions say of themselves in advance, so that the server need not look at the
// commands that they call: "#!lua flags=no-writes,allow-oom".
#pragma once

#include <array>
#include <expected>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

struct ScriptFlags {
  bool declared = true;  // without a first line of that kind nothing is said
  bool no_writes = false;
  bool allow_oom = false;
  bool allow_stale = false;
  // Of a cluster, which a model is not.
  bool no_cluster = false;
  bool allow_cross_slot_keys = false;
};
inline constexpr ScriptFlags undeclared{.declared = false};

struct ScriptFlagName {
  std::string_view name;
  bool ScriptFlags::* flag;
};
inline constexpr std::array script_flag_names = {
    ScriptFlagName{"no-writes", &ScriptFlags::no_writes},
    ScriptFlagName{"allow-oom", &ScriptFlags::allow_oom},
    ScriptFlagName{"allow-stale", &ScriptFlags::allow_stale},
    ScriptFlagName{"no-cluster", &ScriptFlags::no_cluster},
    ScriptFlagName{"allow-cross-slot-keys", &ScriptFlags::allow_cross_slot_keys},
};
// False: there is no such flag.
[[nodiscard]] bool set_flag(ScriptFlags& flags, std::string_view name);

struct ScriptText {
  std::string_view body;  // what Lua compiles; its lines are counted as in the whole
  ScriptFlags flags;
};
// The error is for the reply.
[[nodiscard]] std::expected<ScriptText, std::string> read_script(std::string_view text);

}  // namespace rollcall::sim::redis
