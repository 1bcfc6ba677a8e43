// Commands on keys, whatever they hold.
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void del(Call& call) {
  std::int64_t deleted = 0;
  for (const std::string_view key : call.args.subspan(1)) {
    if (call.find_entry(key) == nullptr) continue;
    call.database().erase(key);
    call.modified(key);
    ++deleted;
  }
  call.reply.integer(deleted);
}

void exists(Call& call) {
  std::int64_t there = 0;
  for (const std::string_view key : call.args.subspan(1)) {
    if (call.find_entry(key) != nullptr) ++there;
  }
  call.reply.integer(there);
}

void type(Call& call) {
  const Entry* const entry = call.find_entry(call.args[1]);
  call.reply.simple(entry == nullptr ? "none" : type_name(entry->value));
}

void reply_all(Call& call, const std::vector<std::string_view>& keys) {
  call.reply.array(keys.size());
  for (const std::string_view key : keys) call.reply.bulk(key);
}

void keys(Call& call) {
  std::vector<std::string_view> matching;
  call.database().keys().for_each([&](const std::string& key, const Entry& entry) {
    const bool matches = glob_matches(call.args[1], key);
    if (matches && !call.instance.is_expired(entry, call.now)) matching.push_back(key);
  });
  reply_all(call, matching);
}

struct ScanOptions {
  std::string_view pattern = "*";
  std::int64_t count = 10;
  std::optional<std::string_view> type;
};

std::optional<ScanOptions> parse_scan_options(Call& call) {
  ScanOptions options;
  for (std::size_t at = 2; at < call.args.size(); at += 2) {
    const std::string_view option = call.args[at];
    const bool has_value = at + 1 < call.args.size();
    if (has_value && equals_ignoring_case(option, "COUNT")) {
      const auto count = call.integer_argument(at + 1);
      if (!count) return std::nullopt;
      options.count = *count;
    } else if (has_value && equals_ignoring_case(option, "MATCH")) {
      options.pattern = call.args[at + 1];
    } else if (has_value && equals_ignoring_case(option, "TYPE")) {
      options.type = call.args[at + 1];
    }
    const bool known = equals_ignoring_case(option, "COUNT") ||
                       equals_ignoring_case(option, "MATCH") ||
                       equals_ignoring_case(option, "TYPE");
    if (!has_value || !known || options.count < 1) {
      call.syntax_error();
      return std::nullopt;
    }
  }
  return options;
}

// As strtoul reads it: a sign is fine, and so is nothing at all.
std::optional<std::uint64_t> parse_cursor(std::string_view text) {
  if (text.empty()) return 0;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::uint64_t cursor = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, cursor);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return negative ? 0 - cursor : cursor;
}

void scan(Call& call) {
  const auto cursor = parse_cursor(call.args[1]);
  if (!cursor) return call.reply.error("ERR invalid cursor");
  const auto options = parse_scan_options(call);
  if (!options) return;

  std::vector<std::string> expired;
  std::vector<std::string_view> found;
  const auto next = call.database().keys().scan(
      *cursor, static_cast<std::size_t>(options->count),
      [&](const std::string& key, const Entry& entry) {
        if (!glob_matches(options->pattern, key)) return;
        if (call.instance.is_expired(entry, call.now)) return expired.push_back(key);
        const bool right_type =
            !options->type || equals_ignoring_case(type_name(entry.value), *options->type);
        if (right_type) found.push_back(key);
      });
  call.reply.array(2);
  call.reply.bulk_integer(static_cast<std::int64_t>(next));
  reply_all(call, found);
  for (const std::string& key : expired) {
    call.instance.delete_expired(call.session.database, key);
  }
}

void rename(Call& call) {
  const std::string_view from = call.args[1];
  const std::string_view to = call.args[2];
  if (call.find_entry(from) == nullptr) return call.reply.error("ERR no such key");
  if (from == to) return call.reply.ok();
  static_cast<void>(call.find_entry(to));
  Database& database = call.database();
  Entry& source = *database.find(from);
  const UnixMs expires_at = source.expires_at;
  Value value = std::move(source.value);
  database.erase(from);
  database.erase(to);
  Entry& target = database.at(to);
  target.value = std::move(value);
  database.set_expiry(target, expires_at);
  call.modified(from, 0);
  call.modified(to);
  call.reply.ok();
}

constexpr std::array family_commands = {
    Command{"DEL", -2, Flag::write, all_keys, del},
    Command{"UNLINK", -2, Flag::write | Flag::fast, all_keys, del},
    Command{"EXISTS", -2, Flag::readonly | Flag::fast, all_keys, exists},
    Command{"TYPE", 2, Flag::readonly | Flag::fast, one_key, type},
    Command{"KEYS", 2, Flag::readonly, no_keys, keys},
    Command{"SCAN", -2, Flag::readonly, no_keys, scan},
    Command{"RENAME", 3, Flag::write, two_keys, rename},
};

}  // namespace

std::span<const Command> key_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
