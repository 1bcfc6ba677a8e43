#include "sim/net/connection.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/net/client_stream.h"
#include "sim/net/server_end.h"

namespace rollcall::sim {

Connections::Connections(const Environment& shared_environment) : environment(shared_environment) {}

Connections::~Connections() = default;

void Connections::bury() { retired.clear(); }

Connection& Connections::add(Key key, Process& client, Listener& listener) {
  open.push_back(std::make_unique<Connection>(*this, key, client, listener));
  open.back()->index_ = open.size() - 1;
  peak = std::max<std::uint64_t>(peak, open.size());
  return *open.back();
}

void Connections::retire(Connection& connection) {
  const std::size_t index = connection.index_;
  retired.push_back(std::move(open[index]));
  if (index + 1 < open.size()) {
    open[index] = std::move(open.back());
    open[index]->index_ = index;
  }
  open.pop_back();
}

Connection::Connection(Connections& all, Key key, Process& client, Listener& listener)
    : all_(all),
      key_(key),
      client_(client),
      listener_(listener),
      to_server_(mix(key, 1), [this] { deliver(Side::server); }),
      to_client_(mix(key, 2), [this] { deliver(Side::client); }) {}

bool Connection::between(const Process& a, const Process& b) const {
  const Process& server = at(Side::server);
  return (&a == &client_ && &b == &server) || (&b == &client_ && &a == &server);
}

// --- sending

void Connection::ask(ClientStream& stream, SimTask& task, Duration delay) {
  client_stream_ = &stream;
  const Key link = Links::key(client_, at(Side::server));
  const std::uint64_t bits = all_.environment.decisions.draw(task, Domain::network, link);
  request_ = bits;
  launch({.from = Side::client, .kind = Segment::Kind::open, .bits = bits}, delay);
}

std::expected<void, StreamError> Connection::send_request(SimTask& task, std::string_view bytes) {
  const Environment& world = all_.environment;
  const bool watched = !world.hooks.idle() || world.trace.keeping();
  const auto label_of = listener_.service.label;
  const Key link = Links::key(client_, at(Side::server));
  const std::uint64_t bits = world.decisions.draw(task, Domain::network, link);
  const bool sent = send({.from = Side::client,
                          .operation = task.operation,
                          .bits = bits,
                          .bytes = bytes,
                          .label = watched && label_of != nullptr ? label_of(bytes) : ""});
  if (!sent) return std::unexpected(StreamError::reset);
  return {};
}

// The draws of a reply follow from the request that it answers, not from how many replies the
// server has sent so far: they stay what they are when another client is left out.
void Connection::send_reply(std::string_view bytes, std::string_view label) {
  const std::uint64_t bits =
      all_.environment.decisions.draw(Domain::network, mix(request_, replies_++));
  send({.from = Side::server,
        .operation = operation_,
        .bits = bits,
        .bytes = bytes,
        .label = label});
}

Verdict Connection::verdict_on(const Outgoing& message) {
  Hooks& hooks = all_.environment.hooks;
  if (hooks.idle()) return {};
  const bool request = message.from == Side::client;
  ++asking_;
  const Verdict verdict =
      hooks.ask({.name = request ? listener_.request_point : listener_.reply_point,
                 .label = message.label,
                 .process = &client_,
                 .peer = &at(Side::server),
                 .operation = message.operation});
  --asking_;
  return verdict;
}

bool Connection::send(const Outgoing& message) {
  const Verdict verdict = verdict_on(message);
  if (!at(message.from).up() || inbound(message.from).receiver_gone)
    return true;  // died of the rule
  if (verdict.kind == Verdict::Kind::reset) {
    sever();
    return false;
  }
  if (verdict.kind == Verdict::Kind::drop) outbound(message.from).fall_silent();
  const bool late = verdict.kind == Verdict::Kind::delay;
  launch(message, late ? verdict.delay : Duration::zero());
  return true;
}

void Connection::launch(const Outgoing& message, Duration delay) {
  const Environment& world = all_.environment;
  Channel& channel = outbound(message.from);
  if (all_.links.is_cut(client_, at(Side::server))) channel.fall_silent();
  if (channel.silent()) return record(EventKind::send, message.from, message, 0);
  const Range& range = listener_.latency(world.latency);
  const Duration latency = Decisions::between(message.bits, range.least, range.most);
  const MonotonicTime arrival = channel.in_order(world.now() + latency + delay);
  record(EventKind::send, message.from, message,
         static_cast<std::uint64_t>(arrival.time_since_epoch().count()));
  channel.send({.arrival = arrival,
                .kind = message.kind,
                .operation = message.operation,
                .identity = message.bits,
                .bytes = channel.buffer(message.bytes)},
               world.scheduler);
}

void Connection::send_marker(Side from, Segment::Kind kind) {
  const auto direction = outbound(from).key();
  const std::uint64_t bits = all_.environment.decisions.draw(
      Domain::network, mix(direction, static_cast<std::uint64_t>(kind)));
  launch({.from = from, .kind = kind, .bits = bits, .label = to_string(kind)}, Duration::zero());
}

// Markers are told from messages by their link: a message's is the channel's own key.
void Connection::record(EventKind kind, Side who, const Outgoing& what, std::uint64_t b) const {
  const Environment& world = all_.environment;
  const Channel& channel = what.from == Side::client ? to_server_ : to_client_;
  const Key link = what.kind == Segment::Kind::data
                       ? channel.key()
                       : mix(channel.key(), static_cast<Key>(what.kind));
  const Process& actor = at(who);
  if (!world.trace.keeping()) return world.record(kind, actor.key, {}, link, b, what.bytes);
  const Side to = what.from == Side::client ? Side::server : Side::client;
  std::string name = at(what.from).name + " -> " + at(to).name;
  if (!what.label.empty()) name.append(" ").append(what.label);
  world.record(kind, actor.key, name, link, b, what.bytes);
}

// --- arriving

void Connection::deliver(Side receiver) {
  if (retired_) return;
  all_.bury();
  Channel& channel = inbound(receiver);
  bool news = false;
  while (channel.due(all_.environment.now())) {
    if (arrive(receiver, channel.arrive())) news = true;
  }
  channel.rearm(all_.environment.scheduler);
  if (news) notify(receiver);
  retire_if_over();
}

/// True: the receiver has something to look at.
bool Connection::arrive(Side receiver, Segment segment) {
  Channel& channel = inbound(receiver);
  if (all_.links.is_cut(client_, at(Side::server))) {
    channel.fall_silent();
    channel.lose_flight();
    return false;
  }
  if (!at(receiver).machine.powered) return false;
  const Side sender = receiver == Side::client ? Side::server : Side::client;
  record(EventKind::arrive, receiver, {.from = sender, .kind = segment.kind}, segment.bytes.size());
  if (segment.kind != Segment::Kind::data) return arrive_marker(receiver, segment.kind);
  if (channel.receiver_gone) {
    send_marker(receiver, Segment::Kind::reset);
    return false;
  }
  if (channel.ending != Channel::Ending::none) return false;
  if (receiver == Side::server) {
    request_ = segment.identity;
    operation_ = segment.operation;
    replies_ = 0;
  }
  channel.accept(std::move(segment.bytes));
  return true;
}

bool Connection::arrive_marker(Side receiver, Segment::Kind kind) {
  Channel& channel = inbound(receiver);
  if (kind == Segment::Kind::open) {
    accept();
    return false;
  }
  if (channel.receiver_gone || channel.ending == Channel::Ending::reset) return false;
  switch (kind) {
    case Segment::Kind::opened:
      phase_ = Phase::established;
      break;
    case Segment::Kind::refused:
      phase_ = Phase::refused;
      break;
    case Segment::Kind::close:
      channel.ending = Channel::Ending::closed;
      break;
    default:
      channel.ending = Channel::Ending::reset;
      break;
  }
  return true;
}

void Connection::accept() {
  if (!listener_.active) {
    to_server_.receiver_gone = true;
    return send_marker(Side::server, Segment::Kind::refused);
  }
  accepted_ = true;
  auto end = std::make_unique<ServerEnd>(*this);
  server_end_ = end.get();
  send_marker(Side::server, Segment::Kind::opened);
  listener_.service.accepted(std::move(end));
}

void Connection::notify(Side receiver) {
  if (receiver == Side::client) {
    if (client_stream_ != nullptr) client_stream_->wake();
  } else if (server_end_ != nullptr) {
    listener_.service.readable(*server_end_);
  }
}

void Connection::taken() {
  if (client_stream_ != nullptr) client_stream_->wake_writer();
}

// --- ending

void Connection::end(Side side, Segment::Kind how) {
  forget(side);
  if (inbound(side).receiver_gone || !at(side).up()) return;
  inbound(side).receiver_gone = true;
  inbound(side).discard_unread();
  const bool broken = inbound(side).ending == Channel::Ending::reset;
  if (phase_ != Phase::refused && !broken) send_marker(side, how);
  retire_if_over();
}

void Connection::died(const Process& process, bool power_lost) {
  for (const Side side : {Side::client, Side::server}) {
    if (&at(side) != &process || inbound(side).receiver_gone) continue;
    if (side == Side::server && !accepted_) continue;
    forget(side);
    inbound(side).receiver_gone = true;
    inbound(side).discard_unread();
    if (!power_lost) send_marker(side, Segment::Kind::reset);
  }
  retire_if_over();
}

void Connection::sever() {
  to_client_.lose_flight();
  to_server_.lose_flight();
  if (!to_client_.receiver_gone) {
    to_client_.ending = Channel::Ending::reset;
    notify(Side::client);
  }
  if (!accepted_ || to_server_.receiver_gone) return;
  // The server hears of it outside tasks, like of everything.
  const MonotonicTime now = all_.environment.now();
  to_server_.send({.arrival = now, .kind = Segment::Kind::reset}, all_.environment.scheduler);
}

void Connection::forget(Side side) {
  if (side == Side::client) {
    if (client_stream_ != nullptr) std::exchange(client_stream_, nullptr)->detach();
  } else if (server_end_ != nullptr) {
    std::exchange(server_end_, nullptr)->detach();
  }
}

void Connection::retire_if_over() {
  if (retired_ || asking_ > 0 || !to_client_.receiver_gone) return;
  const bool unknown_to_server = !accepted_ && !to_server_.in_flight();
  if (!to_server_.receiver_gone && !unknown_to_server) return;
  retired_ = true;
  to_client_.lose_flight();
  to_server_.lose_flight();
  all_.retire(*this);
}

}  // namespace rollcall::sim
