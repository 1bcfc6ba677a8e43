// GET, SET and their kin.
#include <array>
#include <optional>
#include <string>

#include "sim/redis/expiry_time.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// Replaces whatever is at `key`; the expiry time goes, unless it is kept.
Entry& store(Call& call, std::string_view key, std::string_view bytes, bool keep_expiry = false) {
  Entry& entry = call.entry_at(key);
  if (String* const held = value_as<String>(entry.value)) {
    held->assign(bytes);
  } else {
    entry.value = String(bytes);
  }
  entry.form = StringForm::shortest;
  if (!keep_expiry) call.database().set_expiry(entry, no_expiry);
  call.modified(key);
  return entry;
}

// Stores with an expiry time and lets the append-only file have the absolute one.
void store_until(Call& call, std::string_view key, std::string_view bytes, UnixMs when) {
  call.database().set_expiry(store(call, key, bytes), when);
  std::string digits;
  append_integer(digits, when);
  call.propagate_as({"SET", key, bytes, "PXAT", digits});
}

// Replies the string at args[1]; false after WRONGTYPE.
bool reply_string(Call& call) {
  const auto found = call.find<String>(call.args[1]);
  if (!found) return false;
  if (*found == nullptr) {
    call.reply.null();
  } else {
    call.reply.bulk(**found);
  }
  return true;
}

void get(Call& call) { reply_string(call); }

struct SetOptions {
  bool if_absent = false;
  bool if_present = false;
  bool get = false;
  bool keep_expiry = false;
  std::optional<ExpiryArgument> expiry;
};

// The expiry option that `word` names, with its time in the argument after `at`.
std::optional<ExpiryArgument> expiry_option(std::string_view word, std::size_t at) {
  constexpr auto seconds = TimeUnit::seconds;
  constexpr auto milliseconds = TimeUnit::milliseconds;
  if (equals_ignoring_case(word, "EX")) return ExpiryArgument{at + 1, seconds, false};
  if (equals_ignoring_case(word, "PX")) return ExpiryArgument{at + 1, milliseconds, false};
  if (equals_ignoring_case(word, "EXAT")) return ExpiryArgument{at + 1, seconds, true};
  if (equals_ignoring_case(word, "PXAT")) return ExpiryArgument{at + 1, milliseconds, true};
  return std::nullopt;
}

// The same option may come again, and its last time counts; others may not.
bool may_follow(const std::optional<ExpiryArgument>& earlier, const ExpiryArgument& later) {
  return !earlier || (earlier->unit == later.unit && earlier->absolute == later.absolute);
}

