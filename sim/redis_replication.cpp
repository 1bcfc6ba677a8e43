#include "sim/redis_replication.h"

#include <algorithm>
#include <utility>

#include "sim/alive.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration cycle = 1s;       // replicationCron
constexpr Duration dial_again = 1s;  // which also dials
constexpr Duration dial_patience = 5s;
constexpr Duration write_patience = 1s;

}  // namespace

RedisReplication::RedisReplication(Host& host, redis::Server& server, Scheduler& scheduler,
                                   SimTask& loop, redis::MasterAddress own, Duration lag)
    : host_(host),
      server_(server),
      scheduler_(scheduler),
      loop_(loop),
      own_(std::move(own)),
      lag_(lag) {}

void RedisReplication::receive(redis::UnixMs now) {
  look_after_the_link(now);
  while (!arrived_.empty() && arrived_.front().due <= host_.now()) {
    server_.receive_from_master(arrived_.front().bytes, now);
    arrived_.pop_front();
  }
  if (!server_.replicates() || host_.now() < next_cycle_) return;
  next_cycle_ = host_.now() + cycle;
  server_.replication_cycle(now);
}

void RedisReplication::look_after_the_link(redis::UnixMs now) {
  const auto wanted = server_.wanted_link();
  const bool unwanted = !is_wanted(wanted);
  if (unwanted) {
    arrived_.clear();
    if (connected()) hang_up();
  }
  if (over_ && (unwanted || arrived_.empty())) {
    link_ = nullptr;
    stream_ = nullptr;
    over_ = false;
    if (!unwanted) return server_.link_closed();
  }
  if (wanted && link_ == nullptr && host_.now() >= next_dial_) dial(*wanted);
  if (!unwanted && connected() && !std::exchange(opened_, true)) {
    server_.link_opened(own_, now);
  }
}

void RedisReplication::dial(const redis::Server::Link& link) {
  number_ = link.number;
  opened_ = hung_up_ = false;
  next_dial_ = host_.now() + dial_again;
  link_ = host_.spawn("replication", [this, link] {
    listen(link);
    over_ = true;
    wake_if_alive(scheduler_, loop_);
  });
}

void RedisReplication::listen(const redis::Server::Link& link) {
  auto stream = host_.connect({link.master.host, link.master.port}, host_.now() + dial_patience);
  if (!stream) return;
  stream_ = std::move(*stream);
  wake_if_alive(scheduler_, loop_);
  char buffer[16384];
  while (const auto got = stream_->read(buffer, MonotonicTime::max())) {
    arrived_.push_back({host_.now() + lag_, std::string(buffer, *got)});
    wake_if_alive(scheduler_, loop_);
  }
}

void RedisReplication::send() {
  const std::string bytes = server_.take_output_to_master();
  if (!connected() || !opened_ || bytes.empty()) return;
  // A break shows when reading.
  static_cast<void>(stream_->write(bytes, host_.now() + write_patience));
}

MonotonicTime RedisReplication::due() const {
  const auto wanted = server_.wanted_link();
  const bool unwanted = !is_wanted(wanted);
  const bool news = connected() && (unwanted || !opened_);
  if (news || (over_ && (unwanted || arrived_.empty()))) return host_.now();
  MonotonicTime due = server_.replicates() ? next_cycle_ : MonotonicTime::max();
  if (!arrived_.empty()) due = std::min(due, arrived_.front().due);
  if (wanted && link_ == nullptr) due = std::min(due, next_dial_);
  return due;
}

}  // namespace rollcall::sim
