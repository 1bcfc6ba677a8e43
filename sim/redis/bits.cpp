// SETBIT, BITCOUNT and their kin.
#include "sim/redis/bits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "sim/redis/eviction.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {

std::optional<std::size_t> bit_offset_argument(Call& call, std::size_t at, std::size_t width) {
  const std::int64_t bytes_max = call.instance.config.proto_max_bulk_len;
  const std::int64_t bits_max = bytes_max > (std::int64_t{1} << 59) ? bytes_max : bytes_max * 8;
  std::string_view text = call.args[at];
  const bool in_fields = width > 0 && text.starts_with('#');
  if (in_fields) text.remove_prefix(1);
  auto offset = parse_integer(text);
  if (offset && in_fields && *offset < bits_max) *offset *= static_cast<std::int64_t>(width);
  if (offset && *offset >= 0 && *offset < bits_max) return static_cast<std::size_t>(*offset);
  call.reply.error("ERR bit offset is not an integer or out of range");
  return std::nullopt;
}

std::optional<BitString> string_with_bit(Call& call, std::string_view key, std::size_t bit) {
  const auto found = call.find<String>(key);
  if (!found) return std::nullopt;
  const std::size_t size = bit / 8 + 1;
  const bool grown = *found == nullptr || (*found)->size() < size;
  String& bytes = call.edit_string(key, StringForm::raw);
  if (bytes.size() < size) bytes.resize(size);
  // It stays so, even where nothing comes of it that would tell anybody.
  if (call.instance.config.maxmemory > 0) {
    count_memory(call.instance, call.session.database, key);
  }
  return BitString{bytes, grown};
}

