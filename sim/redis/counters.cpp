// INCR and its kin: strings that hold numbers.
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

void add_to(Call& call, std::int64_t increment) {
  const std::string_view key = call.args[1];
  const auto found = call.find<String>(key);
  if (!found) return;
  std::int64_t number = 0;
  if (*found != nullptr) {
    const auto held = parse_integer(**found);
    if (!held) return call.reply.error("ERR value is not an integer or out of range");
    number = *held;
  }
  const auto sum = add_checked(number, increment);
  if (!sum) return call.reply.error("ERR increment or decrement would overflow");
  String& held = call.edit_string(key, StringForm::shortest);
  held.clear();
  append_integer(held, *sum);
  call.modified(key);
  call.reply.integer(*sum);
}

void incr(Call& call) { add_to(call, 1); }
void decr(Call& call) { add_to(call, -1); }

void incrby(Call& call) {
  if (const auto increment = call.integer_argument(2)) add_to(call, *increment);
}

void decrby(Call& call) {
  const auto decrement = call.integer_argument(2);
  if (!decrement) return;
  if (*decrement == std::numeric_limits<std::int64_t>::min()) {
    return call.reply.error("ERR decrement would overflow");
  }
  add_to(call, -*decrement);
}

void incrbyfloat(Call& call) {
  const std::string_view key = call.args[1];
  const auto found = call.find<String>(key);
  if (!found) return;
  const auto number = *found == nullptr ? 0 : parse_long_double(**found);
  const auto increment = parse_long_double(call.args[2]);
  if (!number || !increment) return call.reply.error("ERR value is not a valid float");
  const long double sum = *number + *increment;
  if (!std::isfinite(sum)) {
    return call.reply.error("ERR increment would produce NaN or Infinity");
  }
  String& held = call.edit_string(key, StringForm::characters);
  held.clear();
  append_long_double(held, sum);
  call.reply.bulk(held);
  // The sum, not the increment: another machine might round otherwise.
  call.propagate_as({"SET", key, held, "KEEPTTL"});
  call.modified(key);
}

constexpr Flags counting_flags = Flag::write | Flag::deny_oom | Flag::fast;

constexpr std::array family_commands = {
    Command{"INCR", 2, counting_flags, one_key, incr},
    Command{"DECR", 2, counting_flags, one_key, decr},
    Command{"INCRBY", 3, counting_flags, one_key, incrby},
    Command{"DECRBY", 3, counting_flags, one_key, decrby},
    Command{"INCRBYFLOAT", 3, counting_flags, one_key, incrbyfloat},
};

}  // namespace

std::span<const Command> counter_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
