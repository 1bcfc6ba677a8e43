// Parts of strings.
#include <algorithm>
#include <array>
#include <string>

#include "sim/redis/families.h"

namespace rollcall::sim::redis {
namespace {

// False after an error reply.
bool is_allowed(Call& call, std::size_t length) {
  if (length <= static_cast<std::size_t>(call.instance.config.proto_max_bulk_len)) return true;
  call.reply.error("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  return false;
}

void reply_length(Call& call, const String* string) {
  call.reply.integer(string == nullptr ? 0 : static_cast<std::int64_t>(string->size()));
}

void append(Call& call) {
  const std::string_view key = call.args[1];
  const std::string_view bytes = call.args[2];
  const auto found = call.find<String>(key);
  if (!found) return;
  if (*found != nullptr && !is_allowed(call, (*found)->size() + bytes.size())) return;
  const auto form = *found == nullptr ? StringForm::shortest : StringForm::raw;
  String& held = call.edit_string(key, form);
  held += bytes;
  call.modified(key);
  reply_length(call, &held);
}

void strlen(Call& call) {
  if (const auto found = call.find<String>(call.args[1])) reply_length(call, *found);
}

void setrange(Call& call) {
  const std::string_view key = call.args[1];
  const std::string_view bytes = call.args[3];
  const auto offset = call.integer_argument(2);
  if (!offset) return;
  if (*offset < 0) return call.reply.error("ERR offset is out of range");
  const auto found = call.find<String>(key);
  if (!found) return;
  if (bytes.empty()) return reply_length(call, *found);
  const auto from = static_cast<std::size_t>(*offset);
  if (!is_allowed(call, from + bytes.size())) return;
  String& held = call.edit_string(key, StringForm::raw);
  if (held.size() < from) held.resize(from);
  held.replace(from, bytes.size(), bytes);
  call.modified(key);
  reply_length(call, &held);
}

// Negative ones count from the end; what lies before the start is the start, even for the last one.
void getrange(Call& call) {
  const auto first = call.integer_argument(2);
  if (!first) return;
  const auto last = call.integer_argument(3);
  if (!last) return;
  const auto found = call.find<String>(call.args[1]);
  if (!found) return;
  if (*found == nullptr || (*first < 0 && *last < 0 && *first > *last)) return call.reply.bulk("");
  const String& held = **found;
  const auto size = static_cast<std::int64_t>(held.size());
  const std::int64_t from = std::max<std::int64_t>(*first < 0 ? *first + size : *first, 0);
  const std::int64_t to =
      std::min(std::max<std::int64_t>(*last < 0 ? *last + size : *last, 0), size - 1);
  if (from > to) return call.reply.bulk("");
  call.reply.bulk(std::string_view(held).substr(static_cast<std::size_t>(from),
                                                static_cast<std::size_t>(to - from + 1)));
}

constexpr Flags stores = Flag::write | Flag::deny_oom;

constexpr std::array family_commands = {
    Command{"APPEND", 3, stores | Flag::fast, one_key, append},
    Command{"STRLEN", 2, Flag::readonly | Flag::fast, one_key, strlen},
    Command{"SETRANGE", 4, stores, one_key, setrange},
    Command{"GETRANGE", 4, Flag::readonly, one_key, getrange},
    Command{"SUBSTR", 4, Flag::readonly, one_key, getrange},
};

}  // namespace

std::span<const Command> string_range_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