std::optional<SetOptions> parse_set_options(Arguments args) {
  SetOptions options;
  for (std::size_t at = 3; at < args.size(); ++at) {
    const std::string_view word = args[at];
    if (equals_ignoring_case(word, "NX") && !options.if_present) {
      options.if_absent = true;
    } else if (equals_ignoring_case(word, "XX") && !options.if_absent) {
      options.if_present = true;
    } else if (equals_ignoring_case(word, "GET")) {
      options.get = true;
    } else if (equals_ignoring_case(word, "KEEPTTL") && !options.expiry) {
      options.keep_expiry = true;
    } else if (const auto expiry = expiry_option(word, at);
               expiry && may_follow(options.expiry, *expiry) && !options.keep_expiry &&
               at + 1 < args.size()) {
      options.expiry = expiry;
      ++at;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

// SET ... GET reaches the append-only file without its GET.
void propagate_without_get(Call& call) {
  std::vector<std::string_view> words;
  for (const std::string_view word : call.args) {
    if (words.size() < 3 || !equals_ignoring_case(word, "GET")) words.push_back(word);
  }
  call.propagate_as(words);
}

void set(Call& call) {
  const std::string_view key = call.args[1];
  const std::string_view bytes = call.args[2];
  const auto options = parse_set_options(call.args);
  if (!options) return call.syntax_error();
  std::optional<UnixMs> when;
  if (options->expiry) {
    when = read_expiry(call, *options->expiry, false);
    if (!when) return;
  }
  if (options->get && !reply_string(call)) return;
  const bool present = call.find_entry(key) != nullptr;
  if (options->if_absent ? present : options->if_present && !present) {
    if (!options->get) call.reply.null();
    return;
  }
  if (when) {
    store_until(call, key, bytes, *when);
  } else {
    store(call, key, bytes, options->keep_expiry);
    if (options->get) propagate_without_get(call);
  }
  if (!options->get) call.reply.ok();
}

void setnx(Call& call) {
  const bool present = call.find_entry(call.args[1]) != nullptr;
  if (!present) store(call, call.args[1], call.args[2]);
  call.reply.integer(present ? 0 : 1);
}

void store_for(Call& call, TimeUnit unit) {
  const auto when = read_expiry(call, {2, unit, false}, false);
  if (!when) return;
  static_cast<void>(call.find_entry(call.args[1]));
  store_until(call, call.args[1], call.args[3], *when);
  call.reply.ok();
}

void setex(Call& call) { store_for(call, TimeUnit::seconds); }
void psetex(Call& call) { store_for(call, TimeUnit::milliseconds); }

void getset(Call& call) {
  if (!reply_string(call)) return;
  store(call, call.args[1], call.args[2]);
  call.propagate_as({"SET", call.args[1], call.args[2]});
}

void getdel(Call& call) {
  const std::string_view key = call.args[1];
  const auto found = call.find<String>(key);
  if (!found) return;
  if (*found == nullptr) return call.reply.null();
  call.reply.bulk(**found);
  call.database().erase(key);
  call.modified(key);
  call.propagate_as({"DEL", key});
}

struct GetexOptions {
  bool persist = false;
  std::optional<ExpiryArgument> expiry;
};

std::optional<GetexOptions> parse_getex_options(Arguments args) {
  GetexOptions options;
  for (std::size_t at = 2; at < args.size(); ++at) {
    const auto expiry = expiry_option(args[at], at);
    if (equals_ignoring_case(args[at], "PERSIST") && !options.expiry) {
      options.persist = true;
    } else if (expiry && may_follow(options.expiry, *expiry) && !options.persist &&
               at + 1 < args.size()) {
      options.expiry = expiry;
      ++at;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

void getex(Call& call) {
  const std::string_view key = call.args[1];
  const auto options = parse_getex_options(call.args);
  if (!options) return call.syntax_error();
  const auto found = call.find<String>(key);
  if (!found) return;
  if (*found == nullptr) return call.reply.null();
  UnixMs when = no_expiry;
  if (options->expiry) {
    const auto read = read_expiry(call, *options->expiry, false);
    if (!read) return;
    when = *read;
  }
  call.reply.bulk(**found);
  Entry& entry = *call.database().find(key);
  if (!options->expiry && (!options->persist || entry.expires_at == no_expiry)) return;
  if (options->persist) {
    call.database().set_expiry(entry, no_expiry);
    call.propagate_as({"PERSIST", key});
  } else if (when <= call.now && !call.instance.loading) {
    call.database().erase(key);
    call.propagate_as({"DEL", key});
  } else {
    call.database().set_expiry(entry, when);
    std::string digits;
    append_integer(digits, when);
    call.propagate_as({"PEXPIREAT", key, digits});
  }
  call.modified(key);
}

void mget(Call& call) {
  call.reply.array(call.args.size() - 1);
  for (const std::string_view key : call.args.subspan(1)) {
    Entry* const entry = call.find_entry(key);
    const String* const held = entry == nullptr ? nullptr : value_as<String>(entry->value);
    if (held == nullptr) {
      call.reply.null();
    } else {
      call.reply.bulk(*held);
    }
  }
}

void store_pairs(Call& call) {
  for (std::size_t at = 1; at < call.args.size(); at += 2) {
    static_cast<void>(call.find_entry(call.args[at]));
    store(call, call.args[at], call.args[at + 1]);
  }
}

void mset(Call& call) {
  if (call.args.size() % 2 == 0) return call.wrong_arity();
  store_pairs(call);
  call.reply.ok();
}

void msetnx(Call& call) {
  if (call.args.size() % 2 == 0) return call.wrong_arity();
  for (std::size_t at = 1; at < call.args.size(); at += 2) {
    if (call.find_entry(call.args[at]) != nullptr) return call.reply.integer(0);
  }
  store_pairs(call);
  call.reply.integer(1);
}

constexpr Flags stores = Flag::write | Flag::deny_oom;
constexpr Flags stores_fast = stores | Flag::fast;
constexpr Flags reads_fast = Flag::readonly | Flag::fast;

constexpr std::array family_commands = {
    Command{"GET", 2, reads_fast, one_key, get},
    Command{"SET", -3, stores, one_key, set},
    Command{"SETNX", 3, stores_fast, one_key, setnx},
    Command{"SETEX", 4, stores, one_key, setex},
    Command{"PSETEX", 4, stores, one_key, psetex},
    Command{"GETSET", 3, stores_fast, one_key, getset},
    Command{"GETDEL", 2, Flag::write | Flag::fast, one_key, getdel},
    Command{"GETEX", -2, Flag::write | Flag::fast, one_key, getex},
    Command{"MGET", -2, reads_fast, all_keys, mget},
    Command{"MSET", -3, stores, {1, -1, 2}, mset},
    Command{"MSETNX", -3, stores, {1, -1, 2}, msetnx},
};

}  // namespace

std::span<const Command> string_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
