#include "sim/redis/sorted_set_result.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace rollcall::sim::redis {

void begin_elements(Call& call, std::size_t count, Scores scores) {
  scores == Scores::pairs ? call.reply.pairs(count) : call.reply.array(count);
}

std::vector<SortedSet::Element> elements_in(const SortedSet& set, RankRange range,
                                            bool descending) {
  std::vector<SortedSet::Element> elements;
  elements.reserve(range.size());
  set.for_each(range, [&](const SortedSet::Element& element) { elements.push_back(element); });
  if (descending) std::ranges::reverse(elements);
  return elements;
}

void append_elements(Call& call, const SortedSet& set, RankRange range, ElementReply form) {
  for (const SortedSet::Element& element : elements_in(set, range, form.descending)) {
    if (form.scores == Scores::pairs) call.reply.pair();
    if (form.scores == Scores::arrays) call.reply.array(2);
    call.reply.bulk(element.member);
    if (form.scores != Scores::none) call.reply.real(element.score);
  }
}

void reply_elements(Call& call, const SortedSet& set, RankRange range, ElementReply form) {
  begin_elements(call, range.size(), form.scores);
  append_elements(call, set, range, form);
}

void store_result(Call& call, std::string_view key, std::unique_ptr<SortedSet> result) {
  const std::size_t size = result->size();
  if (size > 0) {
    static_cast<void>(call.find_entry(key));
    const bool overwrites = call.database().erase(key);
    call.entry_at(key).value = std::move(result);
    // Who waits for a sorted set is not served when it takes another value's place, nor when it
    // changes later (observed on redis-server 7.0.15).
    if (overwrites) {
      call.changed_in_place(key);
    } else {
      call.modified(key);
    }
  } else if (call.database().erase(key)) {
    call.modified(key);
  }
  call.reply.integer(static_cast<std::int64_t>(size));
}

}  // namespace rollcall::sim::redis
