#include "sim/redis/append_only_file.h"

#include <charconv>
#include <cstdint>
#include <vector>

#include "sim/redis/command_table.h"
#include "sim/redis/dispatch.h"
#include "sim/redis/transaction.h"

namespace rollcall::sim::redis {
namespace {

enum class Read { command, torn, corrupt };

// Reads commands off the front of a file's bytes.
class FileReader {
 public:
  explicit FileReader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  [[nodiscard]] std::size_t position() const { return at_; }

  // Words of the next command; views into the file.
  Read next(std::vector<std::string_view>& words) {
    words.clear();
    std::int64_t count = 0;
    Read outcome = head('*', count);
    if (outcome == Read::command && count < 1) outcome = Read::corrupt;
    for (; outcome == Read::command && count > 0; --count) outcome = word(words);
    return outcome;
  }

 private:
  // Redis reads a line, and takes the digits at its start for the number.
  Read head(char type, std::int64_t& number) {
    if (at_end()) return Read::torn;
    if (bytes_[at_] != type) return Read::corrupt;
    const std::size_t end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) return Read::torn;
    const char* const start = bytes_.data() + at_ + 1;
    if (std::from_chars(start, bytes_.data() + end, number).ec != std::errc{} || number < 0) {
      return Read::corrupt;
    }
    at_ = end + 1;
    return Read::command;
  }

  Read word(std::vector<std::string_view>& words) {
    std::int64_t length = 0;
    const Read outcome = head('$', length);
    if (outcome != Read::command) return outcome;
    const std::size_t left = bytes_.size() - at_;
    if (left < 2 || static_cast<std::uint64_t>(length) > left - 2) return Read::torn;
    words.push_back(bytes_.substr(at_, static_cast<std::size_t>(length)));
    at_ += static_cast<std::size_t>(length) + 2;
    return Read::command;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

std::string corrupt() {
  return "Bad file format reading the append only file: make a backup of your AOF file, then use "
         "./redis-check-aof --fix <filename>";
}

// Replays all of `reader` into `session`, and keeps in `report` how much of the file Redis keeps:
// when it ends between two commands of a transaction, what comes before that; when it ends within a
// command, what comes before the command, be it inside a transaction or not. Then whatever is
// appended later stands behind a MULTI without EXEC, and is lost at the next start, or is carried
// out with the next transaction (observed on redis-server 7.0.15).
std::expected<void, std::string> replay(Instance& instance, Session& session, FileReader& reader,
                                        UnixMs now, LoadReport& report) {
  std::vector<std::string_view> words;
  std::size_t before_transaction = 0;
  while (!reader.at_end()) {
    if (!session.transaction.open) before_transaction = reader.position();
    const Read outcome = reader.next(words);
    if (outcome == Read::torn) return {};
    if (outcome == Read::corrupt) return std::unexpected(corrupt());
    if (find_command(words) == nullptr) {
      return std::unexpected("Unknown command '" + std::string(words[0]) +
                             "' reading the append only file");
    }
    process_request(instance, session, words, now);
    session.output.clear();
    ++report.commands;
    report.used_bytes = reader.position();
  }
  if (session.transaction.open) report.used_bytes = before_transaction;
  return {};
}

}  // namespace

std::expected<LoadReport, std::string> replay_append_only_file(Instance& instance,
                                                               std::string_view bytes, UnixMs now) {
  LoadReport report;
  Session session;
  session.authenticated = true;
  session.may_block = false;
  FileReader reader(bytes);
  const bool recording = instance.effects.file.recording();
  instance.effects.file.set_recording(false);
  instance.loading = true;
  const Statistics before = instance.statistics;  // nobody has called those commands
  const auto outcome = replay(instance, session, reader, now, report);
  discard_transaction(instance, session);
  instance.loading = false;
  instance.statistics = before;
  instance.effects.file.set_recording(recording);
  instance.dirty = instance.dirty_saved = 0;
  if (!outcome) return std::unexpected(outcome.error());
  report.ignored_bytes = bytes.size() - report.used_bytes;
  for (const Database& database : instance.keyspace.used()) report.keys += database.size();
  return report;
}

}  // namespace rollcall::sim::redis
