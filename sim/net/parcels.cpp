#include "sim/net/parcels.h"

#include <string>
#include <utility>

namespace rollcall::sim {
namespace {

std::string for_people(const Network::Message& message) {
  return message.from.name + " -> " + message.to.name + " " + std::string(message.label);
}

}  // namespace

void Parcels::post(const Network::Message& message, std::function<void()> arrived) {
  const Verdict verdict = verdict_on(message);
  if (!message.from.up()) return;
  const Key identity = mix(Links::key(message.from, message.to), message.key);
  const std::uint64_t bits = environment_.decisions.draw(Domain::network, identity);
  const Range& range = environment_.latency.client_message;
  Duration latency = Decisions::between(bits, range.least, range.most);
  if (verdict.kind == Verdict::Kind::delay) latency += verdict.delay;
  const MonotonicTime arrival = environment_.now() + latency;
  const bool lost = verdict.kind == Verdict::Kind::drop || verdict.kind == Verdict::Kind::reset ||
                    links_.is_cut(message.from, message.to);
  const auto at_ns = lost ? 0 : static_cast<std::uint64_t>(arrival.time_since_epoch().count());
  std::string name = environment_.trace.keeping() ? for_people(message) : std::string();
  environment_.record(EventKind::send, message.from.key, name, identity, at_ns, message.bytes);
  if (lost) return;
  on_the_way_.at(
      arrival, identity,
      [this, &from = message.from, &to = message.to, incarnation = message.to.incarnation, identity,
       length = message.bytes.size(), name = std::move(name), arrived = std::move(arrived)] {
        const bool there = to.up() && to.incarnation == incarnation;
        if (!there || links_.is_cut(from, to)) return;
        environment_.record(EventKind::arrive, to.key, name, identity, length);
        arrived();
      });
}

Verdict Parcels::verdict_on(const Network::Message& message) const {
  if (environment_.hooks.idle() || !message.from.up()) return {};
  const bool reply = message.point.ends_with(".reply");
  return environment_.hooks.ask({.name = message.point,
                                 .label = message.label,
                                 .process = reply ? &message.to : &message.from,
                                 .peer = reply ? &message.from : &message.to,
                                 .operation = message.operation});
}

}  // namespace rollcall::sim
