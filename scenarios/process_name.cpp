#include "scenarios/process_name.h"

#include <charconv>

namespace rollcall::scenarios {
namespace {

/// Digits without a leading zero that fit.
std::optional<std::uint32_t> parse_number(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::uint32_t> parse_after(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return parse_number(text.substr(prefix.size()));
}

}  // namespace

std::string app_process(std::uint32_t number) { return "app" + std::to_string(number); }

std::optional<std::uint32_t> app_number(std::string_view name) { return parse_after("app", name); }

bool is_process(std::string_view name, std::uint32_t apps) {
  if (name == "redis" || name == "clients") return true;
  const std::optional<std::uint32_t> number = app_number(name);
  return number && *number <= apps;
}

std::vector<std::string> targets(faults::Where where, std::uint32_t apps) {
  std::vector<std::string> names;
  switch (where) {
    case faults::Where::app_process:
      for (std::uint32_t number = 1; number <= apps; ++number) names.push_back(app_process(number));
      break;
    case faults::Where::app_machine:
      names.emplace_back("app");
      break;
    case faults::Where::redis_process:
    case faults::Where::redis_machine:
      names.emplace_back("redis");
      break;
    case faults::Where::link:
      for (std::uint32_t number = 1; number <= apps; ++number) {
        names.push_back(app_process(number) + "/redis");
        names.push_back("clients/" + app_process(number));
      }
      break;
  }
  return names;
}

std::optional<properties::OperationId> parse_operation_id(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == text.npos) return std::nullopt;
  const std::optional<std::uint32_t> client = parse_client_id(text.substr(0, dot));
  const std::optional<std::uint32_t> operation = parse_number(text.substr(dot + 1));
  if (!client || !operation) return std::nullopt;
  return properties::OperationId{*client, *operation};
}

std::optional<std::uint32_t> parse_client_id(std::string_view text) {
  return parse_after("c", text);
}

}  // namespace rollcall::scenarios
