// Lists.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

enum class End { left, right };

std::int64_t size_of(const List& list) { return static_cast<std::int64_t>(list.size()); }

void push(Call& call, End end) {
  List* const list = call.find_or_create<List>(call.args[1]);
  if (list == nullptr) return;
  for (const std::string_view element : call.args.subspan(2)) {
    if (end == End::left) {
      list->emplace_front(element);
    } else {
      list->emplace_back(element);
    }
  }
  call.modified(call.args[1], call.args.size() - 2);
  call.reply.integer(size_of(*list));
}

void lpush(Call& call) { push(call, End::left); }
void rpush(Call& call) { push(call, End::right); }

void pop_one(Call& call, List& list, End end) {
  call.reply.bulk(end == End::left ? list.front() : list.back());
  if (end == End::left) {
    list.pop_front();
  } else {
    list.pop_back();
  }
}

void pop(Call& call, End end) {
  const bool many = call.args.size() == 3;
  if (call.args.size() > 3) return call.wrong_arity();
  std::int64_t count = 1;
  if (many) {
    const auto wanted = call.integer_argument(2, "ERR value is out of range, must be positive");
    if (!wanted) return;
    if (*wanted < 0) return call.reply.error("ERR value is out of range, must be positive");
    count = *wanted;
  }
  const auto found = call.find<List>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return many ? call.reply.null_array() : call.reply.null_bulk();
  List& list = **found;
  count = std::min(count, size_of(list));
  if (many) call.reply.array(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) pop_one(call, list, end);
  if (count == 0) return;
  call.drop_if_empty(call.args[1], list);
  call.modified(call.args[1], static_cast<std::uint64_t>(count));
}

void lpop(Call& call) { pop(call, End::left); }
void rpop(Call& call) { pop(call, End::right); }

void llen(Call& call) {
  const auto list = call.find<List>(call.args[1]);
  if (list) call.reply.integer(*list == nullptr ? 0 : size_of(**list));
}

void lrange(Call& call) {
  const auto first = call.integer_argument(2);
  if (!first) return;
  const auto last = call.integer_argument(3);
  if (!last) return;
  const auto found = call.find<List>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return call.reply.array(0);
  const List& list = **found;
  const std::int64_t size = size_of(list);
  const std::int64_t from = std::max<std::int64_t>(*first < 0 ? *first + size : *first, 0);
  const std::int64_t to = std::min(*last < 0 ? *last + size : *last, size - 1);
  if (from > to) return call.reply.array(0);
  call.reply.array(static_cast<std::size_t>(to - from + 1));
  for (std::int64_t at = from; at <= to; ++at) call.reply.bulk(list[static_cast<std::size_t>(at)]);
}

// A positive count removes from the left, a negative one from the right, 0 removes all.
void lrem(Call& call) {
  const auto count = call.integer_argument(2);
  if (!count) return;
  const auto found = call.find<List>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return call.reply.integer(0);
  List& list = **found;
  const std::string_view unwanted = call.args[3];
  const bool all = *count == 0;
  std::uint64_t left =
      *count < 0 ? 0 - static_cast<std::uint64_t>(*count) : static_cast<std::uint64_t>(*count);
  const auto is_removed = [&](const std::string& element) {
    if (element != unwanted || (!all && left == 0)) return false;
    --left;
    return true;
  };
  const std::int64_t before = size_of(list);
  if (*count < 0) std::reverse(list.begin(), list.end());
  // Not std::erase_if: its predicate may be copied, and this one counts.
  List kept;
  for (std::string& element : list) {
    if (!is_removed(element)) kept.push_back(std::move(element));
  }
  list = std::move(kept);
  if (*count < 0) std::reverse(list.begin(), list.end());
  const std::int64_t removed = before - size_of(list);
  if (removed > 0) {
    call.drop_if_empty(call.args[1], list);
    call.modified(call.args[1], static_cast<std::uint64_t>(removed));
  }
  call.reply.integer(removed);
}

constexpr Flags pushes = Flag::write | Flag::deny_oom | Flag::fast;
constexpr Flags pops = Flag::write | Flag::fast;

constexpr std::array family_commands = {
    Command{"LPUSH", -3, pushes, one_key, lpush},
    Command{"RPUSH", -3, pushes, one_key, rpush},
    Command{"LPOP", -2, pops, one_key, lpop},
    Command{"RPOP", -2, pops, one_key, rpop},
    Command{"LLEN", 2, Flag::readonly | Flag::fast, one_key, llen},
    Command{"LRANGE", 4, Flag::readonly, one_key, lrange},
    Command{"LREM", 4, Flag::write, one_key, lrem},
};

}  // namespace

std::span<const Command> list_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
