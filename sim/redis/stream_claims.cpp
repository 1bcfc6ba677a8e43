// Entries of streams that are pending: XPENDING shows them, XCLAIM and XAUTOCLAIM hand them to
// another consumer.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/stream_arguments.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void reply_summary(Reply& reply, const StreamGroup& group) {
  reply.array(4);
  reply.integer(static_cast<std::int64_t>(group.pending.size()));
  if (group.pending.empty()) {
    reply.null();
    reply.null();
    return reply.null_array();
  }
  reply_id(reply, group.pending.begin()->first);
  reply_id(reply, group.pending.rbegin()->first);
  const auto has_pending = [](const auto& item) { return !item.second.pending.empty(); };
  reply.array(static_cast<std::size_t>(std::ranges::count_if(group.consumers, has_pending)));
  for (const auto& [name, consumer] : group.consumers) {
    if (consumer.pending.empty()) continue;
    reply.array(2);
    reply.bulk(name);
    reply.bulk_integer(static_cast<std::int64_t>(consumer.pending.size()));
  }
}

// XPENDING with an interval.
struct Selection {
  std::int64_t idle_ms = 0;
  std::int64_t count = 0;
  StreamId from{};
  StreamId to{};
  std::optional<std::string_view> consumer;
};

std::optional<Selection> parse_selection(Call& call) {
  Selection selection;
  std::size_t at = 3;
  if (equals_ignoring_case(call.args[3], "IDLE")) {
    const auto idle = call.integer_argument(4);
    if (!idle) return std::nullopt;
    if (call.args.size() < 8) {
      call.syntax_error();
      return std::nullopt;
    }
    selection.idle_ms = *idle;
    at = 5;
  }
  const auto count = call.integer_argument(at + 2);
  if (!count) return std::nullopt;
  const auto from = first_id_argument(call, at);
  if (!from) return std::nullopt;
  const auto to = last_id_argument(call, at + 1);
  if (!to) return std::nullopt;
  selection.count = *count;
  selection.from = *from;
  selection.to = *to;
  if (at + 3 < call.args.size()) selection.consumer = call.args[at + 3];
  return selection;
}

void reply_selected(Call& call, const StreamGroup& group, const Selection& selection) {
  std::vector<const std::pair<const StreamId, PendingEntry>*> selected;
  const auto left = [&] { return static_cast<std::int64_t>(selected.size()) < selection.count; };
  for (auto at = group.pending.lower_bound(selection.from);
       left() && at != group.pending.end() && at->first <= selection.to; ++at) {
    const PendingEntry& entry = at->second;
    if (selection.consumer && entry.consumer != *selection.consumer) continue;
    if (selection.idle_ms != 0 && call.now - entry.delivered_at_ms < selection.idle_ms) continue;
    selected.push_back(&*at);
  }
  call.reply.array(selected.size());
  for (const auto* const item : selected) {
    const auto& [id, entry] = *item;
    call.reply.array(4);
    reply_id(call.reply, id);
    call.reply.bulk(entry.consumer);
    call.reply.integer(std::max<std::int64_t>(call.now - entry.delivered_at_ms, 0));
    call.reply.integer(static_cast<std::int64_t>(entry.deliveries));
  }
}

void xpending(Call& call) {
  const std::size_t words = call.args.size();
  if (words != 3 && (words < 6 || words > 9)) return call.syntax_error();
  std::optional<Selection> selection;
  if (words > 3) {
    selection = parse_selection(call);
    if (!selection) return;
  }
  const auto place = find_group(call, call.args[1], call.args[2]);
  if (!place) return;
  if (place->group == nullptr) return no_such_group(call, call.args[1], call.args[2]);
  if (!selection) return reply_summary(call.reply, *place->group);
  reply_selected(call, *place->group, *selection);
}

// One claim of some entries for the consumer args[3], and the reply that grows with it.
class Claim {
 public:
  struct How {
    std::int64_t idle_ms_min = 0;
    UnixMs delivered_at = 0;
    std::optional<std::int64_t> deliveries = std::nullopt;
    bool force = false;
    bool just_id = false;
  };
  enum class Outcome { claimed, left, gone };

