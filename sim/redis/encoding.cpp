#include "sim/redis/encoding.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <variant>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t longest_integer = 20;
constexpr std::size_t longest_embedded = 44;

bool exceeds(std::size_t size, std::int64_t most) { return size > static_cast<std::size_t>(most); }

std::string_view encoding_of(const String& string, StringForm form) {
  const bool is_integer = form == StringForm::shortest && string.size() <= longest_integer &&
                          parse_integer(string).has_value();
  if (is_integer) return "int";
  return form == StringForm::raw || string.size() > longest_embedded ? "raw" : "embstr";
}

bool outgrows(const Set& set, std::string_view member, const Config& config) {
  return exceeds(set.size(), config.set_max_intset_entries) || !parse_integer(member).has_value();
}

struct Settle {
  const Config& config;

  void operator()(String&) const {}
  void operator()(std::unique_ptr<List>&) const {}
  void operator()(std::unique_ptr<Stream>&) const {}
  void operator()(std::unique_ptr<Set>& set) const { settle_encoding(*set, config); }
  void operator()(std::unique_ptr<SortedSet>& set) const { settle_encoding(*set, config); }
  void operator()(std::unique_ptr<Hash>& hash) const {
    std::size_t longest = 0;
    hash->for_each([&](std::string_view field, std::string_view value) {
      longest = std::max({longest, field.size(), value.size()});
    });
    hash->set_flag(false);
    note_written(*hash, longest, config);
  }
};

}  // namespace

std::string_view encoding_of(const Entry& entry) {
  struct Name {
    StringForm form;
    std::string_view operator()(const String& string) const { return encoding_of(string, form); }
    std::string_view operator()(const std::unique_ptr<List>&) const { return "quicklist"; }
    std::string_view operator()(const std::unique_ptr<Set>& set) const {
      return set->flag() ? "hashtable" : "intset";
    }
    std::string_view operator()(const std::unique_ptr<Hash>& hash) const {
      return hash->flag() ? "hashtable" : "listpack";
    }
    std::string_view operator()(const std::unique_ptr<SortedSet>& set) const {
      return set->is_compact() ? "listpack" : "skiplist";
    }
    std::string_view operator()(const std::unique_ptr<Stream>&) const { return "stream"; }
  };
  return std::visit(Name{entry.form}, entry.value);
}

std::vector<std::string> listed_members(const Set& set) {
  std::vector<std::string> members;
  set.for_each([&](std::string_view member) { members.emplace_back(member); });
  const bool ascends = !set.flag();
  if (ascends) {
    std::ranges::sort(members, {},
                      [](std::string_view member) { return parse_integer(member).value_or(0); });
  }
  return members;
}

void settle_encoding(Value& value, const Config& config) { std::visit(Settle{config}, value); }

bool is_compact(const Value& value) {
  if (const auto* const hash = std::get_if<std::unique_ptr<Hash>>(&value)) return !(*hash)->flag();
  const auto* const sorted_set = std::get_if<std::unique_ptr<SortedSet>>(&value);
  return sorted_set != nullptr && (*sorted_set)->is_compact();
}

void settle_loaded(Value& value, bool was_compact, const Config& config) {
  if (!was_compact) return settle_encoding(value, config);
  if (Hash* const hash = value_as<Hash>(value)) {
    hash->set_flag(exceeds(hash->size(), config.hash_max_listpack_entries));
  } else if (SortedSet* const set = value_as<SortedSet>(value)) {
    if (!exceeds(set->size(), config.zset_max_listpack_entries)) set->hold_compactly();
  }
}

void note_written(Hash& hash, std::size_t longest, const Config& config) {
  const bool outgrown = exceeds(hash.size(), config.hash_max_listpack_entries) ||
                        exceeds(longest, config.hash_max_listpack_value);
  if (outgrown) hash.set_flag(true);
}

void note_added(Set& set, std::string_view member, const Config& config) {
  if (outgrows(set, member, config)) set.set_flag(true);
}

void settle_encoding(Set& set, const Config& config) {
  bool outgrown = false;
  set.for_each([&](std::string_view member) { outgrown |= outgrows(set, member, config); });
  set.set_flag(outgrown);
}

void settle_encoding(SortedSet& set, const Config& config) {
  set.compact_if_small({.elements = static_cast<std::size_t>(config.zset_max_listpack_entries),
                        .bytes = static_cast<std::size_t>(config.zset_max_listpack_value)});
}

void prepare_for(SortedSet& set, std::size_t count, const Config& config) {
  if (exceeds(count, config.zset_max_listpack_entries)) set.leave_compact_form();
}

void set_score(SortedSet& set, std::string_view member, double score, const Config& config) {
  const bool outgrows = exceeds(set.size() + 1, config.zset_max_listpack_entries) ||
                        exceeds(member.size(), config.zset_max_listpack_value);
  if (set.is_compact() && outgrows && !set.score_of(member)) set.leave_compact_form();
  set.set(member, score);
}

}  // namespace rollcall::sim::redis
