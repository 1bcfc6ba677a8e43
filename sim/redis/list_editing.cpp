// Commands on elements in the midst of lists.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

std::int64_t size_of(const List& list) { return static_cast<std::int64_t>(list.size()); }

// The element at `index`, counted from the end when negative; nullptr when there is none.
ShortString* element_at(List& list, std::int64_t index) {
  const std::int64_t at = index < 0 ? index + size_of(list) : index;
  if (at < 0 || at >= size_of(list)) return nullptr;
  return &list[static_cast<std::size_t>(at)];
}

void lindex(Call& call) {
  const auto list = call.find<List>(call.args[1]);
  if (!list) return;
  if (*list == nullptr) return call.reply.null();
  const auto index = call.integer_argument(2);
  if (!index) return;
  const ShortString* const element = element_at(**list, *index);
  if (element == nullptr) return call.reply.null();
  call.reply.bulk(*element);
}

void lset(Call& call) {
  const auto list = call.find<List>(call.args[1]);
  if (!list) return;
  if (*list == nullptr) return call.reply.error("ERR no such key");
  const auto index = call.integer_argument(2);
  if (!index) return;
  ShortString* const element = element_at(**list, *index);
  if (element == nullptr) return call.reply.error("ERR index out of range");
  *element = ShortString(call.args[3]);
  call.modified(call.args[1]);
  call.reply.ok();
}

void linsert(Call& call) {
  const bool after = equals_ignoring_case(call.args[2], "AFTER");
  if (!after && !equals_ignoring_case(call.args[2], "BEFORE")) return call.syntax_error();
  const auto found = call.find<List>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return call.reply.integer(0);
  List& list = **found;
  std::size_t pivot = 0;
  while (pivot < list.size() && !(list[pivot] == call.args[3])) ++pivot;
  if (pivot == list.size()) return call.reply.integer(-1);
  list.insert(after ? pivot + 1 : pivot, ShortString(call.args[4]));
  call.modified(call.args[1]);
  call.reply.integer(size_of(list));
}

void ltrim(Call& call) {
  const auto first = call.integer_argument(2);
  if (!first) return;
  const auto last = call.integer_argument(3);
  if (!last) return;
  const auto found = call.find<List>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return call.reply.ok();
  List& list = **found;
  const std::int64_t size = size_of(list);
  const std::int64_t from = std::max<std::int64_t>(*first < 0 ? *first + size : *first, 0);
  const std::int64_t to = std::min(*last < 0 ? *last + size : *last, size - 1);
  if (from > to) {
    list = List();
  } else {
    for (std::int64_t at = size; at > to + 1; --at) static_cast<void>(list.pop_back());
    for (std::int64_t at = 0; at < from; ++at) static_cast<void>(list.pop_front());
  }
  const auto removed = static_cast<std::uint64_t>(size - size_of(list));
  call.drop_if_empty(call.args[1], list);
  call.modified(call.args[1], removed);  // watchers notice even that nothing was removed
  call.reply.ok();
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
  const auto is_removed = [&](std::string_view element) {
    if (element != unwanted || (!all && left == 0)) return false;
    --left;
    return true;
  };
  const std::int64_t before = size_of(list);
  List kept;
  while (!list.empty()) {
    ShortString element = *count < 0 ? list.pop_back() : list.pop_front();
    if (is_removed(element)) continue;
    *count < 0 ? kept.push_front(std::move(element)) : kept.push_back(std::move(element));
  }
  list = std::move(kept);
  const std::int64_t removed = before - size_of(list);
  if (removed > 0) {
    call.drop_if_empty(call.args[1], list);
    call.modified(call.args[1], static_cast<std::uint64_t>(removed));
  }
  call.reply.integer(removed);
}

struct PositionOptions {
  std::int64_t rank = 1;              // which match is the first; negative: from the right
  std::optional<std::int64_t> count;  // replies an array of so many; 0: of all
  std::int64_t compared_max = 0;      // 0: all
};

std::optional<PositionOptions> parse_position_options(Call& call) {
  PositionOptions options;
  for (std::size_t at = 3; at < call.args.size(); at += 2) {
    const std::string_view option = call.args[at];
    const bool has_value = at + 1 < call.args.size();
    std::optional<std::int64_t> value;
    if (has_value && equals_ignoring_case(option, "RANK")) {
      value = call.integer_argument(at + 1);
      if (value == 0) {
        call.reply.error(
            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or "
            "use negative to start from the end of the list");
        return std::nullopt;
      }
      options.rank = value.value_or(0);
    } else if (has_value && equals_ignoring_case(option, "COUNT")) {
      value = call.integer_at_least(0, at + 1, "ERR COUNT can't be negative");
      options.count = value;
    } else if (has_value && equals_ignoring_case(option, "MAXLEN")) {
      value = call.integer_at_least(0, at + 1, "ERR MAXLEN can't be negative");
      options.compared_max = value.value_or(0);
    } else {
      call.syntax_error();
    }
    if (!value) return std::nullopt;
  }
  return options;
}

// Indices from the left, in the order in which they are found.
std::vector<std::int64_t> positions(const List& list, std::string_view wanted,
                                    const PositionOptions& options) {
  // Redis negates the smallest rank in vain, and has for it the last match and all before it.
  const bool smallest = options.rank == std::numeric_limits<std::int64_t>::min();
  std::int64_t skipped = smallest ? 0 : std::abs(options.rank) - 1;
  const std::int64_t found_max = smallest && options.count ? 0 : options.count.value_or(1);
  const std::int64_t size = size_of(list);
  const std::int64_t compared =
      options.compared_max == 0 ? size : std::min(size, options.compared_max);
  std::vector<std::int64_t> found;
  for (std::int64_t step = 0; step < compared; ++step) {
    const std::int64_t at = options.rank < 0 ? size - 1 - step : step;
    if (list[static_cast<std::size_t>(at)] != wanted || skipped-- > 0) continue;
    found.push_back(at);
    if (std::ssize(found) == found_max) break;
  }
  return found;
}

void lpos(Call& call) {
  const auto options = parse_position_options(call);
  if (!options) return;
  const auto list = call.find<List>(call.args[1]);
  if (!list) return;
  std::vector<std::int64_t> found;
  if (*list != nullptr) found = positions(**list, call.args[2], *options);
  if (options->count) {
    call.reply.array(found.size());
  } else if (found.empty()) {
    call.reply.null();
  }
  for (const std::int64_t at : found) call.reply.integer(at);
}

constexpr Flags stores = Flag::write | Flag::deny_oom;

constexpr std::array family_commands = {
    Command{"LINDEX", 3, Flag::readonly, one_key, lindex},
    Command{"LSET", 4, stores, one_key, lset},
    Command{"LINSERT", 5, stores, one_key, linsert},
    Command{"LTRIM", 4, Flag::write, one_key, ltrim},
    Command{"LREM", 4, Flag::write, one_key, lrem},
    Command{"LPOS", -3, Flag::readonly, one_key, lpos},
};

}  // namespace

std::span<const Command> list_editing_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