  Claim(Call& call, GroupPlace place, How how) : call_(call), place_(place), how_(how) {}

  // The entry is spelled `text` in the append-only file. One that the stream has no more stops
  // being pending.
  Outcome take(StreamId id, std::string_view text) {
    StreamGroup& group = *place_.group;
    const auto pending = group.pending.find(id);
    const bool is_pending = pending != group.pending.end();
    const auto entry = place_.stream->find(id);
    if (!entry) {
      if (!is_pending) return Outcome::left;
      changed(text, pending->second);
      group.acknowledge(id);
      return Outcome::gone;
    }
    if (!is_pending && !how_.force) return Outcome::left;
    if (is_pending && how_.idle_ms_min != 0 &&
        call_.now - pending->second.delivered_at_ms < how_.idle_ms_min) {
      return Outcome::left;
    }
    see_consumer();
    PendingEntry& claimed = group.assign(id, call_.args[3]);
    claimed.delivered_at_ms = how_.delivered_at;
    if (how_.deliveries) {
      claimed.deliveries = static_cast<std::uint64_t>(*how_.deliveries);
    } else if (!how_.just_id) {
      ++claimed.deliveries;
    }
    reply(*entry);
    changed(text, claimed);
    return Outcome::claimed;
  }

  [[nodiscard]] bool changed_anything() const { return changed_; }
  // Writes what was claimed.
  void finish() {
    call_.reply.array(count_);
    call_.reply.buffer() += items_;
  }

 private:
  // Once, when the first entry is claimed.
  void see_consumer() {
    if (seen_) return;
    seen_ = true;
    if (place_.group->see(call_.args[3], call_.now).second) changed_unseen(call_);
  }

  void reply(const Stream::Entry& entry) {
    ++count_;
    Reply out = call_.reply.into(items_);
    if (how_.just_id) {
      reply_id(out, entry.id);
    } else {
      reply_entry(out, entry);
    }
  }

  void changed(std::string_view text, const PendingEntry& entry) {
    propagate_claim(call_, call_.args[1], call_.args[2], *place_.group, text, entry);
    changed_unseen(call_);
    changed_ = true;
  }

  Call& call_;
  GroupPlace place_;
  How how_;
  bool seen_ = false;
  bool changed_ = false;
  std::size_t count_ = 0;
  std::string items_;
};

// A number behind the option at args[at - 1].
std::optional<std::int64_t> option_argument(Call& call, std::size_t at) {
  std::string name(call.args[at - 1]);
  for (char& c : name) c = upper(c);
  return call.integer_argument(at, "ERR Invalid " + name + " option argument for XCLAIM");
}

struct ClaimOptions {
  Claim::How how;
  StreamId last_id{};
};

// Client clocks may be off: a delivery that lies in the future or before the epoch is now.
UnixMs sane_time(const Call& call, std::int64_t ms) {
  return ms < 0 || ms > call.now ? call.now : ms;
}

// XCLAIM's options from args[at] on.
std::optional<ClaimOptions> parse_claim_options(Call& call, std::size_t at) {
  ClaimOptions options{.how = {.delivered_at = call.now}};
  for (; at < call.args.size(); ++at) {
    const bool more = at + 1 < call.args.size();
    const auto is = [word = call.args[at]](std::string_view name) {
      return equals_ignoring_case(word, name);
    };
    if (is("FORCE")) {
      options.how.force = true;
    } else if (is("JUSTID")) {
      options.how.just_id = true;
    } else if (more && (is("IDLE") || is("TIME"))) {
      const auto ms = option_argument(call, at + 1);
      if (!ms) return std::nullopt;
      const std::int64_t since = is("TIME") ? *ms : call.now - std::max<std::int64_t>(*ms, 0);
      options.how.delivered_at = sane_time(call, since);
      ++at;
    } else if (more && is("RETRYCOUNT")) {
      const auto count = option_argument(call, ++at);
      if (!count) return std::nullopt;
      options.how.deliveries = *count < 0 ? std::nullopt : count;
    } else if (more && is("LASTID")) {
      const auto id = id_argument(call, ++at);
      if (!id) return std::nullopt;
      options.last_id = *id;
    } else {
      call.reply.error("ERR Unrecognized XCLAIM option '" + std::string(call.args[at]) + "'");
      return std::nullopt;
    }
  }
  return options;
}

