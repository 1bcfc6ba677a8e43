// A new, empty folder that is removed with everything in it.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall {

class TemporaryFolder {
 public:
  /// In $TMPDIR, else in /tmp; only this user may enter. The error says which folder could not be
  /// made, and why.
  [[nodiscard]] static std::expected<TemporaryFolder, std::string> make(std::string_view prefix);
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;  ///< empty: moved from
};

}  // namespace rollcall
