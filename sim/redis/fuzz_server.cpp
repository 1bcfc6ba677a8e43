// The server against a fuzzer's bytes: an executable of libFuzzer's, built with ROLLCALL_FUZZ.
//
//     cmake --preset fuzz && ninja -C build/fuzz fuzz_server
//     build/fuzz/sim/redis/fuzz_server build/corpus sim/redis/corpus
//
// New inputs go to the first folder. What it finds belongs into sim/redis/corpus: hostile_test
// replays that. The files found_* there hold inputs that each reached something new, as
// -set_cover_merge=1 chose them, some ten in a file.
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/redis/fidelity/hostile_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(data, data + size);
  rollcall::sim::redis::survive_hostile_input(input);
  return 0;
}
