// XINFO: what a stream, its groups and their consumers are like.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "sim/redis/families.h"
#include "sim/redis/stream_arguments.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void field(Reply& reply, std::string_view name, std::size_t number) {
  reply.bulk(name);
  reply.integer(static_cast<std::int64_t>(number));
}

void field(Reply& reply, std::string_view name, StreamId id) {
  reply.bulk(name);
  reply_id(reply, id);
}

void field(Reply& reply, std::string_view name, std::optional<std::int64_t> number) {
  reply.bulk(name);
  if (number) {
    reply.integer(*number);
  } else {
    reply.null();
  }
}

// How many entries the group has not been delivered yet, where the counters tell.
std::optional<std::int64_t> lag_of(const Stream& stream, const StreamGroup& group) {
  if (stream.entries_added == 0) return 0;
  const auto read = group.entries_read && !stream.may_have_gaps_from(group.last_id)
                        ? group.entries_read
                        : stream.entries_up_to(group.last_id);
  if (!read) return std::nullopt;
  return static_cast<std::int64_t>(stream.entries_added - static_cast<std::uint64_t>(*read));
}

void reply_group_counters(Reply& reply, const Stream& stream, const StreamGroup& group) {
  field(reply, "last-delivered-id", group.last_id);
  field(reply, "entries-read", group.entries_read);
  field(reply, "lag", lag_of(stream, group));
}

void reply_edge(Reply& reply, std::string_view name, const std::vector<Stream::Entry>& entries) {
  reply.bulk(name);
  if (entries.empty()) {
    reply.null();
  } else {
    reply_entry(reply, entries.front());
  }
}

// Up to `most` (0: all) of `size` items.
std::size_t shown(std::size_t size, std::size_t most) {
  return most == 0 ? size : std::min(size, most);
}

void reply_consumer(Reply& reply, const StreamGroup& group, const std::string& name,
                    std::size_t most) {
  const StreamConsumer& consumer = group.consumers.find(name)->second;
  reply.map(4);
  reply.bulk("name");
  reply.bulk(name);
  field(reply, "seen-time", std::optional(consumer.seen_at_ms));
  field(reply, "pel-count", consumer.pending.size());
  reply.bulk("pending");
  std::size_t left = shown(consumer.pending.size(), most);
  reply.array(left);
  for (auto at = consumer.pending.begin(); left > 0; ++at, --left) {
    const PendingEntry& entry = group.pending.find(*at)->second;
    reply.array(3);
    reply_id(reply, *at);
    reply.integer(entry.delivered_at_ms);
    reply.integer(static_cast<std::int64_t>(entry.deliveries));
  }
}

void reply_group_in_full(Reply& reply, const Stream& stream, const StreamGroup& group,
                         std::size_t most) {
  reply_group_counters(reply, stream, group);
  field(reply, "pel-count", group.pending.size());
  reply.bulk("pending");
  std::size_t left = shown(group.pending.size(), most);
  reply.array(left);
  for (auto at = group.pending.begin(); left > 0; ++at, --left) {
    reply.array(4);
    reply_id(reply, at->first);
    reply.bulk(at->second.consumer);
    reply.integer(at->second.delivered_at_ms);
    reply.integer(static_cast<std::int64_t>(at->second.deliveries));
  }
  reply.bulk("consumers");
  reply.array(group.consumers.size());
  for (const auto& [name, consumer] : group.consumers) reply_consumer(reply, group, name, most);
}

// FULL's COUNT, 0 for all; nothing after an error reply.
std::optional<std::size_t> full_count(Call& call) {
  constexpr std::size_t usual = 10;
  const std::size_t words = call.args.size();
  const bool right = (words == 4 || words == 6) && equals_ignoring_case(call.args[3], "FULL") &&
                     (words == 4 || equals_ignoring_case(call.args[4], "COUNT"));
  if (!right) {
    call.reply.error("ERR unknown subcommand or wrong number of arguments for '" +
                     std::string(call.args[1]) + "'. Try XINFO HELP.");
    return std::nullopt;
  }
  if (words == 4) return usual;
  const auto count = call.integer_argument(5);
  if (!count) return std::nullopt;
  return *count < 0 ? usual : static_cast<std::size_t>(*count);
}

