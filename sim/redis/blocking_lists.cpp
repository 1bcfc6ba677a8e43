// Lists as queues: pops and moves that wait for an element.
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "sim/redis/families.h"
#include "sim/redis/list_ends.h"

namespace rollcall::sim::redis {
namespace {

// key [key ...] timeout: pops one element of the first list that is there.
void pop_or_wait(Call& call, End end) {
  const auto deadline = call.timeout_argument(call.args.size() - 1);
  if (!deadline) return;
  const Arguments keys = call.args.subspan(1, call.args.size() - 2);
  for (const std::string_view key : call.keys_to_try(keys)) {
    const auto found = call.find<List>(key);
    if (!found) return;
    if (*found == nullptr) continue;
    call.reply.array(2);
    call.reply.bulk(key);
    call.reply.bulk(pop_from(**found, end));
    call.drop_if_empty(key, **found);
    call.modified(key);
    return call.propagate_as({end == End::left ? "LPOP" : "RPOP", key});
  }
  if (!call.wait_for_a<List>(keys, *deadline)) call.reply.null_array();
}

void blpop(Call& call) { pop_or_wait(call, End::left); }
void brpop(Call& call) { pop_or_wait(call, End::right); }

std::string_view name_of(End end) { return end == End::left ? "left" : "right"; }

// Moves an element, which reaches the append-only file as `words`.
void move_or_wait(Call& call, const ListMove& move, std::size_t timeout_at,
                  std::initializer_list<std::string_view> words) {
  const auto deadline = call.timeout_argument(timeout_at);
  if (!deadline) return;
  const std::uint64_t dirty = call.instance.dirty;
  if (!move_element(call, move)) {
    if (!call.wait_for_a<List>(call.args.subspan(1, 1), *deadline)) call.reply.null();
  } else if (call.instance.dirty != dirty) {
    call.propagate_as(words);
  }
}

void blmove(Call& call) {
  const auto out_of = end_argument(call, 3);
  if (!out_of) return;
  const auto into = end_argument(call, 4);
  if (!into) return;
  const Arguments args = call.args;
  const ListMove move{args[1], args[2], *out_of, *into};
  if (!call.session.served_key)
    return move_or_wait(call, move, 5, {"LMOVE", args[1], args[2], args[3], args[4]});
  // Who has waited is remembered by what it meant, not by how it wrote it.
  move_or_wait(call, move, 5, {"LMOVE", args[1], args[2], name_of(*out_of), name_of(*into)});
}

void brpoplpush(Call& call) {
  const Arguments args = call.args;
  move_or_wait(call, {args[1], args[2], End::right, End::left}, 3, {"RPOPLPUSH", args[1], args[2]});
}

void blmpop(Call& call) {
  auto pop = parse_multi_pop(call, 2);
  if (!pop) return;
  const auto deadline = call.timeout_argument(1);
  if (!deadline) return;
  const Arguments keys = pop->keys;
  pop->keys = call.keys_to_try(keys);
  if (pop_from_first(call, *pop)) return;
  if (!call.wait_for_a<List>(keys, *deadline)) call.reply.null_array();
}

constexpr Flags waits = Flag::write | Flag::no_script | Flag::blocking;

constexpr std::array family_commands = {
    Command{"BLPOP", -3, waits, {1, -2, 1}, blpop},
    Command{"BRPOP", -3, waits, {1, -2, 1}, brpop},
    Command{"BLMOVE", 6, waits | Flag::deny_oom, two_keys, blmove},
    Command{"BRPOPLPUSH", 4, waits | Flag::deny_oom, two_keys, brpoplpush},
    Command{"BLMPOP", -5, Flag::write | Flag::blocking, {.numkeys = 2}, blmpop},
};

}  // namespace

std::span<const Command> blocking_list_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
