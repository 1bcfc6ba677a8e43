// The tables that case files and scenario files have in common.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "scenarios/case.h"
#include "scenarios/input_error.h"
#include "scenarios/section.h"
#include "scenarios/toml_value.h"

namespace rollcall::scenarios {

/// Reports when the key is missing or another program wrote the file. False: stop reading.
[[nodiscard]] bool read_format(Section& root, Problems& problems);

/// [world] and [schedule], both optional.
void read_world(Section& root, Case& into, Problems& problems);
void read_schedule(Section& root, Case& into, Problems& problems);
/// The [[fault]] blocks.
void read_faults(Section& root, Case& into, Problems& problems);

/// How the [[client]] blocks became clients: one each in a case; in a scenario a block with
/// `count = 500` becomes 500 of them.
struct ClientForm {
  bool may_count = false;  ///< `count` is allowed
};
/// Gives for each client the position of its block. Clients of a counted block that names no
/// process are dealt to the processes in turn: read the world first.
[[nodiscard]] std::vector<std::size_t> read_clients(Section& root, Case& into, ClientForm form,
                                                    Problems& problems);

/// The catalogue's entry, or a complaint about what the key says.
[[nodiscard]] const StrategySpec* strategy_named(std::string_view name, Section& section,
                                                 std::string_view key);

/// Adds the case's defect, if any, at its place in the document.
void report_defect(const Case& value, const TomlValue& document,
                   const std::vector<std::size_t>& blocks, Problems& problems);

}  // namespace rollcall::scenarios
