#include "sim/schedule/key.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace rollcall::sim {

Key key_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace rollcall::sim
