#include "sim/redis/list_ends.h"

#include <algorithm>
#include <utility>

#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {

void push_to(List& list, End end, ShortString element) {
  if (end == End::left) {
    list.push_front(std::move(element));
  } else {
    list.push_back(std::move(element));
  }
}

ShortString pop_from(List& list, End end) {
  return end == End::left ? list.pop_front() : list.pop_back();
}

std::optional<End> end_argument(Call& call, std::size_t at) {
  if (equals_ignoring_case(call.args[at], "LEFT")) return End::left;
  if (equals_ignoring_case(call.args[at], "RIGHT")) return End::right;
  call.syntax_error();
  return std::nullopt;
}

bool move_element(Call& call, const ListMove& move) {
  const auto source = call.find<List>(move.from);
  if (!source) return true;
  if (*source == nullptr) return false;  // whatever the target is
  List* const target = call.find_or_create<List>(move.to);
  if (target == nullptr) return true;
  ShortString element = pop_from(**source, move.out_of);
  call.reply.bulk(element);
  push_to(*target, move.into, std::move(element));
  call.drop_if_empty(move.from, **source);
  call.modified(move.to);
  call.modified(move.from, 0);
  return true;
}

std::optional<MultiPop> parse_multi_pop(Call& call, std::size_t at) {
  const auto keys = call.integer_at_least(1, at, "ERR numkeys should be greater than 0");
  if (!keys) return std::nullopt;
  const std::size_t most = call.args.size() - at - 1;
  if (static_cast<std::uint64_t>(*keys) >= most) {
    call.syntax_error();
    return std::nullopt;
  }
  const std::size_t end_at = at + 1 + static_cast<std::size_t>(*keys);
  const auto end = end_argument(call, end_at);
  if (!end) return std::nullopt;
  MultiPop pop{call.args.subspan(at + 1, static_cast<std::size_t>(*keys)), *end, 1};
  const Arguments options = call.args.subspan(end_at + 1);
  if (options.empty()) return pop;
  if (options.size() == 1 || !equals_ignoring_case(options[0], "COUNT")) {
    call.syntax_error();
    return std::nullopt;
  }
  const auto count = call.integer_at_least(1, end_at + 2, "ERR count should be greater than 0");
  if (!count) return std::nullopt;
  if (options.size() > 2) {
    call.syntax_error();
    return std::nullopt;
  }
  pop.count = *count;
  return pop;
}

bool pop_from_first(Call& call, const MultiPop& pop) {
  for (const std::string_view key : pop.keys) {
    const auto found = call.find<List>(key);
    if (!found) return true;
    if (*found == nullptr) continue;
    List& list = **found;
    const std::int64_t count = std::min(pop.count, static_cast<std::int64_t>(list.size()));
    call.reply.array(2);
    call.reply.bulk(key);
    call.reply.array(static_cast<std::size_t>(count));
    for (std::int64_t popped = 0; popped < count; ++popped) {
      call.reply.bulk(pop_from(list, pop.end));
    }
    call.drop_if_empty(key, list);
    call.modified(key, static_cast<std::uint64_t>(count));
    std::string digits;
    append_integer(digits, count);
    call.propagate_as({pop.end == End::left ? "LPOP" : "RPOP", key, digits});
    return true;
  }
  return false;
}

}  // namespace rollcall::sim::redis
