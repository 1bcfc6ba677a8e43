// A std::string that grows by itself takes twice as much, of which most is never used where there
// are many that hardly grow.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace rollcall::sim::redis {

// Room for that many bytes in all, and for some more.
inline void reserve_sparingly(std::string& bytes, std::size_t size) {
  if (size <= bytes.capacity()) return;
  std::string grown;
  grown.reserve(size + size / 8);
  grown += bytes;
  bytes = std::move(grown);
}

}  // namespace rollcall::sim::redis
