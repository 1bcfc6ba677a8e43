#include "sim/redis/rdb_value.h"

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <variant>

namespace rollcall::sim::redis {
namespace {

struct Write {
  RdbWriter& out;

  void operator()(const String& string) const { out.text(string); }
  void operator()(const std::unique_ptr<List>& list) const {
    out.length(list->size());
    list->for_each([&](std::string_view element) { out.text(element); });
  }
  void operator()(const std::unique_ptr<Set>& set) const {
    out.length(set->size());
    set->for_each([&](std::string_view member) { out.text(member); });
  }
  void operator()(const std::unique_ptr<Hash>& hash) const {
    out.length(hash->size());
    hash->for_each([&](std::string_view field, std::string_view value) {
      out.text(field);
      out.text(value);
    });
  }
  void operator()(const std::unique_ptr<SortedSet>& set) const {
    out.length(set->size());
    set->for_each(set->all(), [&](const SortedSet::Element& element) {
      out.text(element.member);
      out.little_endian(std::bit_cast<std::uint64_t>(element.score), 8);
    });
  }
  void operator()(const std::unique_ptr<Stream>& stream) const { write_object(out, *stream); }
};

}  // namespace

RdbType rdb_type(const Value& value) {
  constexpr std::array types{string_type, list_type,       set_type,
                             hash_type,   sorted_set_type, stream_type};
  static_assert(types.size() == std::variant_size_v<Value>);
  return types[value.index()];
}

void write_object(RdbWriter& out, const Value& value) { std::visit(Write{out}, value); }

}  // namespace rollcall::sim::redis
