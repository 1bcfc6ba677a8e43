// Commands on keys, whatever they hold.
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/lazy_free.h"
#include "sim/redis/random_picks.h"
#include "sim/redis/scan.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void del(Call& call) {
  std::int64_t deleted = 0;
  for (const std::string_view key : call.args.subspan(1)) {
    const Entry* const entry = call.find_entry(key);
    if (entry == nullptr) continue;
    const bool lazily = call.command.name == "UNLINK" && is_freed_lazily(key, *entry);
    if (lazily) ++call.instance.statistics.lazily_freed;
    call.database().erase(key);
    call.modified(key);
    ++deleted;
  }
  call.reply.integer(deleted);
}

void exists(Call& call) {
  std::int64_t there = 0;
  for (const std::string_view key : call.args.subspan(1)) {
    if (call.peek_entry(key) != nullptr) ++there;
  }
  call.reply.integer(there);
}

void touch(Call& call) {
  std::int64_t there = 0;
  for (const std::string_view key : call.args.subspan(1)) {
    if (call.find_entry(key) != nullptr) ++there;
  }
  call.reply.integer(there);
}

void type(Call& call) {
  const Entry* const entry = call.peek_entry(call.args[1]);
  call.reply.simple(entry == nullptr ? "none" : type_name(entry->value));
}

void reply_all(Call& call, const std::vector<std::string_view>& keys) {
  call.reply.array(keys.size());
  for (const std::string_view key : keys) call.reply.bulk(key);
}

void keys(Call& call) {
  std::vector<std::string_view> matching;
  call.database().keys().for_each([&](std::string_view key, const Entry& entry) {
    const bool matches = glob_chooses(call.args[1], key);
    if (matches && !call.instance.is_expired(entry, call.now)) matching.push_back(key);
  });
  reply_all(call, matching);
}

// A command that comes across keys whose time has come deletes each for itself, in no transaction.
void end_effect(Call& call) {
  const bool in_transaction = !call.session.may_block;
  if (!in_transaction) call.instance.effects.end_unit();
}

void scan(Call& call) {
  const auto cursor = cursor_argument(call, 1);
  if (!cursor) return;
  const auto options = parse_scan_options(call, 2, true);
  if (!options) return;

  std::vector<std::string> expired;
  std::vector<std::string> found;
  const auto next = call.database().keys().scan(
      *cursor, static_cast<std::size_t>(options->count),
      [&](std::string_view key, const Entry& entry) {
        if (!glob_chooses(options->pattern, key)) return;
        if (call.instance.is_expired(entry, call.now)) return void(expired.emplace_back(key));
        const bool right_type =
            !options->type || equals_ignoring_case(type_name(entry.value), *options->type);
        if (right_type) found.emplace_back(key);
      });
  reply_scan(call, next, found);
  for (const std::string& key : expired) {
    call.instance.delete_expired(call.session.database, key);
    end_effect(call);
  }
}

void randomkey(Call& call) {
  std::vector<std::string> keys;
  call.database().keys().for_each(
      [&](std::string_view key, const Entry&) { keys.emplace_back(key); });
  for (const std::size_t at : pick(call, keys.size(), std::ssize(keys))) {
    // To be named is not to be used.
    if (call.peek_entry(keys[at]) != nullptr) return call.reply.bulk(keys[at]);
    end_effect(call);
  }
  call.reply.null();
}

constexpr std::array family_commands = {
    Command{"DEL", -2, Flag::write, all_keys, del},
    Command{"UNLINK", -2, Flag::write | Flag::fast, all_keys, del},
    Command{"EXISTS", -2, Flag::readonly | Flag::fast, all_keys, exists},
    Command{"TOUCH", -2, Flag::readonly | Flag::fast, all_keys, touch},
    Command{"TYPE", 2, Flag::readonly | Flag::fast, one_key, type},
    Command{"KEYS", 2, Flag::readonly, no_keys, keys},
    Command{"SCAN", -2, Flag::readonly, no_keys, scan},
    Command{"RANDOMKEY", 1, Flag::readonly, no_keys, randomkey},
};

}  // namespace

std::span<const Command> key_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
