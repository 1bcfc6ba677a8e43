// XREAD and XREADGROUP: what is new in streams, or else waiting for it.
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

constexpr std::size_t served_at_most = 1000;  // to a client that waited and did not say COUNT

struct Reading {
  bool by_group = false;     // XREADGROUP
  bool names_group = false;  // GROUP was said: of
  std::string_view group = {};
  std::string_view consumer = {};
  bool acknowledged = false;  // NOACK: nothing becomes pending
  std::size_t count = 0;      // 0: all
  std::optional<UnixMs> deadline = {};
  std::size_t keys_at = 0;
  std::size_t keys = 0;
  // After which id, per key; of a group's new entries, highest_id stands for its last id.
  std::vector<StreamId> after = {};
};

// The reply is an error; nothing can be returned.
std::nullopt_t refuse(Call& call, std::string_view why) {
  call.reply.error(why);
  return std::nullopt;
}

std::optional<UnixMs> deadline_argument(Call& call, std::size_t at) {
  const auto ms = call.integer_argument(at, "ERR timeout is not an integer or out of range");
  if (!ms) return std::nullopt;
  if (*ms < 0) return refuse(call, "ERR timeout is negative");
  return *ms == 0 ? never : add_checked(call.now, *ms).value_or(never);
}

// Replies an error where the option is XREADGROUP's alone.
bool belongs_to(Call& call, const Reading& reading, std::string_view option) {
  if (reading.by_group) return true;
  call.reply.error("ERR The " + std::string(option) +
                   " option is only supported by XREADGROUP. You called XREAD instead.");
  return false;
}

// The option at args[at], and where it ends; nothing after an error reply.
std::optional<std::size_t> parse_option(Call& call, Reading& reading, std::size_t at) {
  const std::size_t more = call.args.size() - at - 1;
  const auto is = [&](std::string_view name) { return equals_ignoring_case(call.args[at], name); };
  if (is("BLOCK") && more >= 1) {
    if (call.session.in_script) {
      return refuse(call, "ERR " + std::string(call.args[0]) +
                              " command is not allowed with BLOCK option from scripts");
    }
    reading.deadline = deadline_argument(call, at + 1);
    return reading.deadline ? std::optional(at + 1) : std::nullopt;
  }
  if (is("COUNT") && more >= 1) {
    const auto count = call.integer_argument(at + 1);
    if (!count) return std::nullopt;
    reading.count = static_cast<std::size_t>(std::max<std::int64_t>(*count, 0));
    return at + 1;
  }
  if (is("GROUP") && more >= 2) {
    if (!belongs_to(call, reading, "GROUP")) return std::nullopt;
    reading.names_group = true;
    reading.group = call.args[at + 1];
    reading.consumer = call.args[at + 2];
    return at + 2;
  }
  if (is("NOACK")) {
    if (!belongs_to(call, reading, "NOACK")) return std::nullopt;
    reading.acknowledged = true;
    return at;
  }
  call.syntax_error();
  return std::nullopt;
}

std::optional<Reading> parse(Call& call) {
  Reading reading{.by_group = call.command.name == "XREADGROUP"};
  for (std::size_t at = 1; at < call.args.size() && reading.keys_at == 0; ++at) {
    if (equals_ignoring_case(call.args[at], "STREAMS") && at + 1 < call.args.size()) {
      reading.keys_at = at + 1;
      continue;
    }
    const auto end = parse_option(call, reading, at);
    if (!end) return std::nullopt;
    at = *end;
  }
  if (reading.keys_at == 0) {
    call.syntax_error();
    return std::nullopt;
  }
  const std::size_t rest = call.args.size() - reading.keys_at;
  if (rest % 2 != 0) {
    return refuse(call,
                  "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be "
                  "specified.");
  }
  reading.keys = rest / 2;
  if (reading.by_group && !reading.names_group) {
    return refuse(call, "ERR Missing GROUP option for XREADGROUP");
  }
  return reading;
}

