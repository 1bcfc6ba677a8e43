// SUBSCRIBE, PUBLISH and their kin; see pub_sub.h.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// What it has subscribed to, as it is told: all together but for the channels of shards.
std::int64_t told_count(const Subscriptions& subscriptions, Topic topic) {
  if (topic == Topic::shard_channel) return static_cast<std::int64_t>(subscriptions.count(topic));
  return static_cast<std::int64_t>(subscriptions.count(Topic::channel) +
                                   subscriptions.count(Topic::pattern));
}

// "subscribe", a name or none, and how many there are now; CLIENT REPLY does not silence it.
void tell(Call& call, Topic topic, std::optional<std::string_view> name) {
  call.reply.message(3);
  call.reply.bulk(lower_case(call.command.name));
  name ? call.reply.bulk(*name) : call.reply.null();
  call.reply.integer(told_count(call.session.subscriptions, topic));
  call.session.say_aloud();
}

// Who has no connection, or waits for the end of a transaction, hears nothing.
bool may_listen(const Session& session, Topic topic) {
  return topic == Topic::shard_channel ? session.may_block : !session.in_script;
}

template <Topic topic>
void subscribe(Call& call) {
  if (!may_listen(call.session, topic)) {
    return call.reply.error("ERR " + std::string(call.command.name) +
                            " isn't allowed for a DENY BLOCKING client");
  }
  for (const std::string_view name : call.args.subspan(1)) {
    call.instance.pub_sub.subscribe(call.session, topic, name);
    tell(call, topic, name);
  }
}

template <Topic topic>
void unsubscribe(Call& call) {
  const auto leave = [&](std::string_view name) {
    call.instance.pub_sub.unsubscribe(call.session, topic, name);
    tell(call, topic, name);
  };
  if (call.args.size() > 1) {
    for (const std::string_view name : call.args.subspan(1)) leave(name);
    return;
  }
  // Redis leaves patterns in the order in which they came, and channels in that of a hash table:
  // here it is the one in which each is found at once.
  std::vector<std::string> all = call.session.subscriptions.to(topic);
  if (topic != Topic::pattern) std::ranges::reverse(all);
  for (const std::string& name : all) leave(name);
  if (all.empty()) tell(call, topic, std::nullopt);
}

// Replicas have listeners, too; a file has none.
template <Topic topic>
void publish_to(Call& call) {
  const std::int64_t heard = publish(call.instance, topic, call.args[1], call.args[2]);
  call.instance.effects.add_to_replicas(call.session.database, call.args);
  call.reply.integer(heard);
}

// PUBSUB CHANNELS [pattern]
template <Topic topic>
void channels(Call& call) {
  if (call.args.size() > 3) return call.wrong_subcommand();
  std::vector<std::string_view> names;
  for (const auto& [name, sessions] : call.instance.pub_sub.subscribers(topic)) {
    if (call.args.size() == 2 || glob_matches(call.args[2], name)) names.push_back(name);
  }
  call.reply.array(names.size());
  for (const std::string_view name : names) call.reply.bulk(name);
}

// PUBSUB NUMSUB [channel ...]
template <Topic topic>
void numsub(Call& call) {
  const Arguments names = call.args.subspan(2);
  const PubSub::Subscribers& all = call.instance.pub_sub.subscribers(topic);
  call.reply.array(2 * names.size());
  for (const std::string_view name : names) {
    const auto found = all.find(name);
    call.reply.bulk(name);
    call.reply.integer(found == all.end() ? 0 : std::ssize(found->second));
  }
}

void numpat(Call& call) {
  call.reply.integer(std::ssize(call.instance.pub_sub.subscribers(Topic::pattern)));
}

constexpr Flags any_time = Flag::pub_sub | Flag::loading | Flag::stale;
constexpr Flags own = any_time | Flag::no_script;
constexpr Flags publishes = any_time | Flag::fast | Flag::may_replicate;
constexpr KeyPositions one_channel{.first = 1, .last = 1, .step = 1, .are_channels = true};
constexpr KeyPositions all_channels{.first = 1, .last = -1, .step = 1, .are_channels = true};

constexpr std::array subcommands = {
    Command{"PUBSUB|CHANNELS", -2, any_time, no_keys, channels<Topic::channel>},
    Command{"PUBSUB|NUMSUB", -2, any_time, no_keys, numsub<Topic::channel>},
    Command{"PUBSUB|NUMPAT", 2, any_time, no_keys, numpat},
    Command{"PUBSUB|SHARDCHANNELS", -2, any_time, no_keys, channels<Topic::shard_channel>},
    Command{"PUBSUB|SHARDNUMSUB", -2, any_time, no_keys, numsub<Topic::shard_channel>},
};

constexpr std::array family_commands = {
    Command{"SUBSCRIBE", -2, own, no_keys, subscribe<Topic::channel>},
    Command{"UNSUBSCRIBE", -1, own, no_keys, unsubscribe<Topic::channel>},
    Command{"PSUBSCRIBE", -2, own, no_keys, subscribe<Topic::pattern>},
    Command{"PUNSUBSCRIBE", -1, own, no_keys, unsubscribe<Topic::pattern>},
    Command{"SSUBSCRIBE", -2, own, all_channels, subscribe<Topic::shard_channel>},
    Command{"SUNSUBSCRIBE", -1, own, all_channels, unsubscribe<Topic::shard_channel>},
    Command{"PUBLISH", 3, publishes, no_keys, publish_to<Topic::channel>},
    Command{"SPUBLISH", 3, publishes, one_channel, publish_to<Topic::shard_channel>},
    Command{"PUBSUB", -2, no_flags, no_keys, nullptr, subcommands},
};

}  // namespace

std::span<const Command> pub_sub_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
