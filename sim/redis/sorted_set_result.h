// What commands on sorted sets do with the elements they found: tell the client, or store them.
#pragma once

#include <memory>
#include <string_view>

#include "sim/redis/command.h"
#include "sim/redis/sorted_set.h"

namespace rollcall::sim::redis {

struct ElementReply {
  bool descending = false;
  bool with_scores = false;
  bool in_pairs = false;  // each member and its score an array
};

// An array of the members in that range, each followed by its score where wanted.
void reply_elements(Call& call, const SortedSet& set, RankRange range, ElementReply form);
// The same without the head of the array.
void append_elements(Call& call, const SortedSet& set, RankRange range, ElementReply form);

// Puts `result` in place of whatever is at `key`, or nothing when it is empty; replies its size.
void store_result(Call& call, std::string_view key, std::unique_ptr<SortedSet> result);

}  // namespace rollcall::sim::redis