// The id in args[at], for that stream.
std::optional<StreamId> after_argument(Call& call, const Reading& reading, const Stream* stream,
                                       std::size_t at) {
  if (call.args[at] == "$") {
    if (!reading.by_group) return stream == nullptr ? lowest_id : stream->last_id;
    return refuse(call,
                  "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the "
                  "history of this consumer by specifying a proper ID, or use the > ID to get new "
                  "messages. The $ ID would just return an empty result set.");
  }
  if (call.args[at] == ">") {
    if (reading.by_group) return highest_id;
    return refuse(call,
                  "ERR The > ID can be specified only when calling XREADGROUP using the GROUP "
                  "<group> <consumer> option.");
  }
  return id_argument(call, at);
}

bool parse_ids(Call& call, Reading& reading) {
  for (std::size_t at = reading.keys_at; at < reading.keys_at + reading.keys; ++at) {
    const std::string_view key = call.args[at];
    const auto found = find_group(call, key, reading.group);
    if (!found) return false;
    if (reading.by_group && found->group == nullptr) {
      no_such_group(call, key, reading.group, " in XREADGROUP with GROUP option");
      return false;
    }
    const auto after = after_argument(call, reading, found->stream, at + reading.keys);
    if (!after) return false;
    reading.after.push_back(*after);
  }
  return true;
}

// The entry goes past the group's last id: its count of entries read follows, where it can.
void advance(const Stream& stream, StreamGroup& group, StreamId id) {
  if (id <= group.last_id) return;
  if (group.entries_read && !stream.may_have_gaps_from(id)) {
    group.entries_read =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(*group.entries_read) + 1);
  } else if (stream.entries_added != 0) {
    group.entries_read = stream.entries_up_to(id);
  }
  group.last_id = id;
}

// New entries go to the consumer: they are pending now.
void deliver(Call& call, const Reading& reading, std::string_view key, GroupPlace place,
             const std::vector<Stream::Entry>& entries) {
  StreamGroup& group = *place.group;
  for (const Stream::Entry& entry : entries) {
    const StreamId id = entry.id;
    advance(*place.stream, group, id);
    if (reading.acknowledged) continue;
    PendingEntry& pending = group.assign(id, reading.consumer);
    pending.delivered_at_ms = call.now;
    pending.deliveries = 1;
    propagate_claim(call, key, reading.group, group, to_text(id), pending);
  }
  if (reading.acknowledged && !entries.empty()) {
    propagate_last_id(call, key, reading.group, group);
  }
}

// What was delivered to the consumer already, and not acknowledged. That it was delivered once more
// reaches no append-only file.
void reply_history(Reply& reply, GroupPlace place, const StreamConsumer& consumer, StreamId after,
                   const Reading& reading, UnixMs now) {
  std::vector<StreamId> ids;
  for (auto at = consumer.pending.upper_bound(after); at != consumer.pending.end(); ++at) {
    ids.push_back(*at);
    if (ids.size() == reading.count) break;
  }
  reply.array(ids.size());
  for (const StreamId id : ids) {
    if (const auto entry = place.stream->find(id)) {
      PendingEntry& pending = place.group->pending.find(id)->second;
      pending.delivered_at_ms = now;
      ++pending.deliveries;
      reply_entry(reply, *entry);
      continue;
    }
    reply.array(2);
    reply_id(reply, id);
    reply.null_array();
  }
}

// The key, and what it has after `after`.
void reply_news(Call& call, Reply& reply, const Reading& reading, std::string_view key,
                GroupPlace place, StreamId after) {
  reply.map_pair();
  reply.bulk(key);
  const auto entries =
      place.stream->range(next_id(after).value_or(lowest_id), highest_id, reading.count);
  if (reading.by_group) deliver(call, reading, key, place, entries);
  reply_entries(reply, entries);
}

// The consumer is here; nobody else learns of a new one until it gets an entry, except when that
// will be acknowledged at once.
StreamConsumer& see_consumer(Call& call, const Reading& reading, std::string_view key,
                             StreamGroup& group) {
  const auto [consumer, fresh] = group.see(reading.consumer, call.now);
  changed_unseen(call, fresh ? 2 : 1);
  if (fresh && reading.acknowledged) {
    call.propagate_as({"XGROUP", "CREATECONSUMER", key, reading.group, reading.consumer});
  }
  return consumer;
}

