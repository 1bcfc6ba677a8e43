// Lua interpreters that servers hand on to one another, for whoever creates many short-lived
// servers: building one costs some 50 us, resetting one 2.
//
// Sharing keeps worlds apart: an interpreter's whole state lies in its own heap, which give_back()
// restores to the bytes it had when it was new (LuaHeap), and the little outside of it (the random
// generator, the script being run) starts anew. The next server cannot tell it from a fresh one.
#pragma once

#include <memory>
#include <vector>

#include "sim/redis/lua_sandbox.h"

namespace rollcall::sim::redis {

class InterpreterPool {
 public:
  [[nodiscard]] std::unique_ptr<LuaSandbox> take();
  void give_back(std::unique_ptr<LuaSandbox> interpreter);

 private:
  std::vector<std::unique_ptr<LuaSandbox>> idle_;
};

}  // namespace rollcall::sim::redis
