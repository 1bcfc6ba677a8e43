// In which of its encodings Redis would hold a value: OBJECT ENCODING, and what follows from it.
//
// Small hashes, sorted sets and sets of integers are compact. They leave that form when they grow
// past what CONFIG allows at that moment, and never come back by shrinking; but a value that is
// loaded or stored as a whole gets the form that its content allows. A string's encoding follows
// from its bytes, unless it was edited in place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/config.h"
#include "sim/redis/keyspace.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::string_view encoding_of(const Entry& entry);

// In the order in which Redis lists them where that is defined: integers that are held compactly
// ascend.
[[nodiscard]] std::vector<std::string> listed_members(const Set& set);

// So many members are to come into an empty set. It matters for negative zeros: those which come
// before a set outgrows the compact form lose their sign.
void prepare_for(SortedSet& set, std::size_t count, const Config& config);
// The value has been stored as a whole.
void settle_encoding(Value& value, const Config& config);
// A hash or a sorted set in its compact form.
[[nodiscard]] bool is_compact(const Value& value);
// The value has been read from a snapshot. One that was compact there comes in one piece, of which
// only the elements are counted, not their bytes.
void settle_loaded(Value& value, bool was_compact, const Config& config);
// Words of that many bytes, at the most, have been written into the hash.
void note_written(Hash& hash, std::size_t longest, const Config& config);
// The member has been added to the set.
void note_added(Set& set, std::string_view member, const Config& config);
void settle_encoding(Set& set, const Config& config);
void settle_encoding(SortedSet& set, const Config& config);
// Adds the member, or moves it to another score.
void set_score(SortedSet& set, std::string_view member, double score, const Config& config);

}  // namespace rollcall::sim::redis
