#include "sim/redis/memory_estimate.h"

#include <memory>
#include <string>
#include <variant>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t key_overhead = 56;
constexpr std::size_t sampled_most = 5;  // elements that stand for all, as in MEMORY USAGE

struct Sample {
  std::size_t elements = 0;
  std::size_t bytes = 0;
  [[nodiscard]] std::size_t of(std::size_t count, std::size_t overhead) const {
    return elements == 0 ? 0 : count * (bytes / elements + overhead);
  }
};

struct Estimate {
  std::size_t operator()(const String& string) const {
    return parse_integer(string) ? 0 : string.size() + 9;
  }
  std::size_t operator()(const std::unique_ptr<List>& list) const {
    Sample sample;
    for (const std::string& element : *list) {
      if (sample.elements == sampled_most) break;
      ++sample.elements;
      sample.bytes += element.size();
    }
    return 64 + sample.of(list->size(), 3);
  }
  std::size_t operator()(const std::unique_ptr<Set>& set) const {
    Sample sample;
    set->scan(0, sampled_most, [&](const std::string& member, const Nothing&) {
      ++sample.elements;
      sample.bytes += member.size();
    });
    return 64 + sample.of(set->size(), 44);
  }
  std::size_t operator()(const std::unique_ptr<Hash>& hash) const {
    Sample sample;
    hash->scan(0, sampled_most, [&](const std::string& field, const std::string& value) {
      ++sample.elements;
      sample.bytes += field.size() + value.size();
    });
    return 64 + sample.of(hash->size(), hash->size() > 128 ? 56 : 6);
  }
  std::size_t operator()(const std::unique_ptr<SortedSet>& set) const {
    return 64 + set->size() * 80;
  }
  std::size_t operator()(const std::unique_ptr<Stream>& stream) const {
    return 512 + stream->size() * 48;
  }
};

}  // namespace

std::size_t memory_of(std::string_view key, const Entry& entry) {
  return key_overhead + key.size() + std::visit(Estimate{}, entry.value);
}

}  // namespace rollcall::sim::redis
