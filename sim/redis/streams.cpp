// Streams: their entries.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/stream_arguments.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// What XADD and XTRIM say before the id, and the id.
struct AddOrTrim {
  std::optional<StreamTrim> trim;
  std::size_t trim_at = 0;  // the argument with its size or id
  bool limited = false;
  bool only_existing = false;               // NOMKSTREAM
  std::size_t id_at = 0;                    // XADD's id
  std::optional<StreamId> id;               // written out; otherwise
  std::optional<std::uint64_t> id_ms = {};  // "5-*", or "*" when this is missing, too
};

// Of a hundred nodes, where LIMIT does not say how many entries "~" may drop.
std::uint64_t default_limit(const Config& config) {
  const std::int64_t entries = config.stream_node_max_entries;
  if (entries == 0) return 10'000;
  return static_cast<std::uint64_t>(std::min<std::int64_t>(entries, 10'000) * 100);
}

// A number that may not be negative.
std::optional<std::uint64_t> size_argument(Call& call, std::size_t at, std::string_view name) {
  const auto number = call.integer_argument(at);
  if (!number) return std::nullopt;
  if (*number >= 0) return static_cast<std::uint64_t>(*number);
  call.reply.error("ERR The " + std::string(name) + " argument must be >= 0.");
  return std::nullopt;
}

// MAXLEN or MINID at args[at]: where it ends, nothing after an error reply.
std::optional<std::size_t> parse_strategy(Call& call, AddOrTrim& parsed, std::size_t at) {
  const bool by_id = equals_ignoring_case(call.args[at], "MINID");
  if (parsed.trim) {
    call.reply.error(
        "ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    return std::nullopt;
  }
  StreamTrim& trim = parsed.trim.emplace();
  const std::string_view how = call.args[at + 1];
  const bool more = at + 2 < call.args.size();
  if (more && (how == "~" || how == "=")) {
    trim.whole_nodes = how == "~";
    ++at;
  }
  ++at;
  parsed.trim_at = at;
  if (by_id) {
    trim.lowest = id_argument(call, at);
    if (!trim.lowest) return std::nullopt;
  } else {
    const auto size = size_argument(call, at, "MAXLEN");
    if (!size) return std::nullopt;
    trim.size = *size;
  }
  return at;
}

bool parse_id(Call& call, AddOrTrim& parsed, std::size_t at) {
  parsed.id_at = at;
  if (call.args[at] == "*") return true;
  parsed.id_ms = parse_open_stream_id(call.args[at]);
  if (parsed.id_ms) return true;
  parsed.id = id_argument(call, at);
  return parsed.id.has_value();
}

// What was promised without "~" is kept to the last entry. A file that is being replayed has got
// the exact number in place of "~", and what LIMIT was meant for is done.
bool settle_limit(Call& call, AddOrTrim& parsed, std::uint64_t limit, bool xadd) {
  if (limit != 0 && !parsed.trim) {
    call.reply.error(
        "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    return false;
  }
  if (!xadd && !parsed.trim) {
    call.reply.error("ERR syntax error, XTRIM must be called with a trimming strategy");
    return false;
  }
  if (call.instance.loading) return true;
  const bool whole_nodes = parsed.trim && parsed.trim->whole_nodes;
  if (parsed.limited && !whole_nodes) {
    call.reply.error("ERR syntax error, LIMIT cannot be used without the special ~ option");
    return false;
  }
  if (!whole_nodes) return true;
  parsed.trim->limit = parsed.limited ? limit : default_limit(call.instance.config);
  return true;
}

std::optional<AddOrTrim> parse(Call& call, bool xadd) {
  AddOrTrim parsed;
  std::uint64_t limit = 0;
  for (std::size_t at = 2; at < call.args.size(); ++at) {
    const std::string_view word = call.args[at];
    const bool more = at + 1 < call.args.size();
    const auto is = [word](std::string_view name) { return equals_ignoring_case(word, name); };
    if (more && (is("MAXLEN") || is("MINID"))) {
      const auto end = parse_strategy(call, parsed, at);
      if (!end) return std::nullopt;
      at = *end;
    } else if (more && is("LIMIT")) {
      const auto number = size_argument(call, ++at, "LIMIT");
      if (!number) return std::nullopt;
      limit = *number;
      parsed.limited = true;
    } else if (xadd && is("NOMKSTREAM")) {
      parsed.only_existing = true;
    } else if (xadd) {
      if (!parse_id(call, parsed, at)) return std::nullopt;
      break;
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  if (!settle_limit(call, parsed, limit, xadd)) return std::nullopt;
  return parsed;
}

// The id of the new entry; nothing after an error reply.
std::optional<StreamId> new_id(Call& call, const AddOrTrim& parsed, StreamId last) {
  StreamId id = parsed.id.value_or(lowest_id);
  if (!parsed.id) {
    const StreamId wanted{parsed.id_ms.value_or(static_cast<std::uint64_t>(call.now)), 0};
    const bool follows = parsed.id_ms ? wanted.ms == last.ms : wanted.ms <= last.ms;
    id = follows ? next_id(last).value_or(last) : wanted;
    if (parsed.id_ms && id.ms != wanted.ms) {  // no number is left at that time
      call.reply.error("ERR Elements are too large to be stored");
      return std::nullopt;
    }
  }
  if (id > last) return id;
  call.reply.error(
      "ERR The ID specified in XADD is equal or smaller than the target stream top item");
  return std::nullopt;
}

// The arguments, with an exact number or id in place of an approximate one.
std::vector<std::string_view> exact_words(const Call& call, const AddOrTrim& parsed,
                                          const std::string& exact) {
  std::vector<std::string_view> words(call.args.begin(), call.args.end());
  if (parsed.trim && parsed.trim->whole_nodes) {
    words[parsed.trim_at - 1] = "=";
    words[parsed.trim_at] = exact;
  }
  return words;
}

// How an approximate trimming came out.
std::string exact_bound(const Stream& stream, const StreamTrim& trim) {
  if (!trim.lowest) return std::to_string(stream.size());
  const auto& nodes = stream.nodes().nodes();
  return to_text(nodes.empty() ? highest_id : nodes.begin()->first);
}

void xadd(Call& call) {
  const auto parsed = parse(call, true);
  if (!parsed) return;
  const Arguments pairs = call.args.subspan(std::min(parsed->id_at + 1, call.args.size()));
  if (parsed->id_at == 0 || pairs.empty() || pairs.size() % 2 != 0) return call.wrong_arity();
  if (parsed->id == lowest_id) {
    return call.reply.error("ERR The ID specified in XADD must be greater than 0-0");
  }
  const auto found = call.find<Stream>(call.args[1]);
  if (!found) return;
  if (*found == nullptr && parsed->only_existing) return call.reply.null();
  Stream& stream = *call.find_or_create<Stream>(call.args[1]);
  if (stream.last_id == highest_id) {
    return call.reply.error(
        "ERR The stream has exhausted the last possible ID, unable to add more items");
  }
  const auto id = new_id(call, *parsed, stream.last_id);
  if (!id) return;
  const Config& config = call.instance.config;
  stream.append(*id, pairs,
                {.entries = config.stream_node_max_entries, .bytes = config.stream_node_max_bytes});
  const std::string text = to_text(*id);
  call.reply.bulk(text);
  call.modified(call.args[1]);
  if (parsed->trim) stream.trim(*parsed->trim);
  const std::string bound = parsed->trim ? exact_bound(stream, *parsed->trim) : std::string();
  std::vector<std::string_view> words = exact_words(call, *parsed, bound);
  if (!parsed->id) words[parsed->id_at] = text;
  call.propagate_as(words);
}

void xtrim(Call& call) {
  const auto parsed = parse(call, false);
  if (!parsed) return;
  const auto stream = call.find<Stream>(call.args[1]);
  if (!stream) return;
  if (*stream == nullptr) return call.reply.integer(0);
  const std::size_t dropped = (*stream)->trim(*parsed->trim);
  call.reply.integer(static_cast<std::int64_t>(dropped));
  if (dropped == 0) return;
  changed_without_news(call, call.args[1], dropped);
  call.propagate_as(exact_words(call, *parsed, exact_bound(**stream, *parsed->trim)));
}

void xlen(Call& call) {
  const auto stream = call.find<Stream>(call.args[1]);
  if (stream) call.reply.integer(*stream ? static_cast<std::int64_t>((*stream)->size()) : 0);
}

void xdel(Call& call) {
  const auto stream = call.find<Stream>(call.args[1]);
  if (!stream) return;
  if (*stream == nullptr) return call.reply.integer(0);
  const auto ids = id_arguments(call, 2);
  if (!ids) return;
  std::uint64_t deleted = 0;
  for (const StreamId id : *ids) deleted += (*stream)->erase(id) ? 1 : 0;
  if (deleted > 0) changed_without_news(call, call.args[1], deleted);
  call.reply.integer(static_cast<std::int64_t>(deleted));
}

enum class Direction { up, down };

void range(Call& call, Direction direction) {
  const bool up = direction == Direction::up;
  const auto from = first_id_argument(call, up ? 2 : 3);
  if (!from) return;
  const auto to = last_id_argument(call, up ? 3 : 2);
  if (!to) return;
  std::optional<std::int64_t> count;
  for (std::size_t at = 4; at < call.args.size(); at += 2) {
    if (!equals_ignoring_case(call.args[at], "COUNT") || at + 1 == call.args.size()) {
      return call.syntax_error();
    }
    count = call.integer_argument(at + 1);
    if (!count) return;
  }
  const auto stream = call.find<Stream>(call.args[1]);
  if (!stream) return;
  if (*stream == nullptr) return call.reply.array(0);
  if (count && *count <= 0) return call.reply.null_array();
  const auto most = static_cast<std::size_t>(count.value_or(0));
  reply_entries(call.reply,
                up ? (*stream)->range(*from, *to, most) : (*stream)->range_down(*from, *to, most));
}

void xrange(Call& call) { range(call, Direction::up); }
void xrevrange(Call& call) { range(call, Direction::down); }

struct Counters {
  std::optional<std::uint64_t> entries_added;
  StreamId max_deleted_id{};
};

// XSETID's options, for a stream whose last id becomes `id`.
std::optional<Counters> parse_counters(Call& call, StreamId id) {
  Counters counters;
  for (std::size_t at = 3; at < call.args.size(); at += 2) {
    const bool more = at + 1 < call.args.size();
    if (more && equals_ignoring_case(call.args[at], "ENTRIESADDED")) {
      const auto added = call.integer_argument(at + 1);
      if (!added) return std::nullopt;
      if (*added < 0) {
        call.reply.error("ERR entries_added must be positive");
        return std::nullopt;
      }
      counters.entries_added = static_cast<std::uint64_t>(*added);
    } else if (more && equals_ignoring_case(call.args[at], "MAXDELETEDID")) {
      const auto deleted = id_argument(call, at + 1);
      if (!deleted) return std::nullopt;
      if (id < *deleted) {
        call.reply.error(
            "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        return std::nullopt;
      }
      counters.max_deleted_id = *deleted;
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  return counters;
}

void xsetid(Call& call) {
  const auto id = id_argument(call, 2);
  if (!id) return;
  const auto counters = parse_counters(call, *id);
  if (!counters) return;
  const auto found = call.find<Stream>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return call.reply.error("ERR no such key");
  Stream& stream = **found;
  if (*id < stream.top_id()) {
    return call.reply.error(
        "ERR The ID specified in XSETID is smaller than the target stream top item");
  }
  if (counters->entries_added && *counters->entries_added < stream.size()) {
    return call.reply.error(
        "ERR The entries_added specified in XSETID is smaller than the target stream length");
  }
  stream.last_id = *id;
  if (counters->entries_added) stream.entries_added = *counters->entries_added;
  if (counters->max_deleted_id != lowest_id) stream.max_deleted_id = counters->max_deleted_id;
  changed_unseen(call);
  call.reply.ok();
}

constexpr Flags adds = Flag::write | Flag::deny_oom | Flag::fast;

constexpr std::array family_commands = {
    Command{"XADD", -5, adds, one_key, xadd},
    Command{"XTRIM", -4, Flag::write, one_key, xtrim},
    Command{"XLEN", 2, Flag::readonly | Flag::fast, one_key, xlen},
    Command{"XDEL", -3, Flag::write | Flag::fast, one_key, xdel},
    Command{"XRANGE", -4, Flag::readonly, one_key, xrange},
    Command{"XREVRANGE", -4, Flag::readonly, one_key, xrevrange},
    Command{"XSETID", -3, adds, one_key, xsetid},
};

}  // namespace

std::span<const Command> stream_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
