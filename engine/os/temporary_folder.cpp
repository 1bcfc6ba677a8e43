#include "engine/os/temporary_folder.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace rollcall {

std::expected<TemporaryFolder, std::string> TemporaryFolder::make(std::string_view prefix) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  if (error) {
    return std::unexpected(fmt::format("no folder for temporary files: {}", error.message()));
  }
  std::string pattern = (parent / fmt::format("{}-XXXXXX", prefix)).string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return std::unexpected(fmt::format("cannot make the folder {}: {}", pattern,
                                       std::generic_category().message(errno)));
  }
  return TemporaryFolder(pattern);
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // what cannot be removed stays for the system's own cleaning
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace rollcall
