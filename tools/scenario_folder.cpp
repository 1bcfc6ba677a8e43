#include "tools/scenario_folder.h"

#include <algorithm>
#include <filesystem>

namespace rollcall::tools {

std::string scenario_folder() { return ROLLCALL_SCENARIO_FOLDER; }

std::vector<std::string> toml_files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_regular_file() && entry.path().extension() == ".toml")
      files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace rollcall::tools