// Replies what the stream has for the client at once; false when that is nothing.
bool reply_at_once(Call& call, Reply& reply, const Reading& reading, std::string_view key,
                   StreamId after) {
  const GroupPlace place = *find_group(call, key, reading.group);
  if (place.stream == nullptr) return false;
  const bool history = reading.by_group && after != highest_id;
  if (reading.by_group && !history) after = place.group->last_id;
  const bool news = place.stream->size() > 0 && place.stream->top_id() > after;
  if (!history && !news) return false;
  if (reading.by_group) {
    const StreamConsumer& consumer = see_consumer(call, reading, key, *place.group);
    if (history) {
      reply.map_pair();
      reply.bulk(key);
      reply_history(reply, place, consumer, after, reading, call.now);
      return true;
    }
  }
  reply_news(call, reply, reading, key, place, after);
  return true;
}

// The key that the client waits for has changed. A reader without a group waits on until there is
// something above its id, whatever becomes of the key.
void serve(Call& call, Reading& reading) {
  const std::string_view key = *call.session.served_key;
  std::size_t at = 0;
  while (call.args[reading.keys_at + at] != key) ++at;
  Entry* const entry = call.find_entry(key);
  Stream* const stream = entry == nullptr ? nullptr : value_as<Stream>(entry->value);
  if (stream == nullptr) {
    if (reading.by_group) call.reply.error("UNBLOCKED the stream key no longer exists");
    return;
  }
  GroupPlace place{.stream = stream};
  StreamId after = highest_id;
  if (reading.by_group) {
    const auto group = stream->groups.find(reading.group);
    if (group == stream->groups.end()) {
      return call.reply.error(
          "NOGROUP the consumer group this client was blocked on no longer exists");
    }
    place.group = &group->second;
    after = place.group->last_id;
  } else {
    // Written out when the client began to wait.
    after = *parse_stream_id(call.args[reading.keys_at + reading.keys + at], 0);
  }
  if (stream->last_id <= after) return;
  if (reading.count == 0) reading.count = served_at_most;
  if (reading.by_group) see_consumer(call, reading, key, *place.group);
  call.reply.map_of_pairs(1);
  reply_news(call, call.reply, reading, key, place, after);
}

// Waits as a call that says every id as a number.
void wait_or_give_up(Call& call, const Reading& reading) {
  std::vector<std::string> ids;
  for (const StreamId id : reading.after) ids.push_back(to_text(id));
  std::vector<std::string_view> words(call.args.begin(), call.args.end());
  std::copy(ids.begin(), ids.end(),
            words.begin() + static_cast<std::ptrdiff_t>(reading.keys_at + reading.keys));
  const Arguments keys = call.args.subspan(reading.keys_at, reading.keys);
  if (!reading.deadline || !call.wait_for(keys, *reading.deadline, words)) {
    call.reply.null_array();
  }
}

void read(Call& call) {
  call.propagate_nothing();  // but what delivery changes
  auto reading = parse(call);
  if (!reading) return;
  if (call.session.blocked) return serve(call, *reading);
  if (!parse_ids(call, *reading)) return;
  std::string items;
  Reply reply = call.reply.into(items);
  std::size_t streams = 0;
  for (std::size_t at = 0; at < reading->keys; ++at) {
    const std::string_view key = call.args[reading->keys_at + at];
    if (reply_at_once(call, reply, *reading, key, reading->after[at])) ++streams;
  }
  if (streams == 0) return wait_or_give_up(call, *reading);
  call.reply.map_of_pairs(streams);
  call.reply.buffer() += items;
}

constexpr std::array family_commands = {
    Command{"XREAD", -4, Flag::readonly | Flag::blocking, {.streams_from = 1}, read},
    Command{"XREADGROUP", -7, Flag::write | Flag::blocking, {.streams_from = 4}, read},
};

}  // namespace

std::span<const Command> stream_reading_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
