// A file that a command will write at its end. Opening it first means that nobody waits a minute
// for a campaign whose result cannot be written; what stood there before is replaced only once
// everything is written.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace rollcall::tools {

class OutputFile {
 public:
  /// The error is one line: what, where, why. `input`, when given, is a file that must survive.
  /// What is no ordinary file (a pipe, /dev/stdout) is written to as it stands.
  [[nodiscard]] static std::expected<OutputFile, std::string> open(const std::string& path,
                                                                   const std::string& input = {});
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  /// Without a commit, nothing is left behind.
  ~OutputFile();
  [[nodiscard]] std::expected<void, std::string> commit(std::string_view text);

 private:
  OutputFile(std::string path, std::string temporary, int descriptor);
  std::string path_;
  std::string temporary_;  ///< empty: `path_` itself is being written
  int descriptor_;
};

/// Makes the folder and those above it. `option`: the one that names another folder.
[[nodiscard]] std::expected<void, std::string> make_folder(const std::string& path,
                                                           std::string_view option = "--out");

}  // namespace rollcall::tools
