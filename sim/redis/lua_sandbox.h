// A Lua 5.1 interpreter as Redis gives it to scripts: the allowed globals only, read-only library
// tables, no bytecode, nothing that differs between two runs.
//
// Stock Lua cannot write-protect a table. Here the script sees empty stand-ins whose metatables
// read from the real tables and refuse writes; the functions that would see through them (rawset,
// next, getmetatable, ...) are replaced by ones that know them.
#pragma once

#include <cstddef>
#include <string>

#include "sim/redis/lua_heap.h"
#include "sim/redis/lua_random.h"

struct lua_State;

namespace rollcall::sim::redis {

class FunctionRegistrar;
class ScriptRun;

class LuaSandbox {
 public:
  LuaSandbox();
  LuaSandbox(const LuaSandbox&) = delete;
  LuaSandbox& operator=(const LuaSandbox&) = delete;

  // The sandbox that `lua`, or a coroutine of it, belongs to.
  [[nodiscard]] static LuaSandbox& of(lua_State* lua);

  [[nodiscard]] lua_State* state() { return lua_; }
  [[nodiscard]] const LuaHeap& heap() const { return heap_; }
  // As just built, to the byte: nothing that scripts did is left.
  void reset();

  // Pushes the table that holds the real globals: KEYS and ARGV go there.
  void push_globals();
  // Pushes the message handler that makes an error a table with `err`, `source` and `line`.
  void push_error_handler();

  // A library of functions is run, and sees nothing but its `redis` until its end.
  void begin_loading(FunctionRegistrar& functions);
  void end_loading();

  // Before a script runs: what it may use up is counted from here on.
  void start_run(ScriptRun& script);

  // Those that run inside each other now (lua_stack_guards.h).
  int heavy_calls = 0;
  std::string scratch;       // what a library builds: a Lua error may jump over its frame
  LuaRandom random;          // behind math.random
  ScriptRun* run = nullptr;  // the script being run: behind redis.call
  FunctionRegistrar* registrar = nullptr;  // of the library being loaded

 private:
  void show(const char* visible);
  static void* allocate(void* sandbox, void* block, std::size_t old_size, std::size_t new_size);

  // Of large blocks, in one run that nobody could end. Redis has no such limit; a script that
  // builds large strings in a loop would keep it busy for hours.
  static constexpr std::size_t allocated_max_alone = std::size_t{1} << 32;

  LuaHeap heap_;
  std::size_t allocated_ = 0;
  std::size_t allocated_max_ = allocated_max_alone;
  lua_State* lua_ = nullptr;  // lives in the heap, and ends with it
};

}  // namespace rollcall::sim::redis
