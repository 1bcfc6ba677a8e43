#include "engine/redis/scripted_host.h"

#include <algorithm>

namespace rollcall {

std::expected<std::size_t, StreamError> ScriptedHost::ScriptedStream::read(std::span<char> buffer,
                                                                           MonotonicTime deadline) {
  ROLLCALL_CHECK(!script_.closed, "nobody reads from a closed stream");
  if (script_.reads.empty()) {
    host_.sleep_until(deadline);
    return std::unexpected(StreamError::timeout);
  }
  auto& step = script_.reads.front();
  if (std::string* bytes = std::get_if<std::string>(&step); bytes != nullptr) {
    const std::size_t size = std::min(buffer.size(), bytes->size());
    std::copy_n(bytes->begin(), size, buffer.begin());
    bytes->erase(0, size);
    if (bytes->empty()) script_.reads.pop_front();
    return size;
  }
  const auto taken = step;
  script_.reads.pop_front();
  if (std::holds_alternative<TaskEnded>(taken)) throw TaskEnded{};
  const StreamError error = std::get<StreamError>(taken);
  if (error == StreamError::timeout) host_.sleep_until(deadline);
  return std::unexpected(error);
}

}  // namespace rollcall