void xclaim(Call& call) {
  call.propagate_nothing();  // but every change by itself
  const auto place = find_group(call, call.args[1], call.args[2]);
  if (!place) return;
  if (place->group == nullptr) return no_such_group(call, call.args[1], call.args[2]);
  const auto idle = call.integer_argument(4, "ERR Invalid min-idle-time argument for XCLAIM");
  if (!idle) return;
  std::vector<StreamId> ids;
  for (std::size_t at = 5; at < call.args.size(); ++at) {
    const auto id = parse_stream_id(call.args[at], 0);
    if (!id) break;
    ids.push_back(*id);
  }
  auto options = parse_claim_options(call, 5 + ids.size());
  if (!options) return;
  options->how.idle_ms_min = std::max<std::int64_t>(*idle, 0);
  const bool advances = options->last_id > place->group->last_id;
  if (advances) place->group->last_id = options->last_id;
  Claim claim(call, *place, options->how);
  for (std::size_t at = 0; at < ids.size(); ++at) claim.take(ids[at], call.args[5 + at]);
  claim.finish();
  if (advances && !claim.changed_anything()) {
    propagate_last_id(call, call.args[1], call.args[2], *place->group);
    changed_unseen(call);
  }
}

struct AutoclaimOptions {
  Claim::How how;
  StreamId start{};
  std::int64_t count = 100;
};

std::optional<AutoclaimOptions> parse_autoclaim(Call& call) {
  constexpr std::int64_t count_max = std::numeric_limits<std::int64_t>::max() / 16;
  AutoclaimOptions options{.how = {.delivered_at = call.now}};
  const auto idle = call.integer_argument(4, "ERR Invalid min-idle-time argument for XAUTOCLAIM");
  if (!idle) return std::nullopt;
  options.how.idle_ms_min = std::max<std::int64_t>(*idle, 0);
  const auto start = first_id_argument(call, 5);
  if (!start) return std::nullopt;
  options.start = *start;
  for (std::size_t at = 6; at < call.args.size(); ++at) {
    if (equals_ignoring_case(call.args[at], "COUNT") && at + 1 < call.args.size()) {
      const auto count = parse_integer(call.args[++at]);
      if (!count || *count < 1 || *count > count_max) {
        call.reply.error("ERR COUNT must be > 0");
        return std::nullopt;
      }
      options.count = *count;
    } else if (equals_ignoring_case(call.args[at], "JUSTID")) {
      options.how.just_id = true;
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  return options;
}

void xautoclaim(Call& call) {
  call.propagate_nothing();  // but every change by itself
  const auto options = parse_autoclaim(call);
  if (!options) return;
  const auto place = find_group(call, call.args[1], call.args[2]);
  if (!place) return;
  if (place->group == nullptr) return no_such_group(call, call.args[1], call.args[2]);
  auto& pending = place->group->pending;
  Claim claim(call, *place, options->how);
  std::vector<StreamId> gone;
  std::int64_t left = options->count;
  std::int64_t attempts = options->count * 10;
  auto at = pending.lower_bound(options->start);
  for (; at != pending.end() && attempts > 0 && left > 0; --attempts) {
    const StreamId id = at->first;
    const Claim::Outcome outcome = claim.take(id, to_text(id));
    if (outcome == Claim::Outcome::gone) gone.push_back(id);
    if (outcome != Claim::Outcome::left) --left;
    at = pending.upper_bound(id);
  }
  call.reply.array(3);
  reply_id(call.reply, at == pending.end() ? lowest_id : at->first);
  claim.finish();
  call.reply.array(gone.size());
  for (const StreamId id : gone) reply_id(call.reply, id);
}

constexpr Flags claims = Flag::write | Flag::fast;

constexpr std::array family_commands = {
    Command{"XPENDING", -3, Flag::readonly, one_key, xpending},
    Command{"XCLAIM", -6, claims, one_key, xclaim},
    Command{"XAUTOCLAIM", -6, claims, one_key, xautoclaim},
};

}  // namespace

std::span<const Command> stream_claim_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
