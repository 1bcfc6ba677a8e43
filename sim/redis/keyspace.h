// The databases of one server: keys with their values and expiry times, nothing about commands.
//
// An entry whose time has come stays until somebody deletes it: when "expired" means gone, and who
// is told, is decided one layer up (see instance.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "sim/redis/ordered_map.h"
#include "sim/redis/value.h"

namespace rollcall::sim::redis {

// Expiry times are milliseconds since the epoch, on the server's own wall clock.
using UnixMs = std::int64_t;
inline constexpr UnixMs never = std::numeric_limits<UnixMs>::max();
// Of a key that is persistent. As in Redis: any later time may be one that a client has set.
inline constexpr UnixMs no_expiry = -1;

// How Redis holds a string, as far as its bytes do not say it.
enum class StringForm : std::uint8_t {
  shortest,    // as an integer where it is one
  characters,  // not as an integer
  raw,         // edited in place
};

// Beside the value and the expiry time what eviction goes by (see eviction.h); that is kept while
// there is a limit to the memory. In an order that fills the gap behind the value.
struct Entry {
  [[no_unique_address]] Value value;
  StringForm form = StringForm::shortest;
  std::uint8_t frequency = 5;   // a logarithmic counter of how often somebody asked for the key
  std::uint32_t used_at_s = 0;  // the wall clock when somebody last did, in seconds
  UnixMs expires_at = no_expiry;
  std::uint32_t bytes = 0;  // as counted last
};

class Database {
 public:
  using Keys = OrderedMap<Entry>;

  [[nodiscard]] const Keys& keys() const { return keys_; }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  // How many keys have an expiry time.
  [[nodiscard]] std::size_t volatile_size() const { return volatile_size_; }

  // Both stay valid until the next insertion or erasure.
  [[nodiscard]] Entry* find(std::string_view key) { return keys_.find(key); }
  [[nodiscard]] Entry& at(std::string_view key);  // inserts an empty string where nothing is

  // Replaces whatever is at `key`.
  Entry& put(std::string_view key, Value value, UnixMs expires_at);
  bool erase(std::string_view key);
  void clear();
  // no_expiry makes the key persistent again.
  void set_expiry(Entry& entry, UnixMs expires_at);

  // The entry at `key` has changed, and takes that many bytes now.
  void count(std::string_view key, Entry& entry, std::size_t bytes);
  // What all entries take, as far as they have been counted.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // Those of the counted keys that have an expiry time.
  [[nodiscard]] const OrderedMap<Nothing>& volatile_keys() const { return volatile_keys_; }
  // Before draws from keys() and volatile_keys(): a quarter of their slots is live then.
  void compact();

  // Where the active expiry cycle goes on: a cursor of keys().scan().
  std::uint64_t expiry_cursor = 0;

 private:
  Keys keys_;
  std::size_t volatile_size_ = 0;
  std::size_t bytes_ = 0;
  OrderedMap<Nothing> volatile_keys_;
};

// Databases come into being at their first use: a fresh server costs nothing.
class Keyspace {
 public:
  static constexpr std::size_t database_count = 16;

  [[nodiscard]] Database& database(std::size_t number);
  // In ascending order; those never used are missing at the end.
  [[nodiscard]] const std::vector<Database>& used() const { return databases_; }
  [[nodiscard]] std::vector<Database>& used() { return databases_; }
  void clear() { databases_.clear(); }

 private:
  std::vector<Database> databases_;
};

}  // namespace rollcall::sim::redis
