#include "tools/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace rollcall::tools {

std::expected<OutputFile, std::string> OutputFile::open(const std::string& path) {
  if (std::filesystem::is_directory(path))
    return std::unexpected(fmt::format("{}: is a folder; name a file", path));
  std::string temporary = path + ".tmp";
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return std::unexpected(
        fmt::format("{}: cannot be written: {}; name a file in a folder that you may write to",
                    path, std::strerror(errno)));
  }
  return OutputFile(path, std::move(temporary), descriptor);
}

OutputFile::OutputFile(std::string path, std::string temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(temporary_.c_str());
}

std::expected<void, std::string> OutputFile::commit(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      return std::unexpected(fmt::format("{}: cannot be written: {}", path_, std::strerror(errno)));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (rename(temporary_.c_str(), path_.c_str()) != 0) {
    return std::unexpected(fmt::format("{}: cannot be replaced: {}", path_, std::strerror(errno)));
  }
  close(std::exchange(descriptor_, -1));
  return {};
}

std::expected<void, std::string> make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && access(path.c_str(), W_OK) == 0) return {};
  return std::unexpected(
      fmt::format("{}: no folder that cases could be written to{}{}; choose one with --out", path,
                  error ? ": " : "", error ? error.message() : ""));
}

}  // namespace rollcall::tools
