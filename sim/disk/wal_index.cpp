#include "sim/disk/wal_index.h"

#include <algorithm>

#include "engine/check.h"

namespace rollcall::sim {
namespace {

constexpr std::uint16_t bit(unsigned slot) { return static_cast<std::uint16_t>(1U << slot); }

}  // namespace

bool WalIndex::disconnect(Connection& connection) {
  unlock(connection, {.first = 0, .count = slots});
  ROLLCALL_CHECK(connections_ > 0, "more connections left a wal-index than came");
  return --connections_ == 0;
}

std::byte* WalIndex::region(std::size_t index, std::size_t size, bool extend) {
  while (index >= regions_.size()) {
    if (!extend) return nullptr;
    regions_.emplace_back(size);
  }
  return regions_[index].data();
}

bool WalIndex::lock_shared(Connection& connection, Slots wanted) {
  for (unsigned slot = wanted.first; slot < wanted.first + wanted.count; ++slot) {
    if (connection.shared & bit(slot)) continue;
    if (slots_.at(slot).exclusive) return false;
    ++slots_.at(slot).shared;
    connection.shared |= bit(slot);
  }
  return true;
}

bool WalIndex::lock_exclusive(Connection& connection, Slots wanted) {
  for (unsigned slot = wanted.first; slot < wanted.first + wanted.count; ++slot) {
    const bool own = (connection.exclusive & bit(slot)) != 0;
    if (!own && (slots_.at(slot).exclusive || slots_.at(slot).shared > 0)) return false;
  }
  for (unsigned slot = wanted.first; slot < wanted.first + wanted.count; ++slot) {
    slots_.at(slot).exclusive = true;
    connection.exclusive |= bit(slot);
  }
  return true;
}

void WalIndex::unlock(Connection& connection, Slots held) {
  for (unsigned slot = held.first; slot < held.first + held.count; ++slot) {
    if (connection.shared & bit(slot)) --slots_.at(slot).shared;
    if (connection.exclusive & bit(slot)) slots_.at(slot).exclusive = false;
    connection.shared &= static_cast<std::uint16_t>(~bit(slot));
    connection.exclusive &= static_cast<std::uint16_t>(~bit(slot));
  }
}

std::string_view WalIndex::slot_name(unsigned slot) {
  constexpr std::string_view names[] = {"write", "checkpoint", "recover"};
  return slot < 3 ? names[slot] : "read";
}

void WalIndex::restore(const Snapshot& snapshot) {
  ROLLCALL_CHECK(regions_.size() >= snapshot.size(), "a wal-index shrank");
  for (std::size_t i = 0; i < snapshot.size(); ++i) {
    std::copy(snapshot[i].begin(), snapshot[i].end(), regions_[i].begin());
  }
}

}  // namespace rollcall::sim
