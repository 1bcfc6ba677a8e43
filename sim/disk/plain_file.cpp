#include "sim/disk/plain_file.h"

#include <memory>

#include "sim/disk/disk_call.h"

namespace rollcall::sim {

struct FileOperation {
  DiskOperation operation;
  std::string_view point;
  Range Latency::* latency;
};

namespace {

using Result = std::expected<void, FileError>;

constexpr FileOperation reading{DiskOperation::read, "file.read", &Latency::disk_read};
constexpr FileOperation measuring{DiskOperation::size, "file.read", &Latency::disk_read};
constexpr FileOperation writing{DiskOperation::write, "file.write", &Latency::disk_write};
constexpr FileOperation cutting{DiskOperation::truncate, "file.write", &Latency::disk_write};
constexpr FileOperation syncing{DiskOperation::sync, "file.sync", &Latency::disk_sync};
constexpr FileOperation renaming{DiskOperation::rename, "file.write", &Latency::disk_write};
constexpr FileOperation removing{DiskOperation::remove, "file.write", &Latency::disk_write};

Result there_or_missing(bool there) {
  if (!there) return std::unexpected(FileError::missing);
  return {};
}

Result full_or_not(const Disk& disk, const File& file, std::uint64_t end) {
  if (!disk.has_room(file, end)) return std::unexpected(FileError::full);
  return {};
}

}  // namespace

std::string_view to_string(FileError error) {
  switch (error) {
    case FileError::killed:
      return "killed";
    case FileError::io:
      return "i/o error";
    case FileError::full:
      return "disk full";
    case FileError::missing:
      return "no such file";
  }
  return "unknown";
}

PlainFile::PlainFile(Disk& disk, std::string_view path)
    : disk_(disk), path_(path), key_(mix(disk.machine(), key_of(path))) {}

template <typename Effect>
Result PlainFile::call(const FileOperation& operation, std::string_view bytes, Effect effect) {
  const Environment& environment = disk_.environment();
  const DiskCall call{.operation = operation.operation,
                      .point = operation.point,
                      .label = path_,
                      .file = key_,
                      .latency = environment.latency.*operation.latency};
  const Passage passage = pass(environment, call);
  if (passage == Passage::dead) return std::unexpected(FileError::killed);
  const bool lies = passage == Passage::lie && operation.operation == DiskOperation::sync;
  Result result{};
  if (passage == Passage::fail) {
    result = std::unexpected(FileError::io);
  } else if (!lies) {
    result = effect();
  }
  const bool wrote = result && !bytes.empty();
  record(environment, call, 0, wrote ? bytes : result ? "ok" : to_string(result.error()));
  return result;
}

Result PlainFile::append(std::string_view bytes) {
  return call(writing, bytes, [&]() -> Result {
    File& file = disk_.open(path_, true)->file;
    const Result room = full_or_not(disk_, file, file.size() + bytes.size());
    if (room) file.append(bytes);
    return room;
  });
}

Result PlainFile::replace_content(std::string_view bytes) {
  return call(writing, bytes, [&]() -> Result {
    File& file = disk_.open(path_, true)->file;
    file.truncate(0);
    const Result room = full_or_not(disk_, file, bytes.size());
    if (room) file.write(0, bytes);
    return room;
  });
}

std::expected<std::string, FileError> PlainFile::read_all() {
  std::string content;
  const Result read = call(reading, {}, [&]() -> Result {
    const std::shared_ptr<Inode> inode = disk_.open(path_, false);
    if (inode != nullptr) content = inode->file.bytes();
    return there_or_missing(inode != nullptr);
  });
  if (!read) return std::unexpected(read.error());
  return content;
}

std::expected<std::uint64_t, FileError> PlainFile::size() {
  std::uint64_t size = 0;
  const Result measured = call(measuring, {}, [&]() -> Result {
    const std::shared_ptr<Inode> inode = disk_.open(path_, false);
    if (inode != nullptr) size = inode->file.size();
    return there_or_missing(inode != nullptr);
  });
  if (!measured) return std::unexpected(measured.error());
  return size;
}

Result PlainFile::truncate(std::uint64_t size) {
  return call(cutting, {}, [&]() -> Result {
    const std::shared_ptr<Inode> inode = disk_.open(path_, false);
    if (inode != nullptr) inode->file.truncate(size);
    return there_or_missing(inode != nullptr);
  });
}

Result PlainFile::sync() {
  const std::shared_ptr<Inode> inode = disk_.open(path_, false);
  const Disk::SyncPoint begun = inode != nullptr ? disk_.begin_sync(*inode) : Disk::SyncPoint{};
  return call(syncing, {}, [&]() -> Result {
    if (inode != nullptr) disk_.end_sync(*inode, begun);
    return there_or_missing(inode != nullptr);
  });
}

Result PlainFile::rename_to(std::string_view path) {
  return call(renaming, {}, [&] { return there_or_missing(disk_.rename(path_, path)); });
}

Result PlainFile::remove() {
  return call(removing, {}, [&] { return there_or_missing(disk_.remove(path_)); });
}

}  // namespace rollcall::sim
