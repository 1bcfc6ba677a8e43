#include "sim/redis/master_link.h"

#include <array>
#include <optional>
#include <utility>

#include "engine/check.h"
#include "sim/redis/dispatch.h"
#include "sim/redis/eviction.h"
#include "sim/redis/functions.h"
#include "sim/redis/instance.h"
#include "sim/redis/numbers.h"
#include "sim/redis/snapshot.h"

namespace rollcall::sim::redis {
namespace {

std::string decimal(std::int64_t number) {
  std::string digits;
  append_integer(digits, number);
  return digits;
}

// The number at the end of "+FULLRESYNC id 123"; nothing of any other line.
std::optional<std::int64_t> offset_of_full_resync(std::string_view line) {
  if (!line.starts_with("+FULLRESYNC ")) return std::nullopt;
  return parse_integer(line.substr(line.rfind(' ') + 1));
}

void replace_data(Instance& instance, std::string_view snapshot) {
  close_replicas(instance);               // what they have is not what comes now
  constexpr UnixMs before_all_times = 0;  // a replica leaves expired keys to its master
  for (std::size_t number = 0; number < instance.keyspace.used().size(); ++number) {
    instance.flush(number);
  }
  if (instance.has_functions()) instance.functions().clear();
  const auto report = read_snapshot(snapshot, instance, before_all_times);
  ROLLCALL_CHECK(report.has_value(), "a master sends whole snapshots");
  if (instance.config.maxmemory > 0) count_all_memory(instance);
  instance.saved = snapshot;
  instance.effects.file.start_at(0);
  instance.dirty_saved = instance.dirty;
}

}  // namespace

void MasterLink::open(const Instance& instance, const MasterAddress& own, UnixMs now) {
  *this = MasterLink(master_);
  state_ = State::handshake;
  heard_at_ = now;
  session_.authenticated = true;
  session_.may_block = false;
  const std::string& password = instance.config.masterauth;
  if (!password.empty()) say({"AUTH", password});
  say({"PING"});
  say({"REPLCONF", "listening-port", decimal(own.port)});
  say({"REPLCONF", "ip-address", own.host});
  say({"REPLCONF", "capa", "eof", "capa", "psync2"});
}

void MasterLink::say(std::initializer_list<std::string_view> words) {
  append_command(output_, words);
  ++replies_due_;
}

void MasterLink::receive(Instance& instance, std::string_view bytes, UnixMs now) {
  heard_at_ = now;
  if (state_ == State::connected) {
    session_.reader.append(bytes);
    return carry_out(instance, now);
  }
  input_ += bytes;
  if (state_ == State::handshake) shake_hands(instance);
  if (state_ == State::transfer) take_snapshot(instance);
  if (state_ == State::connected) carry_out(instance, now);
}

void MasterLink::break_off(Instance& instance) {
  state_ = State::connect;
  ++instance.replication.links;
  instance.conditions.master_link_down = true;
}

void MasterLink::acknowledge() {
  if (state_ != State::connected) return;
  const std::string offset = decimal(offset_);
  append_command(output_, std::array<std::string_view, 3>{"REPLCONF", "ACK", offset});
}

bool MasterLink::take_line(std::string& line) {
  const std::size_t end = input_.find("\r\n");
  if (end == std::string::npos) return false;
  line = input_.substr(0, end);
  input_.erase(0, end + 2);
  return true;
}

void MasterLink::shake_hands(Instance& instance) {
  std::string line;
  while (replies_due_ > 0 && take_line(line)) {
    if (line.starts_with('-')) return break_off(instance);
    if (--replies_due_ > 0) continue;
    if (!std::exchange(asks_for_data_, true)) {  // which is refused before the others are answered
      say({"PSYNC", "?", "-1"});
      continue;
    }
    const auto offset = offset_of_full_resync(line);
    if (!offset) return break_off(instance);
    offset_ = *offset;
    state_ = State::transfer;
  }
}

// "$5\r\n" and five bytes, with nothing behind them.
void MasterLink::take_snapshot(Instance& instance) {
  const std::size_t head = input_.find("\r\n");
  if (head == std::string::npos) return;
  const auto size = parse_integer(std::string_view(input_).substr(1, head - 1));
  if (!size) return break_off(instance);
  const std::size_t end = head + 2 + static_cast<std::size_t>(*size);
  if (input_.size() < end) return;
  replace_data(instance, std::string_view(input_).substr(head + 2, end - head - 2));
  session_.reader.append(std::string_view(input_).substr(end));
  input_.clear();
  state_ = State::connected;
  instance.conditions.master_link_down = false;
  acknowledge();
}

void MasterLink::carry_out(Instance& instance, UnixMs now) {
  const RequestReader::Limits limits{.authenticated = true,
                                     .bulk_max = instance.config.proto_max_bulk_len};
  std::size_t before = session_.reader.buffered();
  while (session_.reader.next(limits) == RequestReader::Outcome::request) {
    instance.loading = true;
    process_request(instance, session_, session_.reader.arguments(), now);
    instance.loading = false;
    session_.output.clear();
    if (state_ != State::connected) return;
    const std::size_t left = session_.reader.buffered();
    offset_ += static_cast<std::int64_t>(before - left);
    before = left;
  }
}

}  // namespace rollcall::sim::redis
