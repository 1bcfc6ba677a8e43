#include "sim/redis/keyspace.h"

#include <algorithm>
#include <utility>

namespace rollcall::sim::redis {

Entry& Database::at(std::string_view key) { return keys_.insert(key).value; }

Entry& Database::put(std::string_view key, Value value, UnixMs expires_at) {
  Entry& entry = at(key);
  entry.value.swap(value);  // an assigned string would keep the room of the longer one before it
  entry.form = StringForm::shortest;
  set_expiry(entry, expires_at);
  return entry;
}

bool Database::erase(std::string_view key) {
  Entry* const entry = keys_.find(key);
  if (entry == nullptr) return false;
  if (entry->expires_at != no_expiry) --volatile_size_;
  bytes_ -= entry->bytes;
  if (!volatile_keys_.empty()) volatile_keys_.erase(key);
  keys_.erase(key);
  return true;
}

void Database::clear() {
  keys_.clear();
  volatile_size_ = 0;
  bytes_ = 0;
  volatile_keys_.clear();
}

void Database::set_expiry(Entry& entry, UnixMs expires_at) {
  const bool was_volatile = entry.expires_at != no_expiry;
  const bool is_volatile = expires_at != no_expiry;
  entry.expires_at = expires_at;
  if (was_volatile != is_volatile) {
    volatile_size_ = is_volatile ? volatile_size_ + 1 : volatile_size_ - 1;
  }
}

void Database::count(std::string_view key, Entry& entry, std::size_t bytes) {
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
  bytes_ -= entry.bytes;
  entry.bytes = static_cast<std::uint32_t>(std::min(bytes, most));
  bytes_ += entry.bytes;
  if (entry.expires_at != no_expiry) {
    volatile_keys_.insert(key);
  } else if (!volatile_keys_.empty()) {
    volatile_keys_.erase(key);
  }
}

void Database::compact() {
  keys_.compact();
  volatile_keys_.compact();
}

Database& Keyspace::database(std::size_t number) {
  if (number >= databases_.size()) {
    databases_.reserve(database_count);  // references to databases stay valid
    databases_.resize(number + 1);
  }
  return databases_[number];
}

}  // namespace rollcall::sim::redis
