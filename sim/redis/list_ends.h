// The two ends of lists: what LPOP, LMOVE, LMPOP and their blocking kin have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

enum class End { left, right };

void push_to(List& list, End end, ShortString element);
[[nodiscard]] ShortString pop_from(List& list, End end);

// The end that args[at] says, LEFT or RIGHT; replies an error when it is neither.
[[nodiscard]] std::optional<End> end_argument(Call& call, std::size_t at);

struct ListMove {
  std::string_view from;
  std::string_view to;
  End out_of;
  End into;
};
// Moves one element between two lists, or within one, and replies it, or why it cannot. False,
// without a reply, when there is nothing to move.
[[nodiscard]] bool move_element(Call& call, const ListMove& move);

// What LMPOP asks for.
struct MultiPop {
  Arguments keys;
  End end;
  std::int64_t count;
};
// From args[at], the number of keys, on: numkeys key ... LEFT|RIGHT [COUNT count].
[[nodiscard]] std::optional<MultiPop> parse_multi_pop(Call& call, std::size_t at);
// Pops from the first of the lists that is there and replies its key and the elements, or why it
// cannot; propagated as LPOP or RPOP. False, without a reply, when none is there.
[[nodiscard]] bool pop_from_first(Call& call, const MultiPop& pop);

}  // namespace rollcall::sim::redis
