// What one client has subscribed to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rollcall::sim::redis {

// A name may be that of a channel, a pattern that the names of channels match, or the name of a
// channel of a shard; a cluster of one server has one shard, but its channels are others.
enum class Topic : std::uint8_t { channel, pattern, shard_channel };
inline constexpr std::size_t topic_count = 3;

class Subscriptions {
 public:
  // In the order in which it subscribed.
  [[nodiscard]] std::vector<std::string>& to(Topic topic) {
    return names_[static_cast<std::size_t>(topic)];
  }
  [[nodiscard]] std::size_t count(Topic topic) const {
    return names_[static_cast<std::size_t>(topic)].size();
  }
  [[nodiscard]] bool empty() const {
    return names_[0].empty() && names_[1].empty() && names_[2].empty();
  }

 private:
  std::array<std::vector<std::string>, topic_count> names_;
};

}  // namespace rollcall::sim::redis
