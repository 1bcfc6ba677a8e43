// SORT: the elements of a list, a set or a sorted set, by themselves or by what other keys hold.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

struct Request {
  std::optional<std::string_view> by;
  std::vector<std::string_view> gets;
  std::optional<std::string_view> target;
  std::int64_t skipped = 0;
  std::int64_t limit = -1;  // negative: none
  bool descending = false;
  bool by_bytes = false;
  bool sorts = true;
};

// The place of what is kept, seen from the start of the sorted elements.
struct Part {
  std::size_t first;
  std::size_t last;
};

struct Item {
  std::string element;
  double score = 0;
  std::optional<std::string> weight{};  // by which elements are compared as bytes
};

bool parse_limit(Call& call, std::size_t at, Request& request) {
  const auto skipped = call.integer_argument(at);
  if (!skipped) return false;
  const auto limit = call.integer_argument(at + 1);
  if (!limit) return false;
  request.skipped = std::max<std::int64_t>(*skipped, 0);
  request.limit = *limit;
  return true;
}

// Nothing after an error reply.
std::optional<Request> parse(Call& call, bool may_store) {
  Request request;
  for (std::size_t at = 2; at < call.args.size(); ++at) {
    const std::string_view word = call.args[at];
    const std::size_t left = call.args.size() - at - 1;
    if (equals_ignoring_case(word, "ASC") || equals_ignoring_case(word, "DESC")) {
      request.descending = equals_ignoring_case(word, "DESC");
    } else if (equals_ignoring_case(word, "ALPHA")) {
      request.by_bytes = true;
    } else if (equals_ignoring_case(word, "LIMIT") && left >= 2) {
      if (!parse_limit(call, at + 1, request)) return std::nullopt;
      at += 2;
    } else if (may_store && equals_ignoring_case(word, "STORE") && left >= 1) {
      request.target = call.args[++at];
    } else if (equals_ignoring_case(word, "BY") && left >= 1) {
      request.by = call.args[++at];
      // A pattern that gives each element the same key asks for no order at all.
      if (!request.by->contains('*')) request.sorts = false;
    } else if (equals_ignoring_case(word, "GET") && left >= 1) {
      request.gets.push_back(call.args[++at]);
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  return request;
}

// What the key holds that `pattern` makes of the element: "weight_*", a field "object_*->name", or
// "#", the element itself.
std::optional<std::string> looked_up(Call& call, std::string_view pattern,
                                     const std::string& element) {
  if (pattern == "#") return element;
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return std::nullopt;
  std::size_t end = pattern.find("->", star + 1);
  std::string_view field;
  if (end != std::string_view::npos && end + 2 < pattern.size()) {
    field = pattern.substr(end + 2);
  } else {
    end = pattern.size();
  }
  std::string key(pattern.substr(0, star));
  key += element;
  key += pattern.substr(star + 1, end - star - 1);
  Entry* const entry = call.find_entry(key);
  if (entry == nullptr) return std::nullopt;
  if (field.empty()) {
    const String* const string = value_as<String>(entry->value);
    return string == nullptr ? std::nullopt : std::optional(*string);
  }
  const Hash* const hash = value_as<Hash>(entry->value);
  const auto value = hash == nullptr ? std::nullopt : hash->find(field);
  return value ? std::optional(std::string(*value)) : std::nullopt;
}

// As strtod reads it: blanks in front are fine, and so is nothing at all.
std::optional<double> parse_score(const std::string& text) {
  char* end = nullptr;
  const double score = std::strtod(text.c_str(), &end);
  const bool in_range = std::abs(score) != HUGE_VAL || text.find_first_of("iI") != text.npos;
  if (*end != '\0' || std::isnan(score) || !in_range) return std::nullopt;
  return score;
}

// The elements at the key, in their own order; nothing after WRONGTYPE.
std::optional<std::vector<Item>> elements_of(Call& call, Entry* entry) {
  std::vector<Item> items;
  if (entry == nullptr) return items;
  if (const List* const list = value_as<List>(entry->value)) {
    list->for_each([&](std::string_view element) { items.push_back({std::string(element)}); });
  } else if (const Set* const set = value_as<Set>(entry->value)) {
    for (std::string& member : listed_members(*set)) items.push_back({std::move(member)});
  } else if (SortedSet* const sorted_set = value_as<SortedSet>(entry->value)) {
    sorted_set->leave_compact_form();  // as Redis does, though it only reads
    sorted_set->for_each(sorted_set->all(), [&](const SortedSet::Element& element) {
      items.push_back({std::string(element.member)});
    });
  } else {
    call.wrong_type();
    return std::nullopt;
  }
  return items;
}

// What the items are compared by; false when one of them should be a number and is none.
bool weigh(Call& call, const Request& request, std::vector<Item>& items) {
  bool numbers = true;
  for (Item& item : items) {
    item.weight = request.by ? looked_up(call, *request.by, item.element) : item.element;
    if (request.by_bytes || !item.weight) continue;
    const auto score = parse_score(*item.weight);
    item.score = score.value_or(0);
    numbers = numbers && score;
  }
  return numbers;
}

void sort_items(const Request& request, std::vector<Item>& items) {
  std::ranges::stable_sort(items, [&](const Item& left, const Item& right) {
    const Item& a = request.descending ? right : left;
    const Item& b = request.descending ? left : right;
    if (request.by_bytes) return a.weight < b.weight;
    return a.score != b.score ? a.score < b.score : a.element < b.element;
  });
}

Part part_of(const Request& request, std::size_t size) {
  const auto at_most = [](std::int64_t count, std::size_t most) {
    return std::min(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)), most);
  };
  const std::size_t first = at_most(request.skipped, size);
  const std::size_t left = size - first;
  return {first, first + (request.limit < 0 ? left : at_most(request.limit, left))};
}

