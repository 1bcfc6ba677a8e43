// A file that is not SQLite's, such as a Redis append-only file: blocking calls for tasks of
// processes of the machine.
//
// Fault model: that of Disk. Rules are asked at "file.write", "file.sync" and "file.read", labelled
// with the path; `fail` has no effect on the file, a sync may `lie`. In a dead process every call
// returns `killed` without effect.
//
//     PlainFile log(disk, "appendonly.aof");
//     if (auto written = log.append(bytes); !written) return written.error();
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "sim/disk/disk.h"

namespace rollcall::sim {

enum class FileError {
  killed,   ///< the calling process is dead
  io,       ///< the disk refused; nothing was changed
  full,     ///< the disk has no room; nothing was changed
  missing,  ///< there is no file of that name
};
[[nodiscard]] std::string_view to_string(FileError error);

struct FileOperation;  // plain_file.cpp

/// Names a file; holds nothing open, so that it always means what the name means now.
class PlainFile {
 public:
  PlainFile(Disk& disk, std::string_view path);

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Creates the file when there is none.
  [[nodiscard]] std::expected<void, FileError> append(std::string_view bytes);
  /// Creates or empties it first, then appends: a full disk leaves it empty.
  [[nodiscard]] std::expected<void, FileError> replace_content(std::string_view bytes);
  [[nodiscard]] std::expected<std::string, FileError> read_all();
  [[nodiscard]] std::expected<std::uint64_t, FileError> size();
  /// Cuts the file, as a server does with a torn tail.
  [[nodiscard]] std::expected<void, FileError> truncate(std::uint64_t size);
  /// Content and names are durable afterwards.
  [[nodiscard]] std::expected<void, FileError> sync();
  /// The other name now means this file, atomically; this name means nothing.
  [[nodiscard]] std::expected<void, FileError> rename_to(std::string_view path);
  [[nodiscard]] std::expected<void, FileError> remove();

 private:
  template <typename Effect>
  std::expected<void, FileError> call(const FileOperation& operation, std::string_view bytes,
                                      Effect effect);
  Disk& disk_;
  std::string path_;
  Key key_;
};

}  // namespace rollcall::sim
