// Keeps the memory of the dataset within maxmemory, by deleting keys that maxmemory-policy chooses.
//
// The memory used is what an empty Redis takes, and for each key the estimate of memory_estimate.h.
// Buffers of clients, queued transactions and scripts, which Redis counts too, are not in it. While
// there is a limit, a key is counted anew whenever it changes, in constant time; without one
// nothing is counted.
//
// As in Redis, the policies for the least recently or frequently used take the best of a few keys
// that they draw; Redis also remembers good candidates of earlier draws. Draws follow from how many
// there were before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/redis/instance.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::size_t used_memory(const Instance& instance);

// The key has changed or gone.
void count_memory(Instance& instance, std::size_t database, std::string_view key);
// All keys: the limit is new, or a dataset has been loaded.
void count_all_memory(Instance& instance);
// Somebody has asked for the key.
void note_access(Instance& instance, Entry& entry, UnixMs now);
// The key has a new value.
void note_creation(Entry& entry, UnixMs now);
// How long ago, and how often, that was.
[[nodiscard]] std::int64_t idle_seconds(const Entry& entry, UnixMs now);
[[nodiscard]] std::int64_t access_frequency(const Config& config, const Entry& entry, UnixMs now);
// Whether maxmemory-policy goes by the frequency.
[[nodiscard]] bool is_by_frequency(EvictionPolicy policy);

// Deletes keys until the limit holds. False: it does not, and no key may be deleted any more.
[[nodiscard]] bool make_room(Instance& instance, UnixMs now);

// How many hold the object, as OBJECT and DEBUG tell: all, where Redis shares a small integer.
[[nodiscard]] std::int64_t refcount_of(const Entry& entry, const Config& config);

}  // namespace rollcall::sim::redis
