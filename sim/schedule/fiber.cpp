#include "sim/schedule/fiber.h"

#include <cxxabi.h>
#include <sys/mman.h>

#include <boost/context/detail/fcontext.hpp>
#include <cstring>
#include <utility>
#include <vector>

#include "engine/check.h"
#include "sim/schedule/address_sanitizer.h"

#ifdef ROLLCALL_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace rollcall::sim {
namespace {

namespace context = boost::context::detail;

constexpr std::size_t page = 4096;
// SQLite needs 27 KB at worst, Lua's parser and ASan's frames several times that; only touched
// pages cost memory.
constexpr std::size_t usable = 256 * 1024;

class StackPool {
 public:
  ~StackPool() {
    for (std::byte* stack : free_) munmap(stack - page, usable + page);
  }
  std::byte* take() {
    if (free_.empty()) return map();
    std::byte* stack = free_.back();
    free_.pop_back();
    return stack;
  }
  void give_back(std::byte* stack) {
#ifdef ROLLCALL_ASAN
    __asan_unpoison_memory_region(stack, usable);
#endif
    free_.push_back(stack);
  }

 private:
  static std::byte* map() {
    void* memory = mmap(nullptr, usable + page, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ROLLCALL_CHECK(memory != MAP_FAILED, "no address space for another fiber's stack");
    ROLLCALL_CHECK(mprotect(memory, page, PROT_NONE) == 0, "no guard page below a fiber's stack");
    return static_cast<std::byte*>(memory) + page;
  }
  std::vector<std::byte*> free_;
};

StackPool& stack_pool() {
  thread_local StackPool pool;
  return pool;
}

struct Handover {
  Fiber* from;
  Fiber* to;
};

}  // namespace

Fiber::~Fiber() { release(); }

void Fiber::release() {
  if (stack_ == nullptr) return;
  stack_pool().give_back(stack_);
  stack_ = nullptr;
  context_ = nullptr;
}

void Fiber::prepare(Entry entry, void* argument) {
  ROLLCALL_CHECK(stack_ == nullptr, "a fiber is prepared once");
  stack_ = stack_pool().take();
  stack_bottom_ = stack_;
  stack_size_ = usable;
  entry_ = entry;
  argument_ = argument;
  context_ = context::make_fcontext(stack_ + usable, usable, [](context::transfer_t transfer) {
    Fiber& self = *static_cast<Handover*>(transfer.data)->to;
    self.arrived(transfer.data, transfer.fctx);
    self.entry_(self.argument_);
    ROLLCALL_UNREACHABLE("a fiber's entry returned");
  });
}

void Fiber::arrived(void* handover, void* left) {
  Fiber& from = *static_cast<Handover*>(handover)->from;
  from.context_ = left;
#ifdef ROLLCALL_ASAN
  __sanitizer_finish_switch_fiber(fake_stack_, &from.stack_bottom_, &from.stack_size_);
#endif
}

void Fiber::switch_to(Fiber& next, [[maybe_unused]] bool last) {
  static_assert(sizeof(exceptions_) == 16);
  void* exceptions = abi::__cxa_get_globals();
  std::memcpy(exceptions_, exceptions, sizeof(exceptions_));
  std::memcpy(exceptions, next.exceptions_, sizeof(exceptions_));
#ifdef ROLLCALL_ASAN
  __sanitizer_start_switch_fiber(last ? nullptr : &fake_stack_, next.stack_bottom_,
                                 next.stack_size_);
#endif
  Handover handover{this, &next};
  const context::transfer_t transfer = context::jump_fcontext(next.context_, &handover);
  arrived(transfer.data, transfer.fctx);
}

}  // namespace rollcall::sim
