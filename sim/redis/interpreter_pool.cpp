#include "sim/redis/interpreter_pool.h"

#include <utility>

namespace rollcall::sim::redis {

std::unique_ptr<LuaSandbox> InterpreterPool::take() {
  if (idle_.empty()) return std::make_unique<LuaSandbox>();
  auto interpreter = std::move(idle_.back());
  idle_.pop_back();
  return interpreter;
}

void InterpreterPool::give_back(std::unique_ptr<LuaSandbox> interpreter) {
  interpreter->reset();
  idle_.push_back(std::move(interpreter));
}

}  // namespace rollcall::sim::redis
