#include "sim/redis/lazy_free.h"

#include <cstddef>
#include <memory>
#include <variant>

#include "sim/redis/encoding.h"
#include "sim/redis/memory_estimate.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t list_node_bytes = 8192;  // list-max-listpack-size -2

// The first group stands for all.
std::size_t allocations_of(const Stream& stream) {
  const std::size_t nodes = stream.nodes().tree_size();
  if (stream.groups.empty()) return nodes;
  return nodes + stream.groups.size() * (1 + stream.groups.begin()->second.pending.size());
}

}  // namespace

bool is_freed_lazily(std::string_view key, const Entry& entry) {
  constexpr std::size_t most = 64;
  if (const auto* const stream = std::get_if<std::unique_ptr<Stream>>(&entry.value)) {
    return allocations_of(**stream) > most;
  }
  if (std::holds_alternative<std::unique_ptr<List>>(entry.value)) {
    return memory_of(key, entry) / list_node_bytes > most;
  }
  const std::string_view encoding = encoding_of(entry);
  if (encoding != "hashtable" && encoding != "skiplist") return false;
  return std::visit(
      [](const auto& held) {
        if constexpr (requires { held->size(); }) return held->size() > most;
        return false;
      },
      entry.value);
}

}  // namespace rollcall::sim::redis
