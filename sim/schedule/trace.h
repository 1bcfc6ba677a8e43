// Everything that happens in a world enters one running hash. Events themselves are kept only on
// demand; the hash can be recomputed from kept events, one after the other, with `Trace::fold`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/host.h"
#include "sim/schedule/key.h"

namespace rollcall::sim {

enum class EventKind : std::uint8_t {
  pick,    ///< a task runs: a = its own k-th pick, from 0
  hold,    ///< the schedule policy holds a task: a = its k-th pick, b = nanoseconds
  send,    ///< bytes leave: a = link, b = arrival in ns of virtual time, 0 when lost; bytes = the
           ///< message
  arrive,  ///< bytes arrive: a = link, b = length
  vfs,  ///< a VFS call: a = operation and file, b = offset; bytes = what is written, or the result
        ///< code
  redis,    ///< a command ran: a = connection, b = length of the reply; bytes = the command's name
            ///< and first key
  step,     ///< a named step: a = client operation, b = process; bytes = its name
  process,  ///< a process or machine changes its state: bytes = "kill", "pause", "start", ...
  fault,    ///< a fault fires: bytes = its kind
  draw,     ///< entropy is handed out: bytes = the bytes
};
[[nodiscard]] std::string_view to_string(EventKind kind);

struct Event {
  std::int64_t at_ns = 0;  ///< virtual time
  EventKind kind = EventKind::pick;
  Key actor = 0;  ///< the task or process
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  Key digest = 0;          ///< XXH3 of the bytes; 0 for none
  std::string actor_name;  ///< for people; only the key is hashed
  std::string bytes;       ///< as recorded
};

class Trace {
 public:
  /// From now on events are kept.
  void keep() { keeping_ = true; }
  [[nodiscard]] bool keeping() const { return keeping_; }

  void record(std::int64_t at_ns, EventKind kind, Key actor, std::string_view actor_name,
              std::uint64_t a, std::uint64_t b, std::string_view bytes = {}) {
    const Key digest = bytes.empty() ? 0 : key_of(bytes);
    hash_ = fold(hash_, at_ns, kind, actor, a, b, digest);
    ++count_;
    if (keeping_) [[unlikely]] {
      events_.push_back(
          {at_ns, kind, actor, a, b, digest, std::string(actor_name), std::string(bytes)});
    }
  }
  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] std::vector<Event> take_events() { return std::move(events_); }

  /// The hash after one more event: the definition by which kept events can be checked.
  [[nodiscard]] static constexpr std::uint64_t fold(std::uint64_t hash, std::int64_t at_ns,
                                                    EventKind kind, Key actor, std::uint64_t a,
                                                    std::uint64_t b, Key digest) {
    const std::uint64_t when = mix(hash, static_cast<std::uint64_t>(at_ns));
    const std::uint64_t who = mix(actor, static_cast<std::uint64_t>(kind));
    const std::uint64_t what = mix(a, b);
    return mix(mix(when, who), mix(what, digest));
  }

 private:
  std::uint64_t hash_ = 0;
  std::uint64_t count_ = 0;
  bool keeping_ = false;
  std::vector<Event> events_;
};

}  // namespace rollcall::sim
