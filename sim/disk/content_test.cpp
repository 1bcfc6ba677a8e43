#include "sim/disk/content.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace rollcall::sim {
namespace {

constexpr std::uint64_t most = 200'000;  // several blocks

std::uint64_t any_place() { return *rc::gen::inRange<std::uint64_t>(0, most); }

RC_GTEST_PROP(Content, IsAStringOfBytesWhateverItsBlocks, ()) {
  Content content;
  std::string model;
  for (char letter = 'a'; letter < 'k'; ++letter) {
    if (*rc::gen::inRange(0, 4) == 0) {
      const std::uint64_t size = any_place();
      content.resize(size);
      model.resize(size);
    } else {
      const std::uint64_t offset = any_place();
      const std::string bytes(any_place() / 2, letter);
      content.write(offset, bytes);
      model.resize(std::max(model.size(), offset + bytes.size()));
      std::ranges::copy(bytes, model.begin() + static_cast<std::ptrdiff_t>(offset));
    }
    RC_ASSERT(content.size() == model.size());
    RC_ASSERT(content.copy(0, most * 2) == model);
    const std::uint64_t from = any_place();
    RC_ASSERT(content.copy(from, 50'000) ==
              (from < model.size() ? model.substr(from, 50'000) : ""));
  }
}

}  // namespace
}  // namespace rollcall::sim
