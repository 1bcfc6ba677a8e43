// One direction of one connection: what is on the way, in order, and what has come and is unread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/net/segment.h"
#include "sim/schedule/scheduler.h"
#include "sim/schedule/timer.h"

namespace rollcall::sim {

class Channel {
 public:
  /// `deliver` runs outside tasks when the next segment is due.
  Channel(Key key, std::function<void()> deliver) : key_(key), timer_(key, std::move(deliver)) {}

  /// Orders simultaneous arrivals, and names the direction in the trace.
  [[nodiscard]] Key key() const { return key_; }

  /// When a segment that would arrive at `earliest` arrives: never before those sent earlier.
  [[nodiscard]] MonotonicTime in_order(MonotonicTime earliest) const {
    return earliest < last_arrival_ ? last_arrival_ : earliest;
  }
  /// `segment.arrival` must be in order.
  void send(Segment segment, Scheduler& scheduler);
  [[nodiscard]] bool due(MonotonicTime now) const {
    return head_ < flight_.size() && flight_[head_].arrival <= now;
  }
  [[nodiscard]] bool in_flight() const { return head_ < flight_.size(); }
  /// The next due segment. Afterwards `rearm`, once nothing more is due.
  [[nodiscard]] Segment arrive();
  void rearm(Scheduler& scheduler);
  /// Whatever is on the way is lost.
  void lose_flight();
  /// How many bytes its sender may still send before the receiver has read some.
  [[nodiscard]] std::size_t room() const;

  /// What is sent from now on never arrives: TCP waits for a lost segment for ever.
  void fall_silent() { silent_ = true; }
  [[nodiscard]] bool silent() const { return silent_; }

  /// A string to fill with bytes to send: its memory has been used before.
  [[nodiscard]] std::string buffer(std::string_view bytes);

  // The receiving end.
  void accept(std::string bytes);
  [[nodiscard]] bool unread() const { return read_ < inbox_.size(); }
  /// Moves at most `into.size()` unread bytes.
  std::size_t read(std::span<char> into);
  /// Appends all that is unread.
  void take(std::string& into);
  void discard_unread();

  enum class Ending : std::uint8_t { none, closed, reset };
  /// What the receiver sees after the unread bytes.
  Ending ending = Ending::none;
  /// The receiver has closed its end, or died with it.
  bool receiver_gone = false;

 private:
  /// What the kernels on both sides hold for a receiver that does not read: Linux's default order
  /// of magnitude.
  static constexpr std::size_t window = 1 << 20;
  void recycle(std::string&& used);

  Key key_;
  Timer timer_;
  std::vector<Segment> flight_;
  std::size_t head_ = 0;
  std::size_t bytes_in_flight_ = 0;
  MonotonicTime last_arrival_{};
  bool silent_ = false;
  std::string inbox_;
  std::size_t read_ = 0;
  std::string spare_;
};

}  // namespace rollcall::sim