// The stream in args[2]; nullptr after an error reply.
Stream* existing_stream(Call& call) {
  const auto stream = call.find<Stream>(call.args[2]);
  if (!stream) return nullptr;
  if (*stream == nullptr) call.reply.error("ERR no such key");
  return *stream;
}

void reply_counters(Reply& reply, const Stream& stream) {
  field(reply, "length", stream.size());
  field(reply, "radix-tree-keys", stream.nodes().nodes().size());
  field(reply, "radix-tree-nodes", stream.nodes().tree_size());
  field(reply, "last-generated-id", stream.last_id);
  field(reply, "max-deleted-entry-id", stream.max_deleted_id);
  field(reply, "entries-added", static_cast<std::size_t>(stream.entries_added));
  field(reply, "recorded-first-entry-id", stream.first_id());
}

void info_stream(Call& call) {
  const bool full = call.args.size() > 3;
  const Stream* const stream = existing_stream(call);
  if (stream == nullptr) return;
  std::optional<std::size_t> most = 0;
  if (full) most = full_count(call);
  if (!most) return;
  call.reply.map(full ? 9 : 10);
  reply_counters(call.reply, *stream);
  if (!full) {
    field(call.reply, "groups", stream->groups.size());
    reply_edge(call.reply, "first-entry", stream->range(lowest_id, highest_id, 1));
    return reply_edge(call.reply, "last-entry", stream->range_down(lowest_id, highest_id, 1));
  }
  call.reply.bulk("entries");
  reply_entries(call.reply, stream->range(lowest_id, highest_id, *most));
  call.reply.bulk("groups");
  call.reply.array(stream->groups.size());
  for (const auto& [name, group] : stream->groups) {
    call.reply.map(7);
    call.reply.bulk("name");
    call.reply.bulk(name);
    reply_group_in_full(call.reply, *stream, group, *most);
  }
}

void info_groups(Call& call) {
  const Stream* const stream = existing_stream(call);
  if (stream == nullptr) return;
  call.reply.array(stream->groups.size());
  for (const auto& [name, group] : stream->groups) {
    call.reply.map(6);
    call.reply.bulk("name");
    call.reply.bulk(name);
    field(call.reply, "consumers", group.consumers.size());
    field(call.reply, "pending", group.pending.size());
    reply_group_counters(call.reply, *stream, group);
  }
}

void info_consumers(Call& call) {
  const Stream* const stream = existing_stream(call);
  if (stream == nullptr) return;
  const auto group = stream->groups.find(call.args[3]);
  if (group == stream->groups.end()) {
    return no_such_group_of_key(call, call.args[2], call.args[3]);
  }
  call.reply.array(group->second.consumers.size());
  for (const auto& [name, consumer] : group->second.consumers) {
    call.reply.map(3);
    call.reply.bulk("name");
    call.reply.bulk(name);
    field(call.reply, "pending", consumer.pending.size());
    const std::int64_t idle = call.now - consumer.seen_at_ms;
    field(call.reply, "idle", std::optional(std::max<std::int64_t>(idle, 0)));
  }
}

void info_help(Call& call) {
  constexpr std::array lines = {
      "XINFO <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
      "CONSUMERS <key> <groupname>",
      "    Show consumers of <groupname>.",
      "GROUPS <key>",
      "    Show the stream consumer groups.",
      "STREAM <key> [FULL [COUNT <count>]",
      "    Show information about the stream.",
      "HELP",
      "    Prints this help.",
  };
  call.reply.array(lines.size());
  for (const char* const line : lines) call.reply.simple(line);
}

constexpr KeyPositions second_key{2, 2, 1};

constexpr std::array xinfo_subcommands = {
    Command{"XINFO|STREAM", -3, Flag::readonly, second_key, info_stream},
    Command{"XINFO|GROUPS", 3, Flag::readonly, second_key, info_groups},
    Command{"XINFO|CONSUMERS", 4, Flag::readonly, second_key, info_consumers},
    Command{"XINFO|HELP", 2, Flag::loading | Flag::stale, no_keys, info_help},
};

constexpr std::array family_commands = {
    Command{"XINFO", -2, Flags(0), no_keys, nullptr, xinfo_subcommands},
};

}  // namespace

std::span<const Command> stream_info_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
