// A Redis replica's connection to its master: dials, dials again, and moves the bytes.
//
// Fault model: that of the network. What arrives is carried out only after a lag, of one replica
// always the same, and lost until then when the process is killed; the master counts on nothing
// that has not been acknowledged.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "engine/host.h"
#include "sim/redis/server.h"
#include "sim/schedule/scheduler.h"

namespace rollcall::sim {

class RedisReplication {
 public:
  /// `own`: how the master shall call this server. `loop`: the task that calls all else, and is
  /// woken when there is something to do.
  RedisReplication(Host& host, redis::Server& server, Scheduler& scheduler, SimTask& loop,
                   redis::MasterAddress own, Duration lag);
  RedisReplication(const RedisReplication&) = delete;
  RedisReplication& operator=(const RedisReplication&) = delete;
  ~RedisReplication() { hang_up(); }

  /// The beginning of a turn: connects and disconnects as the server wants it, and hands it what
  /// has come.
  void receive(redis::UnixMs now);
  /// The end of a turn: what the server has to say to its master.
  void send();
  /// When there is something to do even if nobody says anything.
  [[nodiscard]] MonotonicTime due() const;

 private:
  struct Arrived {
    MonotonicTime due;
    std::string bytes;
  };
  void look_after_the_link(redis::UnixMs now);
  void dial(const redis::Server::Link& link);
  void listen(const redis::Server::Link& link);
  /// The task's read then fails, and it ends.
  void hang_up() {
    if (connected()) stream_->close();
    hung_up_ = true;
  }
  [[nodiscard]] bool connected() const { return stream_ != nullptr && !hung_up_ && !over_; }
  /// `wanted`: the link that the server wants.
  [[nodiscard]] bool is_wanted(const std::optional<redis::Server::Link>& wanted) const {
    return wanted && wanted->number == number_;
  }

  Host& host_;
  redis::Server& server_;
  Scheduler& scheduler_;
  SimTask& loop_;
  const redis::MasterAddress own_;
  const Duration lag_;
  MonotonicTime next_cycle_{};
  MonotonicTime next_dial_{};
  std::uint64_t number_ = 0;              ///< of the link that `link_` is for
  std::unique_ptr<ByteStream> stream_{};  ///< not null: `link_` has connected
  bool opened_ = false;                   ///< the server knows that
  bool hung_up_ = false;
  bool over_ = false;  ///< `link_` has ended
  std::deque<Arrived> arrived_;
  std::unique_ptr<Task> link_;  ///< last: it uses the others
};

}  // namespace rollcall::sim
