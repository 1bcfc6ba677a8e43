// Commands on keys, whatever they hold.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/scan_options.h"
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

void scan(Call& call) {
  const auto cursor = scan_cursor(call, 1);
  if (!cursor) return;
  const auto options = scan_options(call, 2, true);
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
