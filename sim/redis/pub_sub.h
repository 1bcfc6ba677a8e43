// Publish/subscribe: who hears what is said on a channel.
//
// A message reaches those who have subscribed to its channel, in the order in which they did, and
// then those who have subscribed to patterns that the channel's name matches: once for each of
// them. (Redis has no order among patterns.) Nothing of it is kept: who is not there does not hear
// it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/session.h"
#include "sim/redis/subscriptions.h"

namespace rollcall::sim::redis {

class Instance;

class PubSub {
 public:
  // By name; nobody's name is left out.
  using Subscribers = std::map<std::string, std::vector<Session*>, std::less<>>;
  [[nodiscard]] const Subscribers& subscribers(Topic topic) const {
    return subscribers_[static_cast<std::size_t>(topic)];
  }

  // The session stays at its address for as long as it has subscriptions.
  void subscribe(Session& session, Topic topic, std::string_view name);
  void unsubscribe(Session& session, Topic topic, std::string_view name);
  void unsubscribe_all(Session& session);

 private:
  void forget(Session& session, Topic topic, std::string_view name);

  std::array<Subscribers, topic_count> subscribers_;
};

// To a channel, or to one of a shard. Returns how often it was heard.
std::int64_t publish(Instance& instance, Topic topic, std::string_view channel,
                     std::string_view message);

}  // namespace rollcall::sim::redis
