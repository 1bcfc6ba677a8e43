// A command as the table declares it, and the call that a command's function works on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/redis/instance.h"
#include "sim/redis/reply.h"
#include "sim/redis/request_reader.h"
#include "sim/redis/session.h"

namespace rollcall::sim::redis {

class Call;

// As in the reply of COMMAND. What a flag refuses is decided in refusals.cpp and nowhere else.
enum class Flag : std::uint32_t {
  write = 1 << 0,
  readonly = 1 << 1,
  deny_oom = 1 << 2,   // refused when memory is over maxmemory
  fast = 1 << 3,       // O(1) or O(log n)
  no_script = 1 << 4,  // not from a script
  loading = 1 << 5,    // also while the dataset is being loaded
  stale = 1 << 6,      // also on a replica that lost its master
  no_auth = 1 << 7,    // also before authentication
  admin = 1 << 8,
  allow_busy = 1 << 9,  // also while a script runs for too long
  unqueued = 1 << 10,   // runs at once inside MULTI
  blocking = 1 << 11,   // may wait
  no_multi = 1 << 15,   // not inside MULTI
  // Replicas may be sent it though it does not write. Redis tells nobody of this flag.
  may_replicate = 1 << 17,
  // These change nothing here but the reply of COMMAND.
  skip_monitor = 1 << 12,
  skip_slowlog = 1 << 13,
  no_mandatory_keys = 1 << 14,
  no_async_loading = 1 << 16,
  pub_sub = 1 << 18,
};

struct Flags {
  std::uint32_t bits = 0;
  constexpr Flags(Flag flag) : bits(static_cast<std::uint32_t>(flag)) {}
  constexpr explicit Flags(std::uint32_t all) : bits(all) {}
  [[nodiscard]] constexpr bool has(Flag flag) const {
    return (bits & static_cast<std::uint32_t>(flag)) != 0;
  }
};
constexpr Flags operator|(Flags a, Flags b) { return Flags(a.bits | b.bits); }
constexpr Flags operator|(Flag a, Flag b) { return Flags(a) | Flags(b); }
inline constexpr Flags no_flags{std::uint32_t{0}};

// Where the keys are among the arguments. `first` to `last` as in the reply of COMMAND: 0, there
// are none; `last` counts from the end when negative. Besides those, as many as the argument
// `numkeys` tells follow it, or the first half of what follows STREAMS, a word from argument
// `streams_from` on, or the word after the last STORE from argument `store_from` on.
struct KeyPositions {
  int first = 0;
  int last = 0;
  int step = 0;
  int numkeys = 0;
  int streams_from = 0;
  int store_from = 0;
  bool are_channels = false;  // which COMMAND GETKEYS does not take for keys
  // They depend on the arguments.
  [[nodiscard]] constexpr bool movable() const {
    return numkeys > 0 || streams_from > 0 || store_from > 0;
  }
};
inline constexpr KeyPositions no_keys{};
inline constexpr KeyPositions one_key{1, 1, 1};
inline constexpr KeyPositions two_keys{1, 2, 1};
inline constexpr KeyPositions all_keys{1, -1, 1};
inline constexpr KeyPositions numkeys_first{.numkeys = 1};

struct Command {
  std::string_view name;  // upper-case; of a subcommand, "CONFIG|GET"
  int arity;              // with the name; negative: at least that many
  Flags flags;
  KeyPositions keys;
  void (*run)(Call&);  // nullptr: only subcommands
  std::span<const Command> subcommands = {};
};

// One command being run: what it was asked, by whom, when, and where its reply goes.
class Call {
 public:
  Call(Instance& instance_ran, Session& session_asking, const Command& command_run,
       Arguments arguments, UnixMs wall_clock, std::string& out)
      : instance(instance_ran),
        session(session_asking),
        command(command_run),
        args(arguments),
        now(wall_clock),
        reply(out, session_asking.protocol) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  Instance& instance;
  Session& session;
  const Command& command;
  const Arguments args;  // args[0] is the command's name as the client wrote it
  const UnixMs now;      // frozen while the command or transaction runs
  Reply reply;

  [[nodiscard]] Database& database() { return instance.keyspace.database(session.database); }

