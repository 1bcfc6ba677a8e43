// A bounded pool of things that are dear to open: database connections, Redis connections.
//
//     Pool<Connection, Error> pool(host, {.capacity = 5, .open = open_connection, ...});
//     auto lease = pool.acquire(host.now() + 1s);  // std::expected<Lease, Error>
//     if (!lease) return std::unexpected(lease.error());
//     if (!(*lease)->ping()) lease->discard();     // never goes back into the pool
//
// A resource that has a member `usable()` and answers false is not used again either.
//
// Resources are opened when first needed and reused most-recent-first, so that a quiet service
// keeps few warm ones. Who has to wait is served first come, first served: a resource that comes
// back is handed to the oldest waiter, never raced for. Each waiter has its own monitor, so that a
// hand-over wakes one task and not five hundred.
#pragma once

#include <algorithm>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/check.h"
#include "engine/host.h"

namespace rollcall {

template <class Resource, class Error>
class Pool {
 public:
  using Opened = std::expected<std::unique_ptr<Resource>, Error>;

  struct Settings {
    std::size_t capacity = 1;                   ///< at most so many resources exist at once
    std::function<Opened(MonotonicTime)> open;  ///< called without any lock held; gets the deadline
    std::string_view exhausted_step{};          ///< reached when somebody waited in vain
    Error exhausted{};                          ///< what acquire() answers then
  };

  /// The right to use one resource; gives it back when destroyed. Outlived by the pool.
  class Lease {
   public:
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), resource_(std::move(other.resource_)) {}
    Lease& operator=(Lease&& other) noexcept {
      Lease old(std::move(*this));
      pool_ = std::exchange(other.pool_, nullptr);
      resource_ = std::move(other.resource_);
      return *this;
    }
    ~Lease() {
      if (pool_ != nullptr) pool_->give_back(std::move(resource_));
    }
    [[nodiscard]] Resource& operator*() const { return *resource_; }
    [[nodiscard]] Resource* operator->() const { return resource_.get(); }
    /// Destroys the resource now; the lease is empty afterwards and its place in the pool is free.
    void discard() {
      resource_.reset();
      if (pool_ != nullptr) std::exchange(pool_, nullptr)->give_back(nullptr);
    }

   private:
    friend class Pool;
    Lease(Pool& pool, std::unique_ptr<Resource> resource)
        : pool_(&pool), resource_(std::move(resource)) {}
    Pool* pool_;
    std::unique_ptr<Resource> resource_;
  };

  Pool(Host& host, Settings settings)
      : host_(host), settings_(std::move(settings)), monitor_(host.make_monitor()) {
    ROLLCALL_CHECK(settings_.capacity > 0, "a pool without room serves nobody");
  }

  /// Waits until the deadline for a resource; opens one when there is room. Errors are those of
  /// `open`, or `exhausted`.
  [[nodiscard]] std::expected<Lease, Error> acquire(MonotonicTime deadline) {
    Waiter waiter(*this);
    if (!waiter.has_turn(deadline)) {
      if (!settings_.exhausted_step.empty()) host_.reached(settings_.exhausted_step);
      return std::unexpected(settings_.exhausted);
    }
    Lease lease = waiter.take();
    if (lease.resource_ == nullptr) {
      Opened opened = settings_.open(deadline);
      if (!opened) return std::unexpected(std::move(opened.error()));
      lease.resource_ = std::move(*opened);
    }
    return lease;
  }

  /// How many wait in acquire() at this moment.
  [[nodiscard]] std::size_t waiting() const {
    const Guard guard(*monitor_);
    return queue_.size();
  }

 private:
  /// One task in acquire(). Whatever it was granted and did not take goes back when it is
  /// destroyed.
  class Waiter {
   public:
    explicit Waiter(Pool& pool) : pool_(pool) {}
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() {
      const bool unused = leave();
      if (unused) pool_.give_back(std::move(resource_));
    }

    [[nodiscard]] bool has_turn(MonotonicTime deadline) {
      if (pool_.grant_or_queue(*this)) return true;
      wait_until(deadline);
      return leave();
    }

    [[nodiscard]] Lease take() {
      granted_ = false;
      return Lease(pool_, std::move(resource_));
    }

   private:
    friend class Pool;

    void wait_until(MonotonicTime deadline) {
      Guard guard(*bell_);
      while (!granted_ && bell_->wait_until(deadline)) {
      }
    }

    /// Afterwards nobody else knows this waiter. True: it was granted a place.
    bool leave() noexcept {
      if (bell_ == nullptr) return granted_;
      Guard guard(*pool_.monitor_);
      std::erase(pool_.queue_, this);
      pool_.bells_.push_back(std::move(bell_));
      return granted_;
    }

    Pool& pool_;
    std::unique_ptr<Monitor> bell_;  ///< while queued; guards the two below
    bool granted_ = false;
    std::unique_ptr<Resource> resource_;  ///< null: a place in the pool, but still to be opened
  };

  /// True: granted at once. False: queued.
  bool grant_or_queue(Waiter& waiter) {
    Guard guard(*monitor_);
    if (!idle_.empty()) {
      waiter.resource_ = std::move(idle_.back());
      idle_.pop_back();
      return waiter.granted_ = true;
    }
    if (places_taken_ < settings_.capacity) {
      ++places_taken_;
      return waiter.granted_ = true;
    }
    waiter.bell_ = bells_.empty() ? host_.make_monitor() : std::move(bells_.back());
    if (!bells_.empty()) bells_.pop_back();
    queue_.push_back(&waiter);
    return false;
  }

  /// Null frees the place.
  void give_back(std::unique_ptr<Resource> resource) noexcept {
    if constexpr (requires { resource->usable(); }) {
      if (resource != nullptr && !resource->usable()) resource.reset();
    }
    Guard guard(*monitor_);
    if (!queue_.empty()) {
      Waiter& oldest = *queue_.front();
      queue_.pop_front();
      Guard bell(*oldest.bell_);
      oldest.resource_ = std::move(resource);
      oldest.granted_ = true;
      oldest.bell_->notify_one();
    } else if (resource != nullptr) {
      idle_.push_back(std::move(resource));
    } else {
      --places_taken_;
    }
  }

  Host& host_;
  Settings settings_;
  std::unique_ptr<Monitor> monitor_;  ///< guards all below; taken before a waiter's bell
  std::size_t places_taken_ = 0;      ///< resources that exist or are being opened
  std::vector<std::unique_ptr<Resource>> idle_;
  std::deque<Waiter*> queue_;  ///< oldest first; empty whenever a place is free
  std::vector<std::unique_ptr<Monitor>> bells_;
};

}  // namespace rollcall
