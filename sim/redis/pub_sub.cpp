#include "sim/redis/pub_sub.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "sim/redis/client_type.h"
#include "sim/redis/config_texts.h"
#include "sim/redis/glob.h"
#include "sim/redis/instance.h"

namespace rollcall::sim::redis {

void PubSub::subscribe(Session& session, Topic topic, std::string_view name) {
  Subscribers& all = subscribers_[static_cast<std::size_t>(topic)];
  auto found = all.find(name);
  if (found == all.end()) found = all.emplace(name, std::vector<Session*>()).first;
  std::vector<Session*>& listeners = found->second;
  if (std::ranges::find(listeners, &session) != listeners.end()) return;
  listeners.push_back(&session);
  session.subscriptions.to(topic).emplace_back(name);
}

void PubSub::unsubscribe(Session& session, Topic topic, std::string_view name) {
  std::vector<std::string>& names = session.subscriptions.to(topic);
  // From the back, where who leaves all channels begins.
  const auto found = std::find(names.rbegin(), names.rend(), name);
  if (found == names.rend()) return;
  forget(session, topic, name);
  names.erase(std::prev(found.base()));
}

void PubSub::unsubscribe_all(Session& session) {
  for (const Topic topic : {Topic::channel, Topic::pattern, Topic::shard_channel}) {
    std::vector<std::string>& names = session.subscriptions.to(topic);
    for (const std::string& name : names) forget(session, topic, name);
    names.clear();
  }
}

void PubSub::forget(Session& session, Topic topic, std::string_view name) {
  Subscribers& all = subscribers_[static_cast<std::size_t>(topic)];
  const auto found = all.find(name);
  std::erase(found->second, &session);
  if (found->second.empty()) all.erase(found);
}

namespace {

void send(Instance& instance, Session& session, std::initializer_list<std::string_view> words) {
  if (session.closing) return;
  Reply reply = session.reply();
  reply.message(words.size());
  for (const std::string_view word : words) reply.bulk(word);
  session.say_aloud();
  instance.stir(session);
  // What is owed to it grows while one request runs, which may be a script: the host, which takes
  // the output in the end, would come too late.
  if (session.output.size() <= reply_chunk) return;
  const OutputLimit limit = output_limit(instance.config, type_of(session));
  if (limit.forbids(session.output.size() - reply_chunk)) instance.hang_up_on(session);
}

}  // namespace

std::int64_t publish(Instance& instance, Topic topic, std::string_view channel,
                     std::string_view message) {
  std::int64_t heard = 0;
  const std::string_view kind = topic == Topic::channel ? "message" : "smessage";
  const PubSub::Subscribers& listeners = instance.pub_sub.subscribers(topic);
  if (const auto found = listeners.find(channel); found != listeners.end()) {
    for (Session* const session : found->second) send(instance, *session, {kind, channel, message});
    heard += std::ssize(found->second);
  }
  if (topic != Topic::channel) return heard;
  for (const auto& [pattern, sessions] : instance.pub_sub.subscribers(Topic::pattern)) {
    if (!glob_matches(pattern, channel)) continue;
    for (Session* const session : sessions) {
      send(instance, *session, {"pmessage", pattern, channel, message});
    }
    heard += std::ssize(sessions);
  }
  return heard;
}

}  // namespace rollcall::sim::redis
