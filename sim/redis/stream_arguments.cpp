#include "sim/redis/stream_arguments.h"

#include <string>

namespace rollcall::sim::redis {
namespace {

std::optional<StreamId> parsed(Call& call, std::string_view text, std::uint64_t seq) {
  const auto id = parse_stream_id(text, seq);
  if (!id) call.reply.error(invalid_stream_id);
  return id;
}

std::optional<StreamId> inclusive_bound(Call& call, std::string_view text, std::uint64_t seq) {
  if (text == "-") return lowest_id;
  if (text == "+") return highest_id;
  return parsed(call, text, seq);
}

bool is_exclusive(std::string_view text) { return text.size() > 1 && text.starts_with('('); }

}  // namespace

std::optional<StreamId> id_argument(Call& call, std::size_t at) {
  return parsed(call, call.args[at], 0);
}

std::optional<std::vector<StreamId>> id_arguments(Call& call, std::size_t from) {
  std::vector<StreamId> ids;
  for (std::size_t at = from; at < call.args.size(); ++at) {
    const auto id = id_argument(call, at);
    if (!id) return std::nullopt;
    ids.push_back(*id);
  }
  return ids;
}

std::optional<StreamId> first_id_argument(Call& call, std::size_t at) {
  const std::string_view text = call.args[at];
  if (!is_exclusive(text)) return inclusive_bound(call, text, 0);
  const auto id = parsed(call, text.substr(1), 0);
  if (!id) return std::nullopt;
  const auto next = next_id(*id);
  if (!next) call.reply.error("ERR invalid start ID for the interval");
  return next;
}

std::optional<StreamId> last_id_argument(Call& call, std::size_t at) {
  const std::string_view text = call.args[at];
  if (!is_exclusive(text)) return inclusive_bound(call, text, max_id_part);
  const auto id = parsed(call, text.substr(1), max_id_part);
  if (!id) return std::nullopt;
  const auto previous = previous_id(*id);
  if (!previous) call.reply.error("ERR invalid end ID for the interval");
  return previous;
}

std::optional<GroupPlace> find_group(Call& call, std::string_view key, std::string_view name) {
  const auto stream = call.find<Stream>(key);
  if (!stream) return std::nullopt;
  if (*stream == nullptr) return GroupPlace{};
  const auto group = (*stream)->groups.find(name);
  return GroupPlace{*stream, group == (*stream)->groups.end() ? nullptr : &group->second};
}

void no_such_group(Call& call, std::string_view key, std::string_view name,
                   std::string_view context) {
  std::string message = "NOGROUP No such key '";
  message.append(key).append("' or consumer group '").append(name).append("'").append(context);
  call.reply.error(message);
}

void no_such_group_of_key(Call& call, std::string_view key, std::string_view name) {
  std::string message = "NOGROUP No such consumer group '";
  message.append(name).append("' for key name '").append(key).append("'");
  call.reply.error(message);
}

void changed_without_news(Call& call, std::string_view key, std::uint64_t changes) {
  call.instance.watches.touch(call.session.database, key, true);
  call.instance.dirty += changes;
}

void reply_id(Reply& reply, StreamId id) { reply.bulk(to_text(id)); }

void reply_entry(Reply& reply, const Stream::Entry& entry) {
  const auto& [id, fields] = entry;
  reply.array(2);
  reply_id(reply, id);
  reply.array(fields.size());
  for (const std::string& text : fields) reply.bulk(text);
}

void reply_entries(Reply& reply, const std::vector<Stream::Entry>& entries) {
  reply.array(entries.size());
  for (const Stream::Entry& entry : entries) reply_entry(reply, entry);
}

void propagate_claim(Call& call, std::string_view key, std::string_view group_name,
                     const StreamGroup& group, std::string_view id, const PendingEntry& entry) {
  const std::string delivered_at = std::to_string(entry.delivered_at_ms);
  const std::string deliveries = std::to_string(static_cast<std::int64_t>(entry.deliveries));
  const std::string last_id = to_text(group.last_id);
  call.propagate_as({"XCLAIM", key, group_name, entry.consumer, "0", id, "TIME", delivered_at,
                     "RETRYCOUNT", deliveries, "FORCE", "JUSTID", "LASTID", last_id});
}

void propagate_last_id(Call& call, std::string_view key, std::string_view group_name,
                       const StreamGroup& group) {
  const std::string last_id = to_text(group.last_id);
  const std::string entries_read = std::to_string(group.entries_read.value_or(-1));
  call.propagate_as({"XGROUP", "SETID", key, group_name, last_id, "ENTRIESREAD", entries_read});
}

}  // namespace rollcall::sim::redis
