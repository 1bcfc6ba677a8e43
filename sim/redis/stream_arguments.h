// What the commands on streams share: ids in arguments, entries in replies.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/command.h"
#include "sim/redis/stream.h"

namespace rollcall::sim::redis {

inline constexpr std::string_view invalid_stream_id =
    "ERR Invalid stream ID specified as stream command argument";

// The id in args[at], "5" meaning "5-0"; replies an error when it is none.
[[nodiscard]] std::optional<StreamId> id_argument(Call& call, std::size_t at);
// Those from args[from] on.
[[nodiscard]] std::optional<std::vector<StreamId>> id_arguments(Call& call, std::size_t from);
// An end of an interval: "-", "+" and, for an end that is not part of it, "(5" as well.
[[nodiscard]] std::optional<StreamId> first_id_argument(Call& call, std::size_t at);
[[nodiscard]] std::optional<StreamId> last_id_argument(Call& call, std::size_t at);

struct GroupPlace {
  Stream* stream = nullptr;
  StreamGroup* group = nullptr;
};
// The group of the stream at `key`, nullptr where there is none; nothing after WRONGTYPE.
[[nodiscard]] std::optional<GroupPlace> find_group(Call& call, std::string_view key,
                                                   std::string_view name);
void no_such_group(Call& call, std::string_view key, std::string_view name,
                   std::string_view context = {});

void no_such_group_of_key(Call& call, std::string_view key, std::string_view name);

// Groups and last ids change without those who watch the key being told.
inline void changed_unseen(Call& call, std::uint64_t changes = 1) {
  call.instance.dirty += changes;
}
// Those who watch the key are told, those who wait for entries are not.
void changed_without_news(Call& call, std::string_view key, std::uint64_t changes);

void reply_id(Reply& reply, StreamId id);
void reply_entry(Reply& reply, const Stream::Entry& entry);
void reply_entries(Reply& reply, const std::vector<Stream::Entry>& entries);

// How a change of the group reaches the append-only file.
void propagate_claim(Call& call, std::string_view key, std::string_view group_name,
                     const StreamGroup& group, std::string_view id, const PendingEntry& entry);
void propagate_last_id(Call& call, std::string_view key, std::string_view group_name,
                       const StreamGroup& group);

}  // namespace rollcall::sim::redis