  // The entry at `key`; nullptr when there is none or its time has come (then it is deleted now).
  [[nodiscard]] Entry* find_entry(std::string_view key) {
    return find_entry_in(session.database, key);
  }
  [[nodiscard]] Entry* find_entry_in(std::size_t number, std::string_view key);
  // The same for who only asks about the key, which does not count as its use.
  [[nodiscard]] Entry* peek_entry(std::string_view key) {
    return peek_entry_in(session.database, key);
  }
  // The entry at `key`, a new one with an empty string where nothing is.
  [[nodiscard]] Entry& entry_at(std::string_view key);
  // Replaces whatever is at `key`.
  Entry& put(std::size_t number, std::string_view key, Value value, UnixMs expires_at);

  // The T at `key`, nullptr where nothing is; nothing at all after WRONGTYPE has been replied.
  template <class T>
  [[nodiscard]] std::optional<T*> find(std::string_view key) {
    Entry* const entry = find_entry(key);
    if (entry == nullptr) return nullptr;
    T* const value = value_as<T>(entry->value);
    if (value == nullptr) {
      wrong_type();
      return std::nullopt;
    }
    return value;
  }
  // The T at `key`, created empty where nothing is; nullptr after WRONGTYPE has been replied.
  template <class T>
  [[nodiscard]] T* find_or_create(std::string_view key) {
    const auto found = find<T>(key);
    if (!found) return nullptr;
    if (*found != nullptr) return *found;
    Entry& entry = entry_at(key);
    entry.value = empty_value<T>();
    return value_as<T>(entry.value);
  }
  // The string at `key`, which holds no other type, created empty where nothing is, for the caller
  // to change; Redis holds it in that form then.
  [[nodiscard]] String& edit_string(std::string_view key, StringForm form);
  // Deletes the container at `key` when its last element has gone.
  template <class T>
  void drop_if_empty(std::string_view key, const T& container) {
    if (container.empty()) database().erase(key);
  }

  // `changes` at `key`: watchers lose their EXEC, and the call counts as a write.
  void modified(std::string_view key, std::uint64_t changes = 1);

  // The same at a key that was there before and still is, or is gone: who waits for it is not told.
  void changed_in_place(std::string_view key, std::uint64_t changes = 1);

  // What reaches the append-only file instead of the arguments: `words`, or nothing.
  void propagate_as(Arguments words);
  void propagate_as(std::initializer_list<std::string_view> words) {
    propagate_as(Arguments(words.begin(), words.size()));
  }
  void propagate_nothing() { propagated_ = true; }
  [[nodiscard]] bool propagated() const { return propagated_; }

  // The command finds nothing and waits, until `deadline`, for one of `keys` to change; then it
  // runs again, as `words`, for that key alone (see keys_to_try). The caller must not reply. False
  // where clients do not wait, in transactions and scripts: the caller replies at once that there
  // is nothing.
  [[nodiscard]] bool wait_for(Arguments keys, UnixMs deadline, Arguments words);
  [[nodiscard]] bool wait_for(Arguments keys, UnixMs deadline) {
    return wait_for(keys, deadline, args);
  }
  // The same for a T: it does not run again while the key holds anything else.
  template <class T>
  [[nodiscard]] bool wait_for_a(Arguments keys, UnixMs deadline) {
    const bool waits = wait_for(keys, deadline, args);
    if (waits) session.blocked->type = type_index<T>;
    return waits;
  }
  // All of `keys`; of a client that is served, the one that has changed.
  [[nodiscard]] Arguments keys_to_try(Arguments keys) const {
    return session.served_key ? Arguments(&*session.served_key, 1) : keys;
  }
  // The deadline that args[at] says, a number of seconds, 0: never. Nothing after an error reply.
  [[nodiscard]] std::optional<UnixMs> timeout_argument(std::size_t at);

  // Replies of which several families make use.
  void wrong_type();
  void syntax_error() { reply.error("ERR syntax error"); }
  void wrong_arity();
  // Of commands that look at the words after their subcommands themselves.
  void wrong_subcommand();
  // The integer in args[at]; replies an error when it is none.
  [[nodiscard]] std::optional<std::int64_t> integer_argument(
      std::size_t at, std::string_view error = "ERR value is not an integer or out of range");
  // The same; replies the error for what is less, too.
  [[nodiscard]] std::optional<std::int64_t> integer_at_least(std::int64_t least, std::size_t at,
                                                             std::string_view error);
  // The number of a database in args[at]; replies an error when there is no such database.
  [[nodiscard]] std::optional<std::size_t> database_argument(std::size_t at);

 private:
  [[nodiscard]] Entry* peek_entry_in(std::size_t number, std::string_view key);

  bool propagated_ = false;
};

[[nodiscard]] std::string wrong_arity_message(const Command& command);

}  // namespace rollcall::sim::redis
