// Unions, intersections and differences of sorted sets; plain sets count as sorted ones whose
// scores are all 1.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/sorted_set_result.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

enum class Operation { unite, intersect, subtract };
enum class Aggregate { sum, min, max };

// At most one of the two is there.
struct Source {
  const SortedSet* sorted = nullptr;
  const Set* plain = nullptr;
  double weight = 1;

  [[nodiscard]] std::size_t size() const {
    return sorted != nullptr ? sorted->size() : plain != nullptr ? plain->size() : 0;
  }
  [[nodiscard]] std::optional<double> score_of(std::string_view member) const {
    if (sorted != nullptr) return sorted->score_of(member);
    return plain != nullptr && plain->contains(member) ? std::optional(1.0) : std::nullopt;
  }
  template <class Visit>  // void(std::string_view member, double score)
  void for_each(Visit visit) const {
    if (sorted != nullptr) {
      sorted->for_each(sorted->all(), [&](const auto& it) { visit(it.member, it.score); });
    } else if (plain != nullptr) {
      plain->for_each([&](std::string_view member) { visit(member, 1); });
    }
  }
};

struct Request {
  std::vector<Source> sources;
  Aggregate aggregate = Aggregate::sum;
  Scores scores = Scores::none;
  std::int64_t limit = 0;  // of ZINTERCARD; 0: none
};

// What a command's name says.
struct Form {
  Operation operation;
  std::size_t numkeys_at = 1;
  bool counts_only = false;

  [[nodiscard]] bool stores() const { return numkeys_at == 2; }
};

// Infinities that cancel each other, and infinity times nothing, are nothing.
double number_or_zero(double score) { return std::isnan(score) ? 0 : score; }

// Which operand a tie leaves, and what a NaN does, are as in Redis.
double joined(Aggregate aggregate, double held, double other) {
  if (aggregate == Aggregate::sum) return number_or_zero(held + other);
  const bool other_wins = aggregate == Aggregate::min ? other < held : other > held;
  return other_wins ? other : held;
}

std::optional<Source> find_source(Call& call, std::string_view key) {
  Entry* const entry = call.find_entry(key);
  if (entry == nullptr) return Source{};
  const Source source{.sorted = value_as<SortedSet>(entry->value),
                      .plain = value_as<Set>(entry->value)};
  if (source.sorted != nullptr || source.plain != nullptr) return source;
  call.wrong_type();
  return std::nullopt;
}

std::optional<std::size_t> parse_sources(Call& call, const Form& form, Request& request) {
  const auto count = call.integer_argument(form.numkeys_at);
  if (!count) return std::nullopt;
  if (*count < 1) {
    call.reply.error("ERR at least 1 input key is needed for '" + lower_case(call.command.name) +
                     "' command");
    return std::nullopt;
  }
  const Arguments rest = call.args.subspan(form.numkeys_at + 1);
  const auto keys = static_cast<std::size_t>(*count);
  if (keys > rest.size()) {
    call.syntax_error();
    return std::nullopt;
  }
  for (const std::string_view key : rest.first(keys)) {
    const auto source = find_source(call, key);
    if (!source) return std::nullopt;
    request.sources.push_back(*source);
  }
  return form.numkeys_at + 1 + keys;
}

bool parse_weights(Call& call, std::size_t at, Request& request) {
  for (Source& source : request.sources) {
    const auto weight = parse_double(call.args[at++]);
    if (!weight) {
      call.reply.error("ERR weight value is not a float");
      return false;
    }
    source.weight = *weight;
  }
  return true;
}

bool parse_aggregate(Call& call, std::string_view name, Request& request) {
  if (equals_ignoring_case(name, "SUM")) {
    request.aggregate = Aggregate::sum;
  } else if (equals_ignoring_case(name, "MIN")) {
    request.aggregate = Aggregate::min;
  } else if (equals_ignoring_case(name, "MAX")) {
    request.aggregate = Aggregate::max;
  } else {
    call.syntax_error();
    return false;
  }
  return true;
}

bool parse_limit(Call& call, std::size_t at, Request& request) {
  const auto limit = call.integer_at_least(0, at, "ERR LIMIT can't be negative");
  if (limit) request.limit = *limit;
  return limit.has_value();
}