// The elements, or what GET asks for in their place.
std::vector<std::optional<std::string>> results(Call& call, const Request& request,
                                                const std::vector<Item>& items) {
  std::vector<std::optional<std::string>> found;
  const Part part = part_of(request, items.size());
  for (std::size_t at = part.first; at < part.last; ++at) {
    if (request.gets.empty()) found.emplace_back(items[at].element);
    for (const std::string_view pattern : request.gets) {
      found.push_back(looked_up(call, pattern, items[at].element));
    }
  }
  return found;
}

void store(Call& call, std::string_view target, std::vector<std::optional<std::string>> found) {
  call.reply.integer(std::ssize(found));
  if (found.empty()) {
    if (call.find_entry(target) != nullptr && call.database().erase(target)) call.modified(target);
    return;
  }
  auto list = std::make_unique<List>();
  for (const auto& value : found) list->push_back(value ? ShortString(*value) : ShortString());
  const bool overwrites = call.find_entry(target) != nullptr;
  const std::uint64_t changes = list->size();
  call.put(call.session.database, target, std::move(list), no_expiry);
  overwrites ? call.changed_in_place(target, changes) : call.modified(target, changes);
}

void sort(Call& call, bool may_store) {
  auto request = parse(call, may_store);
  if (!request) return;
  Entry* const entry = call.find_entry(call.args[1]);
  auto items = elements_of(call, entry);
  if (!items) return;
  const bool is_set = entry != nullptr && value_as<Set>(entry->value) != nullptr;
  if (!request->sorts && is_set && (request->target || call.session.in_script)) {
    // A set has no order: what is stored, or goes on in a script, gets one.
    request->sorts = true;
    request->by_bytes = true;
    request->by.reset();
  }
  if (request->sorts) {
    if (!weigh(call, *request, *items)) {
      return call.reply.error("ERR One or more scores can't be converted into double");
    }
    sort_items(*request, *items);
  } else if (request->descending && !is_set) {
    std::ranges::reverse(*items);
  }
  auto found = results(call, *request, *items);
  if (request->target) return store(call, *request->target, std::move(found));
  call.reply.array(found.size());
  for (const auto& value : found) value ? call.reply.bulk(*value) : call.reply.null();
}

void sort_and_store(Call& call) { sort(call, true); }
void sort_only(Call& call) { sort(call, false); }

constexpr KeyPositions sorted_key{.first = 1, .last = 1, .step = 1, .store_from = 2};

constexpr std::array family_commands = {
    Command{"SORT", -2, Flag::write | Flag::deny_oom, sorted_key, sort_and_store},
    Command{"SORT_RO", -2, Flag::readonly, sorted_key, sort_only},
};

}  // namespace

std::span<const Command> sorting_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
