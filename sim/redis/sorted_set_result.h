// What commands on sorted sets do with the elements they found: tell the client, or store them.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/redis/command.h"
#include "sim/redis/sorted_set.h"

namespace rollcall::sim::redis {

enum class Scores {
  none,
  flat,    // each behind its member
  pairs,   // as Reply::pair() shows them
  arrays,  // each member and its score an array
};

struct ElementReply {
  bool descending = false;
  Scores scores = Scores::none;
};

// In the order in which the command goes through them.
[[nodiscard]] std::vector<SortedSet::Element> elements_in(const SortedSet& set, RankRange range,
                                                          bool descending);
// An array of the members in that range, or of pairs.
void reply_elements(Call& call, const SortedSet& set, RankRange range, ElementReply form);
// The same in two steps: the head of the array, and what is in it.
void begin_elements(Call& call, std::size_t count, Scores scores);
void append_elements(Call& call, const SortedSet& set, RankRange range, ElementReply form);

// Puts `result` in place of whatever is at `key`, or nothing when it is empty; replies its size.
void store_result(Call& call, std::string_view key, std::unique_ptr<SortedSet> result);

}  // namespace rollcall::sim::redis
