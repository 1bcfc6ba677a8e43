// A stack of its own and the switch between two of them (Boost.Context's fcontext). Exception
// globals belong to the fiber, not to the thread: two fibers that wait inside `catch` must not
// exchange their exceptions (Itanium C++ ABI,
// __cxa_get_globals). Stacks are pooled per thread, with a guard page below.
#pragma once

#include <cstddef>

namespace rollcall::sim {

class Fiber {
 public:
  using Entry = void (*)(void* argument);  ///< never returns: it ends with a switch for good

  Fiber() = default;  ///< stands for the stack that is running
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Gives it a stack on which `entry(argument)` starts at the first switch.
  void prepare(Entry entry, void* argument);
  /// From the running fiber to another; returns when somebody switches back. `last`: the running
  /// one never comes back.
  void switch_to(Fiber& next, bool last = false);
  /// Its stack goes back to the pool; it must not be running.
  void release();

 private:
  void arrived(void* handover, void* left);
  void* context_ = nullptr;
  std::byte* stack_ = nullptr;
  Entry entry_ = nullptr;
  void* argument_ = nullptr;
  void* exceptions_[2] = {};
  void* fake_stack_ = nullptr;  ///< AddressSanitizer's
  const void* stack_bottom_ = nullptr;
  std::size_t stack_size_ = 0;
};

}  // namespace rollcall::sim
