#include "scenarios/scenario.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "scenarios/case_toml.h"
#include "scenarios/toml_value.h"

namespace rollcall::scenarios {
namespace {

std::unexpected<InputError> unreadable(const std::string& path, std::string why) {
  return std::unexpected(InputError{path, 0, 0, "cannot be read", std::move(why)});
}

std::expected<std::string, InputError> read_file(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return unreadable(path, "there is no such file");
  // A device or a pipe could go on for ever.
  if (!std::filesystem::is_regular_file(status)) return unreadable(path, "it is no regular file");
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(path, std::strerror(errno));
  std::string text(toml_bytes_most + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return unreadable(path, "reading failed");
  return text;
}

}  // namespace

Case instantiate(const Scenario& scenario, const StrategySpec& strategy, std::uint64_t seed,
                 std::uint64_t world) {
  const auto stated =
      std::ranges::find(scenario.options, &strategy, [](const auto& pair) { return pair.first; });
  Case value;
  if (const Bounds* bounds = std::get_if<Bounds>(&scenario.worlds_are)) {
    value = generate(strategy, seed, world, *bounds);
    if (stated == scenario.options.end()) return value;
    for (const Knob& knob : strategy.knobs) {
      // What the file states counts; the rest stays as drawn.
      if (stated->second.is_default(knob.name)) continue;
      (void)value.options.set(knob.name, stated->second.text(knob.name));
    }
    return value;
  }
  value = std::get<Case>(scenario.worlds_are);
  value.strategy = &strategy;
  value.options = stated != scenario.options.end() ? stated->second : Knobs(strategy.knobs);
  value.seed = world_seed(seed, world);
  return value;
}

std::expected<std::variant<Case, Scenario>, InputError> load(const std::string& path) {
  const std::expected<std::string, InputError> text = read_file(path);
  if (!text) return std::unexpected(text.error());
  const std::expected<TomlValue, InputError> document = parse_toml(*text, path);
  if (!document) return std::unexpected(document.error());
  if (document->find("summary") != nullptr) {
    std::expected<Scenario, InputError> scenario = read_scenario(*text, path);
    if (!scenario) return std::unexpected(scenario.error());
    return std::move(*scenario);
  }
  std::expected<Case, InputError> value = read(*text, path);
  if (!value) return std::unexpected(value.error());
  return std::move(*value);
}

}  // namespace rollcall::scenarios
