#include "tools/trace_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace rollcall::tools {
namespace {

constexpr std::size_t bytes_shown_most = 200;

// Other bytes than printable ASCII as \xHH: one event is one line whatever it carries.
std::string escaped(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes.substr(0, bytes_shown_most)) {
    if (byte >= ' ' && byte <= '~' && byte != '\\') {
      text += byte;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
  }
  if (bytes.size() > bytes_shown_most) text += fmt::format("... ({} bytes)", bytes.size());
  return text;
}

bool equal(const sim::Event& a, const sim::Event& b) {
  return a.at_ns == b.at_ns && a.kind == b.kind && a.actor == b.actor && a.a == b.a && a.b == b.b &&
         a.digest == b.digest;
}

std::string in_short(const sim::Event& event) {
  return fmt::format("{:.6f} ms {} {} {} {} {}", static_cast<double>(event.at_ns) / 1e6,
                     sim::to_string(event.kind), event.actor_name, event.a, event.b,
                     escaped(event.bytes));
}

}  // namespace

std::string trace_legend() {
  return "# at_ns kind:number actor a b digest hash | who | bytes\n"
         "# hash = mix(mix(mix(before, at_ns), mix(actor, number)), mix(mix(a, b), digest)); "
         "before the first event: 0\n"
         "# mix(x, y) = low ^ high 64 bits of (x ^ a0761d6478bd642f) * (y ^ e7037ed1a0b428db); "
         "digest = XXH3 of the bytes\n";
}

std::string trace_line(const sim::Event& event, std::uint64_t hash_after) {
  return fmt::format("{} {}:{} {:016x} {:016x} {:016x} {:016x} {:016x} | {} | {}\n", event.at_ns,
                     sim::to_string(event.kind), static_cast<int>(event.kind), event.actor, event.a,
                     event.b, event.digest, hash_after, event.actor_name, escaped(event.bytes));
}

std::string first_difference(const std::vector<sim::Event>& one,
                             const std::vector<sim::Event>& two) {
  const auto [left, right] = std::ranges::mismatch(one, two, equal);
  if (left == one.end() && right == two.end()) return {};
  return fmt::format("event {}: \"{}\" and \"{}\"", left - one.begin(),
                     left == one.end() ? "the end" : in_short(*left),
                     right == two.end() ? "the end" : in_short(*right));
}

}  // namespace rollcall::tools
