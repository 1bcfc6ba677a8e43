// A replica's connection to its master: what it says, and what becomes of the answers. Bytes in,
// bytes out; the host connects, and moves them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "sim/redis/config.h"
#include "sim/redis/session.h"

namespace rollcall::sim::redis {

class Instance;

class MasterLink {
 public:
  // `connect`: the host has to connect.
  enum class State : std::uint8_t { connect, handshake, transfer, connected };

  explicit MasterLink(MasterAddress master) : master_(std::move(master)) {}

  [[nodiscard]] const MasterAddress& master() const { return master_; }
  [[nodiscard]] State state() const { return state_; }
  // How much of the master's stream has been carried out.
  [[nodiscard]] std::int64_t offset() const { return offset_; }
  [[nodiscard]] UnixMs heard_at() const { return heard_at_; }

  // The host has connected. `own`: how the master shall call this replica.
  void open(const Instance& instance, const MasterAddress& own, UnixMs now);
  void receive(Instance& instance, std::string_view bytes, UnixMs now);
  // The host has to connect again.
  void break_off(Instance& instance);
  void acknowledge();
  [[nodiscard]] std::string take_output() { return std::exchange(output_, {}); }

 private:
  void say(std::initializer_list<std::string_view> words);
  [[nodiscard]] bool take_line(std::string& line);
  void shake_hands(Instance& instance);
  void take_snapshot(Instance& instance);
  void carry_out(Instance& instance, UnixMs now);

  MasterAddress master_;
  State state_ = State::connect;
  std::string input_;   // until the data has come
  std::string output_;  // for the master
  std::size_t replies_due_ = 0;
  bool asks_for_data_ = false;
  Session session_{};  // whose requests are the master's effects
  std::int64_t offset_ = 0;
  UnixMs heard_at_ = 0;
};

}  // namespace rollcall::sim::redis
