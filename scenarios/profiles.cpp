#include "scenarios/profiles.h"

#include <algorithm>

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;

// One Argon2id hash of 19 MiB took 23 ms on the machine on which the baselines were measured.
constexpr Duration password_hash = 25ms;
// A snapshot of short strings took a third of the time that an append-only file took.
constexpr sim::Range redis_load = {20ms, 60ms};

constexpr Profile all[] = {
    // Loopback Redis answers in 0.03 ms at the median, a rack away it is a few times that; an
    // appended
    // page is durable after 0.27 ms (p50), and seldom takes more than a millisecond.
    {.name = "ssd",
     .summary = "one rack, a local SSD: a commit costs 0.2-1 ms",
     .latency = {.client_message = {200us, 600us},
                 .redis_message = {50us, 150us},
                 .redis_command = {5us, 20us},
                 .redis_load = redis_load,
                 .disk_read = {1us, 3us},
                 .disk_write = {2us, 6us},
                 .disk_sync = {200us, 1ms},
                 .password_hash = password_hash}},
    // Network block storage promises single-digit milliseconds for a sync, and two machines of one
    // region are 0.25 to 1 ms apart.
    {.name = "cloud-disk",
     .summary = "a cloud region with network block storage: a commit costs 1-10 ms",
     .latency = {.client_message = {1ms, 5ms},
                 .redis_message = {250us, 1ms},
                 .redis_command = {5us, 20us},
                 .redis_load = redis_load,
                 .disk_read = {1us, 5us},
                 .disk_write = {2us, 10us},
                 .disk_sync = {1ms, 10ms},
                 .password_hash = password_hash}},
    // The document says that 500 serialised registrations take 5-10 s, so each commit costs 10-20
    // ms
    // in all: one sync of the WAL, since a checkpoint comes once in a thousand pages. It also says
    // that a Redis write answers in 1-2 ms: two messages of 0.495 to 0.99 ms, and the command. Its
    // times are the service's own: whoever asks is next to it.
    {.name = "design-document",
     .summary = "what the design document presumes: a commit costs 10-20 ms, a Redis write 1-2 ms",
     .latency = {.client_message = {5us, 20us},
                 .redis_message = {495us, 990us},
                 .redis_command = {10us, 20us},
                 .redis_load = redis_load,
                 .disk_read = {1us, 3us},
                 .disk_write = {2us, 6us},
                 .disk_sync = {10ms, 20ms},
                 // The document's input is a finished password_hash.
                 .password_hash = 0ms}},
};

}  // namespace

std::span<const Profile> profiles() { return all; }

const Profile* find_profile(std::string_view name) {
  const auto* found = std::ranges::find(all, name, &Profile::name);
  return found == std::end(all) ? nullptr : found;
}

}  // namespace rollcall::scenarios
