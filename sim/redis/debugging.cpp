// DEBUG: what test suites do to a server, and ask about it, behind the back of other commands.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "engine/check.h"
#include "sim/redis/digest.h"
#include "sim/redis/encoding.h"
#include "sim/redis/eviction.h"
#include "sim/redis/families.h"
#include "sim/redis/hash.h"
#include "sim/redis/memory_estimate.h"
#include "sim/redis/numbers.h"
#include "sim/redis/snapshot.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void accept(Call& call) { call.reply.ok(); }

void sleep(Call& call) {
  const long double seconds = parse_long_double(call.args[2]).value_or(0);
  const long double ms = std::clamp(seconds, 0.0L, 1e9L) * 1000;
  call.instance.asleep_ms = static_cast<std::int64_t>(ms);
  call.reply.ok();
}

// Any other word than a number is 0, as for atoi().
void set_active_expire(Call& call) {
  call.instance.expires_actively = parse_integer(call.args[2]).value_or(0) != 0;
  call.reply.ok();
}

void set_disable_deny_scripts(Call& call) {
  call.instance.scripts_call_anything = parse_integer(call.args[2]).value_or(0) != 0;
  call.reply.ok();
}

void read_again(Call& call, const std::string& bytes) {
  Instance& instance = call.instance;
  for (std::size_t number = 0; number < instance.keyspace.used().size(); ++number) {
    static_cast<void>(instance.flush(number));
  }
  const auto report = read_snapshot(bytes, instance, call.now);
  ROLLCALL_CHECK(report.has_value(), "a snapshot cannot be read again");
  if (instance.config.maxmemory > 0) count_all_memory(instance);
  call.reply.ok();
}

// What the append-only file says keeps keys whose time has come, too.
void load_file(Call& call) {
  call.instance.loading = true;
  read_again(call, write_snapshot(call.instance));
  call.instance.loading = false;
}

