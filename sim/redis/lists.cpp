// Lists.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/list_ends.h"

namespace rollcall::sim::redis {
namespace {

std::int64_t size_of(const List& list) { return static_cast<std::int64_t>(list.size()); }

// Replies the new length.
void push_all(Call& call, List& list, End end) {
  for (const std::string_view element : call.args.subspan(2)) {
    push_to(list, end, ShortString(element));
  }
  call.modified(call.args[1], call.args.size() - 2);
  call.reply.integer(size_of(list));
}

void push(Call& call, End end) {
  if (List* const list = call.find_or_create<List>(call.args[1])) push_all(call, *list, end);
}

void lpush(Call& call) { push(call, End::left); }
void rpush(Call& call) { push(call, End::right); }

void push_if_there(Call& call, End end) {
  const auto list = call.find<List>(call.args[1]);
  if (!list) return;
  if (*list == nullptr) return call.reply.integer(0);
  push_all(call, **list, end);
}

void lpushx(Call& call) { push_if_there(call, End::left); }
void rpushx(Call& call) { push_if_there(call, End::right); }

void pop(Call& call, End end) {
  const bool many = call.args.size() == 3;
  if (call.args.size() > 3) return call.wrong_arity();
  std::int64_t count = 1;
  if (many) {
    const auto wanted = call.integer_at_least(0, 2, "ERR value is out of range, must be positive");
    if (!wanted) return;
    count = *wanted;
  }
  const auto found = call.find<List>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return many ? call.reply.null_array() : call.reply.null();
  List& list = **found;
  count = std::min(count, size_of(list));
  if (many) call.reply.array(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) call.reply.bulk(pop_from(list, end));
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

void lmove(Call& call) {
  const auto out_of = end_argument(call, 3);
  if (!out_of) return;
  const auto into = end_argument(call, 4);
  if (!into) return;
  if (!move_element(call, {call.args[1], call.args[2], *out_of, *into})) call.reply.null();
}

void rpoplpush(Call& call) {
  const ListMove move{call.args[1], call.args[2], End::right, End::left};
  if (!move_element(call, move)) call.reply.null();
}

void lmpop(Call& call) {
  const auto pop = parse_multi_pop(call, 1);
  if (pop && !pop_from_first(call, *pop)) call.reply.null_array();
}

constexpr Flags pushes = Flag::write | Flag::deny_oom | Flag::fast;
constexpr Flags pops = Flag::write | Flag::fast;

constexpr std::array family_commands = {
    Command{"LPUSH", -3, pushes, one_key, lpush},
    Command{"RPUSH", -3, pushes, one_key, rpush},
    Command{"LPUSHX", -3, pushes, one_key, lpushx},
    Command{"RPUSHX", -3, pushes, one_key, rpushx},
    Command{"LPOP", -2, pops, one_key, lpop},
    Command{"RPOP", -2, pops, one_key, rpop},
    Command{"LLEN", 2, Flag::readonly | Flag::fast, one_key, llen},
    Command{"LRANGE", 4, Flag::readonly, one_key, lrange},
    Command{"LMOVE", 5, Flag::write | Flag::deny_oom, two_keys, lmove},
    Command{"RPOPLPUSH", 3, Flag::write | Flag::deny_oom, two_keys, rpoplpush},
    Command{"LMPOP", -4, Flag::write, numkeys_first, lmpop},
};

}  // namespace

std::span<const Command> list_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
