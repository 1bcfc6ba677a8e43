#include "tools/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace rollcall::tools {
namespace {

namespace fs = std::filesystem;

std::unexpected<std::string> unwritable(const std::string& path) {
  return std::unexpected(
      fmt::format("{}: cannot be written: {}; name a file in a folder that you may write to", path,
                  std::strerror(errno)));
}

// The file that a chain of symbolic links leads to, whether it exists or not.
std::string behind_links(fs::path path) {
  constexpr int links_most = 40;  // as Linux follows
  std::error_code ignored;
  for (int links = 0; links < links_most && fs::is_symlink(path, ignored); ++links) {
    path = path.parent_path() / fs::read_symlink(path, ignored);
  }
  return path.string();
}

// Beside the file, under a name that nobody has.
int create_beside(const std::string& path, std::string& temporary) {
  for (int number = 0;; ++number) {
    temporary = fmt::format("{}.{}.tmp", path, number);
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
}

}  // namespace

std::expected<OutputFile, std::string> OutputFile::open(const std::string& path,
                                                        const std::string& input) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    return std::unexpected(fmt::format("{}: is a folder; name a file", path));
  if (!input.empty() && fs::equivalent(path, input, ignored))
    return std::unexpected(fmt::format("{}: is what is read; name another file", path));
  const bool replaceable = !fs::exists(path, ignored) || fs::is_regular_file(path, ignored);
  if (!replaceable) {  // a pipe, a terminal: written as it stands
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return unwritable(path);
    return OutputFile(path, {}, descriptor);
  }
  const std::string target = behind_links(path);
  std::string temporary;
  const int descriptor = create_beside(target, temporary);
  if (descriptor < 0) return unwritable(path);
  return OutputFile(target, std::move(temporary), descriptor);
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
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

std::expected<void, std::string> OutputFile::commit(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      return std::unexpected(fmt::format("{}: cannot be written: {}", path_, std::strerror(errno)));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!temporary_.empty() && rename(temporary_.c_str(), path_.c_str()) != 0) {
    return std::unexpected(fmt::format("{}: cannot be replaced: {}", path_, std::strerror(errno)));
  }
  close(std::exchange(descriptor_, -1));
  return {};
}

std::expected<void, std::string> make_folder(const std::string& path, std::string_view option) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && access(path.c_str(), W_OK) == 0) return {};
  return std::unexpected(
      fmt::format("{}: no folder that files could be written to{}{}; choose one with {}", path,
                  error ? ": " : "", error ? error.message() : "", option));
}

}  // namespace rollcall::tools