// False after an error reply.
bool parse_options(Call& call, const Form& form, std::size_t at, Request& request) {
  const bool joins = form.operation != Operation::subtract && !form.counts_only;
  while (at < call.args.size()) {
    const std::string_view option = call.args[at];
    const std::size_t words = call.args.size() - at;
    const std::size_t keys = request.sources.size();
    if (joins && words > keys && equals_ignoring_case(option, "WEIGHTS")) {
      if (!parse_weights(call, at + 1, request)) return false;
      at += 1 + keys;
    } else if (joins && words > 1 && equals_ignoring_case(option, "AGGREGATE")) {
      if (!parse_aggregate(call, call.args[at + 1], request)) return false;
      at += 2;
    } else if (!form.stores() && !form.counts_only && equals_ignoring_case(option, "WITHSCORES")) {
      request.scores = Scores::pairs;
      at += 1;
    } else if (form.counts_only && words > 1 && equals_ignoring_case(option, "LIMIT")) {
      if (!parse_limit(call, at + 1, request)) return false;
      at += 2;
    } else {
      call.syntax_error();
      return false;
    }
  }
  return true;
}

void unite(const Request& request, SortedSet& result) {
  for (const Source& source : request.sources) {
    source.for_each([&](std::string_view member, double score) {
      const double weighted = number_or_zero(source.weight * score);
      const auto held = result.score_of(member);
      result.set(member, held ? joined(request.aggregate, *held, weighted) : weighted);
    });
  }
}

// The score of a member of the first source in the intersection; nothing where another lacks it.
std::optional<double> common_score(const Request& request, std::string_view member, double score) {
  double result = number_or_zero(request.sources[0].weight * score);
  for (std::size_t i = 1; i < request.sources.size(); ++i) {
    const Source& source = request.sources[i];
    const auto other = source.score_of(member);
    if (!other) return std::nullopt;
    result = joined(request.aggregate, result, source.weight * *other);
  }
  return result;
}

void intersect(const Request& request, SortedSet& result) {
  request.sources[0].for_each([&](std::string_view member, double score) {
    if (const auto common = common_score(request, member, score)) result.set(member, *common);
  });
}

void subtract(const Request& request, SortedSet& result) {
  request.sources[0].for_each([&](std::string_view member, double score) {
    const bool elsewhere =
        std::any_of(request.sources.begin() + 1, request.sources.end(),
                    [&](const Source& source) { return source.score_of(member).has_value(); });
    if (!elsewhere) result.set(member, score);
  });
}

// Redis joins the smallest sources first, which shows in rounded sums.
std::unique_ptr<SortedSet> result_of(Operation operation, Request& request) {
  auto result = std::make_unique<SortedSet>();
  result->leave_compact_form();
  if (operation == Operation::subtract) {
    subtract(request, *result);
    return result;
  }
  std::ranges::stable_sort(request.sources, {}, &Source::size);
  operation == Operation::unite ? unite(request, *result) : intersect(request, *result);
  return result;
}

void combine(Call& call, Form form) {
  Request request;
  const auto options_at = parse_sources(call, form, request);
  if (!options_at || !parse_options(call, form, *options_at, request)) return;
  auto result = result_of(form.operation, request);
  if (form.counts_only) {
    const auto size = static_cast<std::int64_t>(result->size());
    return call.reply.integer(request.limit == 0 ? size : std::min(size, request.limit));
  }
  if (!form.stores()) {
    return reply_elements(call, *result, result->all(), {.scores = request.scores});
  }
  settle_encoding(*result, call.instance.config);
  store_result(call, call.args[1], std::move(result));
}

void zunion(Call& call) { combine(call, {Operation::unite}); }
void zinter(Call& call) { combine(call, {Operation::intersect}); }
void zdiff(Call& call) { combine(call, {Operation::subtract}); }
void zintercard(Call& call) { combine(call, {Operation::intersect, 1, true}); }
void zunionstore(Call& call) { combine(call, {Operation::unite, 2}); }
void zinterstore(Call& call) { combine(call, {Operation::intersect, 2}); }
void zdiffstore(Call& call) { combine(call, {Operation::subtract, 2}); }

constexpr Flags stores = Flag::write | Flag::deny_oom;

constexpr KeyPositions target_and_counted{.first = 1, .last = 1, .step = 1, .numkeys = 2};

constexpr std::array family_commands = {
    Command{"ZUNION", -3, Flag::readonly, numkeys_first, zunion},
    Command{"ZINTER", -3, Flag::readonly, numkeys_first, zinter},
    Command{"ZDIFF", -3, Flag::readonly, numkeys_first, zdiff},
    Command{"ZINTERCARD", -3, Flag::readonly, numkeys_first, zintercard},
    Command{"ZUNIONSTORE", -4, stores, target_and_counted, zunionstore},
    Command{"ZINTERSTORE", -4, stores, target_and_counted, zinterstore},
    Command{"ZDIFFSTORE", -4, stores, target_and_counted, zdiffstore},
};

}  // namespace

std::span<const Command> sorted_set_algebra_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
