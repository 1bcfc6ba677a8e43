// DUMP and RESTORE.
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/dump_payload.h"
#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void dump(Call& call) {
  const Entry* const entry = call.find_entry(call.args[1]);
  if (entry == nullptr) return call.reply.null();
  call.reply.bulk(dump_payload(entry->value));
}

struct RestoreOptions {
  bool replace = false;
  bool absolute = false;
  std::optional<std::int64_t> idle_s;
  std::optional<std::int64_t> frequency;
};

std::optional<RestoreOptions> parse(Call& call) {
  RestoreOptions options;
  for (std::size_t at = 4; at < call.args.size(); ++at) {
    const std::string_view word = call.args[at];
    const bool has_value = at + 1 < call.args.size();
    if (equals_ignoring_case(word, "REPLACE")) {
      options.replace = true;
    } else if (equals_ignoring_case(word, "ABSTTL")) {
      options.absolute = true;
    } else if (equals_ignoring_case(word, "IDLETIME") && has_value && !options.frequency) {
      options.idle_s = call.integer_argument(++at);
      if (!options.idle_s) return std::nullopt;
      if (*options.idle_s < 0) {
        call.reply.error("ERR Invalid IDLETIME value, must be >= 0");
        return std::nullopt;
      }
    } else if (equals_ignoring_case(word, "FREQ") && has_value && !options.idle_s) {
      options.frequency = call.integer_argument(++at);
      if (!options.frequency) return std::nullopt;
      if (*options.frequency < 0 || *options.frequency > 255) {
        call.reply.error("ERR Invalid FREQ value, must be >= 0 and <= 255");
        return std::nullopt;
      }
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  return options;
}

// When the key is to expire; nothing after an error reply.
std::optional<UnixMs> expiry_of(Call& call, const RestoreOptions& options) {
  const auto ttl = call.integer_argument(2);
  if (!ttl) return std::nullopt;
  if (*ttl < 0) {
    call.reply.error("ERR Invalid TTL value, must be >= 0");
    return std::nullopt;
  }
  if (*ttl == 0) return no_expiry;
  // What is more than fits has passed: so it has in Redis, where the sum turns negative.
  return options.absolute ? *ttl : add_checked(call.now, *ttl).value_or(0);
}

// With the absolute time in place of a relative one.
void propagate(Call& call, const RestoreOptions& options, UnixMs when) {
  if (options.absolute || when == no_expiry) return;
  std::string digits;
  append_integer(digits, when);
  std::vector<std::string_view> words(call.args.begin(), call.args.end());
  words[2] = digits;
  words.push_back("ABSTTL");
  call.propagate_as(words);
}

// Redis has 24 bits of a clock in seconds for when a key was used: what does not fit comes out as
// it does there. `now_s`: of the wall clock.
std::uint32_t idle_as_kept(std::int64_t idle_s, std::uint32_t now_s) {
  constexpr std::int64_t clock_max = (1 << 24) - 1;
  const std::int64_t clock = now_s & clock_max;
  // It counts in milliseconds on the way.
  const auto idle_ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(idle_s) * 1000);
  std::int64_t used = clock - idle_ms / 1000;
  if (used < 0) used += clock_max;
  used &= clock_max;
  return static_cast<std::uint32_t>(used <= clock ? clock - used : clock + clock_max - used);
}

void restore(Call& call) {
  const std::string_view key = call.args[1];
  const std::string_view payload = call.args[3];
  const auto options = parse(call);
  if (!options) return;
  if (!options->replace && call.find_entry(key) != nullptr) {
    return call.reply.error("BUSYKEY Target key name already exists.");
  }
  const auto when = expiry_of(call, *options);
  if (!when) return;
  if (!is_dump_payload(payload)) {
    return call.reply.error("ERR DUMP payload version or checksum are wrong");
  }
  auto value = restored_value(payload);
  if (!value) return call.reply.error("ERR Bad data format");
  const bool was_there = options->replace && call.database().erase(key);
  if (*when != no_expiry && *when < call.now && !call.instance.loading) {
    if (was_there) {
      call.modified(key);
      call.propagate_as({"DEL", key});
    }
    return call.reply.ok();
  }
  settle_encoding(*value, call.instance.config);
  Entry& entry = call.put(call.session.database, key, std::move(*value), *when);
  if (options->idle_s) entry.used_at_s -= idle_as_kept(*options->idle_s, entry.used_at_s);
  if (options->frequency) entry.frequency = static_cast<std::uint8_t>(*options->frequency);
  call.modified(key);
  propagate(call, *options, *when);
  call.reply.ok();
}

constexpr std::array family_commands = {
    Command{"DUMP", 2, Flag::readonly, one_key, dump},
    Command{"RESTORE", -4, Flag::write | Flag::deny_oom, one_key, restore},
};

}  // namespace

std::span<const Command> dump_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
