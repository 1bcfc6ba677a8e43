// Messages between two processes are late or lost, or their connection breaks. A link is both
// directions between the two: "app1/redis", "clients/app1".
#include "faults/catalogue.h"

namespace rollcall::faults {
namespace {

constexpr Knob messages{.name = "messages",
                        .unit = Knob::Unit::count,
                        .fallback = "1",
                        .least = 1,
                        .most = 1'000,
                        .meaning = "how many of the link, one after the other"};

constexpr Knob drop_knobs[] = {messages};
constexpr Knob delay_knobs[] = {
    {.name = "delay",
     .unit = Knob::Unit::duration,
     .fallback = "200ms",
     .least = 1'000,
     .most = 60'000'000'000,
     .meaning = "by how much each is late; 200 ms is Linux's least TCP retransmission timeout"},
    messages,
};

constexpr bool is_request(std::string_view point) { return point.ends_with(".request"); }
constexpr bool is_reply(std::string_view point) { return point.ends_with(".reply"); }
constexpr bool is_any(std::string_view point) {
  return is_request(point) || is_reply(point) || point == "net.connect";
}

/// The point belongs to "app1/redis", whichever of the two comes first.
bool on_link(const sim::Point& point, std::string_view link) {
  if (point.process == nullptr || point.peer == nullptr) return false;
  const std::string_view one = point.process->name;
  const std::string_view other = point.peer->name;
  if (link.size() != one.size() + 1 + other.size()) return false;
  const auto joins = [&](std::string_view first, std::string_view second) {
    return link.starts_with(first) && link[first.size()] == '/' && link.ends_with(second);
  };
  return joins(one, other) || joins(other, one);
}

/// Gives one verdict to messages of the link: to the one that triggers it if it is such a message,
/// or else to the next.
class OnMessages final : public Effect {
 public:
  using IsMeant = bool (*)(std::string_view point);
  OnMessages(IsMeant is_meant, sim::Verdict::Kind verdict) : is_meant_(is_meant), kind_(verdict) {}

  bool possible(sim::World&, const FaultEvent& event, const sim::Point* point) override {
    return point != nullptr && is_meant_(point->name) && on_link(*point, event.on);
  }
  sim::Verdict happen(sim::World&, const FaultEvent& event, const sim::Point*) override {
    const bool late = kind_ == sim::Verdict::Kind::delay;
    return {.kind = kind_, .delay = late ? event.knobs.duration("delay") : Duration::zero()};
  }
  std::optional<std::int64_t> points(const FaultEvent& event) const override {
    return event.knobs.declared().empty() ? 1 : event.knobs.count(messages.name);
  }

 private:
  IsMeant is_meant_;
  sim::Verdict::Kind kind_;
};

template <OnMessages::IsMeant is_meant, sim::Verdict::Kind kind>
std::unique_ptr<Effect> make() {
  return std::make_unique<OnMessages>(is_meant, kind);
}

}  // namespace

FaultKind net_delay() {
  return {.name = "net.delay",
          .summary = "messages of a link arrive late, and later ones wait behind them",
          .models = "a retransmission, a full queue in a switch, a busy hypervisor",
          .seen = "P. Bailis and K. Kingsbury, \"The Network is Reliable\" (ACM Queue 2014)",
          .threat = Threat::network_trouble,
          .transient = true,
          .on_real_backends = true,
          .where = Where::link,
          .knobs = delay_knobs,
          .make = make<is_any, sim::Verdict::Kind::delay>};
}

FaultKind net_drop_reply() {
  return {.name = "net.drop_reply",
          .summary = "a reply never arrives: it was done, and the caller does not know",
          .models = "a partition in one direction, a firewall that forgets a connection",
          .seen =
              "redis-server 7.0.15: INCR was applied though its caller had timed out; clients "
              "that retry then apply twice (redis-py 261, jedis 3187, go-redis 2339)",
          .threat = Threat::network_trouble,
          .transient = true,
          .on_real_backends = true,
          .where = Where::link,
          .knobs = drop_knobs,
          .make = make<is_reply, sim::Verdict::Kind::drop>};
}

FaultKind net_drop_request() {
  return {.name = "net.drop_request",
          .summary = "a request never arrives: it was not done, and the caller does not know",
          .models = "a partition in one direction, a firewall that forgets a connection",
          .seen = "P. Bailis and K. Kingsbury, \"The Network is Reliable\" (ACM Queue 2014)",
          .threat = Threat::network_trouble,
          .transient = true,
          .on_real_backends = true,
          .where = Where::link,
          .knobs = drop_knobs,
          .make = make<is_request, sim::Verdict::Kind::drop>};
}

FaultKind net_reset() {
  return {.name = "net.reset",
          .summary = "a connection of a link breaks, and the message on the way is lost",
          .models = "a load balancer or firewall that is restarted, a proxy that reaps connections",
          .seen = "redis-server 7.0.15: of 5,000 pipelined INCR before a RST, 974 had been applied",
          .threat = Threat::network_trouble,
          .transient = true,
          .on_real_backends = true,
          .where = Where::link,
          .knobs = {},
          .make = make<is_any, sim::Verdict::Kind::reset>};
}

}  // namespace rollcall::faults
