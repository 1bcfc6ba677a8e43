// Where the model ends: what Redis 7.0.15 does and it does not, for whoever is to believe it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

// Commands that are answered as unknown; "CLIENT|TRACKING" for subcommands.
struct NotModelled {
  std::string_view what;
  std::span<const std::string_view> commands;
};
[[nodiscard]] std::span<const NotModelled> not_modelled();

// Where what is modelled stops short of Redis; a sentence each, without its full stop.
[[nodiscard]] std::vector<std::string> limits();

}  // namespace rollcall::sim::redis
