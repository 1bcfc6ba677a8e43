#include "sim/redis/memory_estimate.h"

#include <algorithm>
#include <memory>
#include <string>
#include <variant>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t key_overhead = 56;
constexpr std::size_t container_overhead = 64;
constexpr std::size_t sampled_most = 5;      // elements that stand for all, as in MEMORY USAGE
constexpr std::size_t searched_most = 16;    // slots in which they are searched: some have died
constexpr std::size_t longest_compact = 64;  // bytes of an element in the compact form
constexpr std::size_t stream_overhead = 600;
constexpr std::size_t stream_node_bytes = 4096;

// A few elements, whose mean is taken for all.
class Sample {
 public:
  void add(std::size_t bytes) {
    if (elements_ == sampled_most) return;
    bytes_ += bytes;
    ++elements_;
  }
  [[nodiscard]] std::size_t mean() const { return elements_ == 0 ? 0 : bytes_ / elements_; }

 private:
  std::size_t elements_ = 0;
  std::size_t bytes_ = 0;
};

struct Estimate {
  std::size_t operator()(const String& string) const {
    return parse_integer(string) ? 0 : string.size() + 9;
  }
  std::size_t operator()(const std::unique_ptr<List>& list) const {
    Sample sample;
    for (std::size_t at = 0; at < std::min(list->size(), sampled_most); ++at) {
      sample.add((*list)[at].size());
    }
    return container_overhead + list->size() * (sample.mean() + 3);
  }
  std::size_t operator()(const std::unique_ptr<Set>& set) const {
    Sample sample;
    set->for_newest(searched_most, [&](std::string_view member) { sample.add(member.size()); });
    return container_overhead + set->size() * (sample.mean() + 44);
  }
  std::size_t operator()(const std::unique_ptr<Hash>& hash) const {
    Sample sample;
    hash->for_newest(searched_most, [&](std::string_view field, std::string_view value) {
      sample.add(field.size() + value.size());
    });
    const bool compact = hash->size() <= 512 && sample.mean() <= 2 * longest_compact;
    return container_overhead + hash->size() * (sample.mean() + (compact ? 8 : 48));
  }
  std::size_t operator()(const std::unique_ptr<SortedSet>& set) const {
    Sample sample;
    for (std::size_t rank = 0; rank < std::min(set->size(), sampled_most); ++rank) {
      sample.add(set->at(rank).member.size());
    }
    const bool compact = set->size() <= 128 && sample.mean() <= longest_compact;
    return container_overhead + set->size() * (sample.mean() + (compact ? 9 : 94));
  }
  std::size_t operator()(const std::unique_ptr<Stream>& stream) const {
    Sample sample;
    for (const auto& [id, fields] : stream->range(lowest_id, highest_id, sampled_most)) {
      std::size_t bytes = 0;
      for (const std::string& word : fields) bytes += word.size();
      sample.add(bytes);
    }
    return stream_overhead + std::max(stream_node_bytes, stream->size() * (sample.mean() + 20));
  }
};

}  // namespace

std::size_t memory_of(std::string_view key, const Entry& entry) {
  return key_overhead + key.size() + std::visit(Estimate{}, entry.value);
}

}  // namespace rollcall::sim::redis