namespace {

void setbit(Call& call) {
  constexpr std::string_view wrong = "ERR bit is not an integer or out of range";
  const auto offset = bit_offset_argument(call, 2);
  if (!offset) return;
  const auto bit = call.integer_argument(3, wrong);
  if (!bit) return;
  if (*bit != 0 && *bit != 1) return call.reply.error(wrong);
  const auto string = string_with_bit(call, call.args[1], *offset);
  if (!string) return;
  const bool held = bit_at(string->bytes, *offset);
  if (string->grown || held != (*bit == 1)) {
    set_bit(string->bytes, *offset, *bit == 1);
    call.modified(call.args[1]);
  }
  call.reply.integer(held ? 1 : 0);
}

void getbit(Call& call) {
  const auto offset = bit_offset_argument(call, 2);
  if (!offset) return;
  const auto string = call.find<String>(call.args[1]);
  if (!string) return;
  call.reply.integer(*string != nullptr && bit_at(**string, *offset) ? 1 : 0);
}

// Bits first to last, both included; none when first is greater.
struct BitRange {
  std::int64_t first;
  std::int64_t last;
};

// The range of `start` and `end` in bytes or bits, which count from the end when negative.
BitRange range_of(std::int64_t start, std::int64_t end, bool in_bits, std::size_t bytes) {
  const std::int64_t size = static_cast<std::int64_t>(bytes) * (in_bits ? 8 : 1);
  if (start < 0) start = std::max<std::int64_t>(start + size, 0);
  if (end < 0) end = std::max<std::int64_t>(end + size, 0);
  end = std::min(end, size - 1);
  if (start > end) return {1, 0};
  return in_bits ? BitRange{start, end} : BitRange{start * 8, end * 8 + 7};
}

// Whether args[at] says BIT, not BYTE; nothing after a syntax error.
std::optional<bool> unit_argument(Call& call, std::size_t at) {
  const bool in_bits = equals_ignoring_case(call.args[at], "BIT");
  if (in_bits || equals_ignoring_case(call.args[at], "BYTE")) return in_bits;
  call.syntax_error();
  return std::nullopt;
}

std::int64_t count_bits(std::string_view bytes, BitRange range) {
  std::int64_t count = 0;
  std::int64_t at = range.first;
  const auto is_set = [&](std::int64_t bit) {
    return bit_at(bytes, static_cast<std::size_t>(bit));
  };
  for (; at <= range.last && at % 8 != 0; ++at) count += is_set(at) ? 1 : 0;
  for (; at + 7 <= range.last; at += 8) {
    count += std::popcount(static_cast<unsigned char>(bytes[static_cast<std::size_t>(at / 8)]));
  }
  for (; at <= range.last; ++at) count += is_set(at) ? 1 : 0;
  return count;
}

void bitcount(Call& call) {
  const auto found = call.find<String>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return call.reply.integer(0);
  const std::string_view bytes = **found;
  std::int64_t start = 0;
  std::int64_t end = -1;
  bool in_bits = false;
  if (call.args.size() == 4 || call.args.size() == 5) {
    const auto first = call.integer_argument(2);
    if (!first) return;
    const auto last = call.integer_argument(3);
    if (!last) return;
    if (*first < 0 && *last < 0 && *first > *last) return call.reply.integer(0);
    const auto unit = call.args.size() == 5 ? unit_argument(call, 4) : false;
    if (!unit) return;
    start = *first;
    end = *last;
    in_bits = *unit;
  } else if (call.args.size() != 2) {
    return call.syntax_error();
  }
  call.reply.integer(count_bits(bytes, range_of(start, end, in_bits, bytes.size())));
}

// The first bit of that value in the range; nothing when there is none.
std::optional<std::int64_t> find_bit(std::string_view bytes, bool value, BitRange range) {
  const char same = value ? '\0' : '\xff';  // a byte without such a bit
  for (std::int64_t at = range.first; at <= range.last;) {
    const auto bit = static_cast<std::size_t>(at);
    if (at % 8 == 0 && at + 7 <= range.last && bytes[bit / 8] == same) {
      at += 8;
      continue;
    }
    if (bit_at(bytes, bit) == value) return at;
    ++at;
  }
  return std::nullopt;
}

void bitpos(Call& call) {
  const std::size_t words = call.args.size();
  const auto bit = call.integer_argument(2);
  if (!bit) return;
  if (*bit != 0 && *bit != 1) return call.reply.error("ERR The bit argument must be 1 or 0.");
  const auto found = call.find<String>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return call.reply.integer(*bit == 1 ? -1 : 0);
  if (words > 6) return call.syntax_error();
  const auto start = words > 3 ? call.integer_argument(3) : 0;
  if (!start) return;
  const auto unit = words > 5 ? unit_argument(call, 5) : false;
  if (!unit) return;
  const auto end = words > 4 ? call.integer_argument(4) : -1;
  if (!end) return;
  const std::string_view bytes = **found;
  const BitRange range = range_of(*start, *end, *unit, bytes.size());
  if (range.first > range.last) return call.reply.integer(-1);
  const auto at = find_bit(bytes, *bit == 1, range);
  // Without an end, zeros follow the string.
  const bool goes_on = *bit == 0 && words < 5;
  call.reply.integer(at.value_or(goes_on ? static_cast<std::int64_t>(bytes.size()) * 8 : -1));
}

enum class Operation { conjunction, disjunction, exclusion, negation };

std::optional<Operation> parse_operation(std::string_view word) {
  if (equals_ignoring_case(word, "AND")) return Operation::conjunction;
  if (equals_ignoring_case(word, "OR")) return Operation::disjunction;
  if (equals_ignoring_case(word, "XOR")) return Operation::exclusion;
  if (equals_ignoring_case(word, "NOT")) return Operation::negation;
  return std::nullopt;
}

// As long as the longest source; the others go on with zeros.
String result_of(Operation operation, const std::vector<std::string_view>& sources) {
  std::size_t size = 0;
  for (const std::string_view source : sources) size = std::max(size, source.size());
  String result(sources[0]);
  result.resize(size);
  if (operation == Operation::negation) {
    for (char& byte : result) byte = static_cast<char>(~byte);
  }
  for (std::size_t i = 1; i < sources.size(); ++i) {
    for (std::size_t at = 0; at < size; ++at) {
      const char byte = at < sources[i].size() ? sources[i][at] : '\0';
      if (operation == Operation::conjunction) result[at] = static_cast<char>(result[at] & byte);
      if (operation == Operation::disjunction) result[at] = static_cast<char>(result[at] | byte);
      if (operation == Operation::exclusion) result[at] = static_cast<char>(result[at] ^ byte);
    }
  }
  return result;
}

void bitop(Call& call) {
  const auto operation = parse_operation(call.args[1]);
  if (!operation) return call.syntax_error();
  if (*operation == Operation::negation && call.args.size() != 4) {
    return call.reply.error("ERR BITOP NOT must be called with a single source key.");
  }
  std::vector<std::string_view> sources;
  for (const std::string_view key : call.args.subspan(3)) {
    const auto found = call.find<String>(key);
    if (!found) return;
    sources.push_back(*found == nullptr ? std::string_view() : std::string_view(**found));
  }
  String result = result_of(*operation, sources);
  const std::string_view target = call.args[2];
  call.reply.integer(std::ssize(result));
  const bool overwrites = call.find_entry(target) != nullptr;
  if (result.empty()) {
    if (overwrites && call.database().erase(target)) call.modified(target);
    return;
  }
  call.put(call.session.database, target, std::move(result), no_expiry).form = StringForm::raw;
  call.modified(target);
}

constexpr Flags stores = Flag::write | Flag::deny_oom;

constexpr std::array family_commands = {
    Command{"SETBIT", 4, stores, one_key, setbit},
    Command{"GETBIT", 3, Flag::readonly | Flag::fast, one_key, getbit},
    Command{"BITCOUNT", -2, Flag::readonly, one_key, bitcount},
    Command{"BITPOS", -3, Flag::readonly, one_key, bitpos},
    Command{"BITOP", -4, stores, {2, -1, 1}, bitop},
};

}  // namespace

std::span<const Command> bit_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
