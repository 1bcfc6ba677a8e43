// A number that goes up and down, and remembers how high it has been.
#pragma once

#include <atomic>
#include <cstddef>

namespace rollcall {

/// Safe from many threads; a few nanoseconds a change.
class Gauge {
 public:
  /// Counts one from construction to destruction.
  class Mark {
   public:
    explicit Mark(Gauge& gauge) : gauge_(gauge) { gauge_.rise(); }
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;
    ~Mark() { gauge_.now_.fetch_sub(1, std::memory_order_relaxed); }

   private:
    Gauge& gauge_;
  };

  [[nodiscard]] std::size_t now() const { return now_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t peak() const { return peak_.load(std::memory_order_relaxed); }

 private:
  void rise() {
    const std::size_t now = now_.fetch_add(1, std::memory_order_relaxed) + 1;
    std::size_t peak = peak_.load(std::memory_order_relaxed);
    while (peak < now && !peak_.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
    }
  }

  std::atomic<std::size_t> now_ = 0;
  std::atomic<std::size_t> peak_ = 0;
};

}  // namespace rollcall
