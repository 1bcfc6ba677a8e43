// Where scenario files are looked for.
#pragma once

#include <string>
#include <vector>

namespace rollcall::tools {

/// The project's own folder of scenarios, as it was when the program was built.
[[nodiscard]] std::string scenario_folder();

/// The .toml files directly in a folder, sorted by name; empty when there is no such folder.
[[nodiscard]] std::vector<std::string> toml_files_in(const std::string& folder);

}  // namespace rollcall::tools