// Everything goes through a snapshot, which keeps what a restart would keep. The file stays, and a
// restart without an append-only file finds it.
void reload(Call& call) {
  if (call.args.size() > 2) {
    return call.reply.error(
        "ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
  }
  Instance& instance = call.instance;
  const std::string bytes = write_snapshot(instance);
  read_again(call, bytes);
  if (appends_to_file(instance.config.persistence)) {
    instance.saved_at = call.now;  // a file that nobody reads at the start
  } else {
    instance.saved = bytes;
    instance.note_saved(instance.dirty, call.now);
  }
}

void digest(Call& call) { call.reply.simple(digest_of(call.instance.keyspace)); }

void digest_value(Call& call) {
  call.reply.array(call.args.size() - 2);
  for (const std::string_view key : call.args.subspan(2)) {
    call.reply.simple(digest_of(call.peek_entry(key)));
  }
}

// A model has no addresses and no RDB: a number that stays with the key, and an estimate, stand for
// them.
void object(Call& call) {
  const std::string_view key = call.args[2];
  const Entry* const entry = call.peek_entry(key);
  if (entry == nullptr) return call.reply.error("ERR no such key");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "Value at:0x7f";
  for (int shift = 28; shift >= 0; shift -= 4) text += digits[checksum_of(key) >> shift & 0xf];
  text += " refcount:";
  append_integer(text, refcount_of(*entry, call.instance.config));
  text += " encoding:";
  text += encoding_of(*entry);
  text += " serializedlength:";
  append_integer(text, static_cast<std::int64_t>(memory_of(key, *entry)));
  text += " lru:";
  append_integer(text, entry->used_at_s & 0xffffff);
  text += " lru_seconds_idle:";
  append_integer(text, idle_seconds(*entry, call.now));
  call.reply.simple(text);
}

void listpack(Call& call) {
  const Entry* const entry = call.peek_entry(call.args[2]);
  if (entry == nullptr) return call.reply.error("ERR no such key");
  if (encoding_of(*entry) != "listpack") {
    return call.reply.error("ERR Not a listpack encoded object.");
  }
  call.reply.simple("Listpack structure printed on stdout");
}

void error(Call& call) { call.reply.error(call.args[2]); }

// POPULATE count [prefix] [size]: strings that no file hears of. As many as fit; for more Redis
// would end for want of memory.
void populate(Call& call) {
  if (call.args.size() > 5) return call.wrong_subcommand();
  constexpr std::string_view negative = "ERR value is out of range, must be positive";
  const auto count = call.integer_at_least(0, 2, negative);
  if (!count) return;
  const std::string prefix(call.args.size() > 3 ? call.args[3] : "key");
  const auto size = call.args.size() > 4 ? call.integer_at_least(0, 4, negative) : 0;
  if (!size) return;
  constexpr std::int64_t bytes_max = std::int64_t{1} << 32;
  constexpr std::int64_t overhead = 128;  // of a key
  if (*size > call.instance.config.proto_max_bulk_len || *count > bytes_max / (*size + overhead)) {
    return call.reply.error("ERR value is out of range");
  }
  for (std::int64_t number = 0; number < *count; ++number) {
    const std::string key = prefix + ":" + std::to_string(number);
    if (call.find_entry(key) != nullptr) continue;
    std::string value = "value:" + std::to_string(number);
    if (*size > 0) value.resize(static_cast<std::size_t>(*size));
    call.put(call.session.database, key, std::move(value), no_expiry);
    call.instance.touch(call.session.database, key);
  }
  call.reply.ok();
}

// A reply of each type.
struct Sample {
  std::string_view type;
  void (*write)(Reply&);
};

void write_integers(Reply& reply) {
  for (const int number : {0, 1, 2}) reply.integer(number);
}

void write_attributed(Reply& reply) {
  if (reply.is_resp3()) {
    reply.attributes(1);
    reply.bulk("key-popularity");
    reply.array(2);
    reply.bulk("key:123");
    reply.integer(90);
  }
  reply.bulk("Some real reply following the attribute");
}

void write_push(Reply& reply) {
  if (!reply.is_resp3()) return reply.error("ERR RESP2 is not supported by this command");
  reply.push(2);
  reply.bulk("server-cpu-usage");
  reply.integer(42);
  reply.bulk("Some real reply following the push reply");
}

constexpr Sample samples[] = {
    {"string", [](Reply& reply) { reply.bulk("Hello World"); }},
    {"integer", [](Reply& reply) { reply.integer(12345); }},
    {"double", [](Reply& reply) { reply.real(3.141); }},
    {"bignum", [](Reply& reply) { reply.big_number("1234567999999999999999999999999999999"); }},
    {"null", [](Reply& reply) { reply.null(); }},
    {"array",
     [](Reply& reply) {
       reply.array(3);
       write_integers(reply);
     }},
    {"set",
     [](Reply& reply) {
       reply.set(3);
       write_integers(reply);
     }},
    {"map",
     [](Reply& reply) {
       reply.map(3);
       for (const int number : {0, 1, 2}) {
         reply.integer(number);
         reply.boolean(number == 1);
       }
     }},
    {"attrib", write_attributed},
    {"push", write_push},
    {"verbatim", [](Reply& reply) { reply.verbatim("This is a verbatim\nstring"); }},
    {"true", [](Reply& reply) { reply.boolean(true); }},
    {"false", [](Reply& reply) { reply.boolean(false); }},
};

void protocol(Call& call) {
  for (const Sample& sample : samples) {
    if (equals_ignoring_case(sample.type, call.args[2])) return sample.write(call.reply);
  }
  call.reply.error(
      "ERR Wrong protocol type name. Please use one of the following: "
      "string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
}

// Which nodes of a list hold one large element each is not modelled.
void packed_threshold(Call& call) {
  const std::string_view size = call.args[2];
  if (size.empty() || size[0] < '0' || size[0] > '9') {
    return call.reply.error(
        "ERR argument must be a memory value bigger than 1 and smaller than 4gb");
  }
  call.reply.ok();
}

struct Subcommand {
  std::string_view name;
  std::size_t words;  // with DEBUG; at least
  bool exactly;
  void (*run)(Call&);
};

constexpr std::array subcommands = {
    Subcommand{"CHANGE-REPL-ID", 2, true, accept},
    Subcommand{"DIGEST", 2, true, digest},
    Subcommand{"DIGEST-VALUE", 2, false, digest_value},
    Subcommand{"ERROR", 3, true, error},
    Subcommand{"LISTPACK", 3, true, listpack},
    Subcommand{"LOADAOF", 2, false, load_file},
    Subcommand{"LOG", 3, true, accept},
    Subcommand{"OBJECT", 3, true, object},
    Subcommand{"PAUSE-CRON", 3, true, accept},
    Subcommand{"POPULATE", 3, false, populate},
    Subcommand{"PROTOCOL", 3, true, protocol},
    Subcommand{"QUICKLIST-PACKED-THRESHOLD", 3, true, packed_threshold},
    Subcommand{"RELOAD", 2, false, reload},
    Subcommand{"SET-ACTIVE-EXPIRE", 3, true, set_active_expire},
    Subcommand{"SET-DISABLE-DENY-SCRIPTS", 3, true, set_disable_deny_scripts},
    Subcommand{"SLEEP", 3, true, sleep},
};

void debug(Call& call) {
  for (const Subcommand& subcommand : subcommands) {
    if (!equals_ignoring_case(subcommand.name, call.args[1])) continue;
    const std::size_t words = call.args.size();
    if (words < subcommand.words || (subcommand.exactly && words > subcommand.words)) break;
    return subcommand.run(call);
  }
  call.wrong_subcommand();
}

constexpr Flags inspects = Flag::admin | Flag::no_script | Flag::loading | Flag::stale;

constexpr std::array family_commands = {
    Command{"DEBUG", -2, inspects, no_keys, debug},
};

}  // namespace

std::span<const Command> debug_commands() { return family_commands; }

std::vector<std::string_view> debug_forms() {
  std::vector<std::string_view> forms;
  for (const Subcommand& subcommand : subcommands) forms.push_back(subcommand.name);
  return forms;
}

}  // namespace rollcall::sim::redis
