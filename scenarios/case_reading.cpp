#include <charconv>

#include "properties/verdict.h"
#include "scenarios/blocks.h"
#include "scenarios/case_toml.h"

namespace rollcall::scenarios {
namespace {

void read_strategy(Section& root, Case& into, Problems& problems) {
  root.require("strategy");
  const TomlValue* value = root.find("strategy", TomlValue::Kind::table);
  if (value == nullptr) return;
  Section section(*value, "[strategy]", problems);
  std::string name;
  section.require("name");
  section.read("name", name);
  if (name.empty()) return;
  into.strategy = strategy_named(name, section, "name");
  if (into.strategy == nullptr) return;
  into.options = Knobs(into.strategy->knobs);
  section.read(into.options);
  section.finish();
}

void read_trace(Section& section, Shown& into) {
  std::string text;
  section.read("trace", text);
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, into.trace, 16);
  if (error == std::errc() && end == last) return;
  section.complain("trace", "the trace is no hash", "up to 16 hexadecimal digits in quotes");
}

void read_shown(Section& root, Case& into, Problems& problems) {
  const TomlValue* value = root.find("shown", TomlValue::Kind::table);
  if (value == nullptr) return;
  std::vector<std::string_view> promises;
  for (const Promise promise : all_promises) promises.push_back(to_string(promise));
  std::vector<std::string_view> verdicts;
  for (const auto verdict : {properties::Verdict::holds, properties::Verdict::within_contract,
                             properties::Verdict::broken, properties::Verdict::not_judged}) {
    verdicts.push_back(to_string(verdict));
  }
  Section section(*value, "[shown]", problems);
  Shown shown;
  for (const std::string_view key : {"property", "verdict", "trace"}) section.require(key);
  section.read("property", shown.property, promises);
  section.read("verdict", shown.verdict, verdicts);
  if (section.has("trace")) read_trace(section, shown);
  section.read("fingerprint", shown.fingerprint);
  section.finish();
  into.shown = std::move(shown);
}

}  // namespace

std::expected<Case, InputError> read(std::string_view text, std::string_view file) {
  const std::expected<TomlValue, InputError> document = parse_toml(text, file);
  if (!document) return std::unexpected(document.error());
  Problems problems;
  Section root(*document, "a case", problems);
  if (!read_format(root, problems)) return std::unexpected(problems.first(file));
  Case value;
  root.require("seed");
  root.read_bits("seed", value.seed);
  read_strategy(root, value, problems);
  read_world(root, value, problems);
  read_schedule(root, value, problems);
  const std::vector<std::size_t> blocks = read_clients(root, value, {}, problems);
  read_faults(root, value, problems);
  read_shown(root, value, problems);
  root.finish();
  if (!problems.any()) report_defect(value, *document, blocks, problems);
  if (problems.any()) return std::unexpected(problems.first(file));
  return value;
}

}  // namespace rollcall::scenarios
