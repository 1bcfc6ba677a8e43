// BITFIELD: integers of any width at any bit of a string.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/bits.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

enum class Overflow { wraps, saturates, fails };

// Unsigned fields have 63 bits at the most, so that every value is an int64.
struct Field {
  std::size_t offset;
  std::size_t width;
  bool is_signed;

  [[nodiscard]] std::int64_t max() const {
    const std::size_t bits = is_signed ? width - 1 : width;
    return static_cast<std::int64_t>((std::uint64_t{1} << bits) - 1);
  }
  [[nodiscard]] std::int64_t min() const { return is_signed ? -max() - 1 : 0; }

  // The lowest bits as a value of the field.
  [[nodiscard]] std::int64_t wrapped(std::uint64_t bits) const {
    if (width == 64) return static_cast<std::int64_t>(bits);
    bits &= (std::uint64_t{1} << width) - 1;
    const bool negative = is_signed && (bits >> (width - 1) & 1) != 0;
    return static_cast<std::int64_t>(negative ? bits | ~std::uint64_t{0} << width : bits);
  }
};

struct Step {
  enum class Kind { get, set, add } kind;
  Field field;
  std::int64_t operand = 0;
  Overflow overflow = Overflow::wraps;
};

std::optional<Field> field_argument(Call& call, std::size_t at) {
  const std::string_view type = call.args[at];
  const bool is_signed = type.starts_with('i');
  const bool is_known = is_signed || type.starts_with('u');
  const auto width = is_known ? parse_integer(type.substr(1)) : std::nullopt;
  if (!width || *width < 1 || *width > (is_signed ? 64 : 63)) {
    call.reply.error(
        "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but "
        "i64 is.");
    return std::nullopt;
  }
  const auto bits = static_cast<std::size_t>(*width);
  const auto offset = bit_offset_argument(call, at + 1, bits);
  if (!offset) return std::nullopt;
  return Field{*offset, bits, is_signed};
}

std::optional<Overflow> overflow_argument(Call& call, std::size_t at) {
  if (equals_ignoring_case(call.args[at], "WRAP")) return Overflow::wraps;
  if (equals_ignoring_case(call.args[at], "SAT")) return Overflow::saturates;
  if (equals_ignoring_case(call.args[at], "FAIL")) return Overflow::fails;
  call.reply.error("ERR Invalid OVERFLOW type specified");
  return std::nullopt;
}

// Nothing after an error reply.
std::optional<std::vector<Step>> parse(Call& call) {
  std::vector<Step> steps;
  Overflow overflow = Overflow::wraps;
  for (std::size_t at = 2; at < call.args.size();) {
    const std::string_view word = call.args[at];
    const std::size_t left = call.args.size() - at - 1;
    if (equals_ignoring_case(word, "OVERFLOW") && left >= 1) {
      const auto chosen = overflow_argument(call, at + 1);
      if (!chosen) return std::nullopt;
      overflow = *chosen;
      at += 2;
      continue;
    }
    const bool gets = equals_ignoring_case(word, "GET") && left >= 2;
    const bool sets = equals_ignoring_case(word, "SET") && left >= 3;
    const bool adds = equals_ignoring_case(word, "INCRBY") && left >= 3;
    if (!gets && !sets && !adds) {
      call.syntax_error();
      return std::nullopt;
    }
    const auto field = field_argument(call, at + 1);
    if (!field) return std::nullopt;
    const auto operand = gets ? 0 : call.integer_argument(at + 3);
    if (!operand) return std::nullopt;
    const auto kind = gets ? Step::Kind::get : sets ? Step::Kind::set : Step::Kind::add;
    steps.push_back({kind, *field, *operand, overflow});
    at += gets ? 3 : 4;
  }
  return steps;
}

std::int64_t read(std::string_view bytes, const Field& field) {
  std::uint64_t bits = 0;
  for (std::size_t at = 0; at < field.width; ++at) {
    bits = bits << 1 | (bit_at(bytes, field.offset + at) ? 1 : 0);
  }
  return field.wrapped(bits);
}

void write(String& bytes, const Field& field, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  for (std::size_t at = 0; at < field.width; ++at) {
    set_bit(bytes, field.offset + at, (bits >> (field.width - 1 - at) & 1) != 0);
  }
}

// What the step makes of the value held; nothing where it fails.
std::optional<std::int64_t> new_value(const Step& step, std::int64_t held) {
  const Field& field = step.field;
  const std::int64_t from = step.kind == Step::Kind::add ? held : 0;
  const auto sum = add_checked(from, step.operand);
  // An unsigned field that is set takes a negative number for a huge one, and so does a signed one
  // where the distance from its maximum has no place in 64 bits (observed on redis-server 7.0.15).
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t least_taken =
      field.is_signed && field.width < 64 ? field.max() - most : field.min();
  const bool is_huge = step.kind == Step::Kind::set && step.operand < least_taken;
  const bool above = is_huge || (sum ? *sum > field.max() : step.operand > 0);
  const bool below = !is_huge && (sum ? *sum < field.min() : step.operand < 0);
  if (!above && !below) return sum;
  if (step.overflow == Overflow::fails) return std::nullopt;
  if (step.overflow == Overflow::saturates) return above ? field.max() : field.min();
  return field.wrapped(static_cast<std::uint64_t>(from) + static_cast<std::uint64_t>(step.operand));
}

// Replies to a step that writes; whether it changed anything.
bool run(Call& call, const BitString& string, const Step& step) {
  const std::int64_t held = read(string.bytes, step.field);
  const auto value = new_value(step, held);
  if (!value) {
    call.reply.null();
    return false;
  }
  call.reply.integer(step.kind == Step::Kind::set ? held : *value);
  write(string.bytes, step.field, *value);
  return string.grown || held != *value;
}

void run_reading(Call& call, const std::vector<Step>& steps) {
  const auto found = call.find<String>(call.args[1]);
  if (!found) return;
  const std::string_view bytes = *found == nullptr ? std::string_view() : **found;
  call.reply.array(steps.size());
  for (const Step& step : steps) call.reply.integer(read(bytes, step.field));
}

void bitfield(Call& call) {
  const auto steps = parse(call);
  if (!steps) return;
  std::optional<std::size_t> last_bit;
  for (const Step& step : *steps) {
    if (step.kind == Step::Kind::get) continue;
    last_bit = std::max(last_bit.value_or(0), step.field.offset + step.field.width - 1);
  }
  if (!last_bit) return run_reading(call, *steps);
  const auto string = string_with_bit(call, call.args[1], *last_bit);
  if (!string) return;
  call.reply.array(steps->size());
  std::uint64_t changes = 0;
  for (const Step& step : *steps) {
    if (step.kind == Step::Kind::get) {
      call.reply.integer(read(string->bytes, step.field));
    } else if (run(call, *string, step)) {
      ++changes;
    }
  }
  if (changes > 0) call.modified(call.args[1], changes);
}

void bitfield_ro(Call& call) {
  const auto steps = parse(call);
  if (!steps) return;
  for (const Step& step : *steps) {
    if (step.kind != Step::Kind::get) {
      return call.reply.error("ERR BITFIELD_RO only supports the GET subcommand");
    }
  }
  run_reading(call, *steps);
}

constexpr std::array family_commands = {
    Command{"BITFIELD", -2, Flag::write | Flag::deny_oom, one_key, bitfield},
    Command{"BITFIELD_RO", -2, Flag::readonly | Flag::fast, one_key, bitfield_ro},
};

}  // namespace

std::span<const Command> bit_field_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
