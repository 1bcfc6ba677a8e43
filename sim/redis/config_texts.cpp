#include "sim/redis/config_texts.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "sim/redis/config_parameters.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::string_view events_of_all = "g$lshzxetd";  // that A stands for
// In the order of ClientType.
constexpr std::string_view clients[] = {"normal", "slave", "pubsub"};

bool has(std::string_view letters, char letter) { return letters.contains(letter); }

std::optional<std::size_t> class_of(std::string_view name) {
  if (equals_ignoring_case(name, "replica")) name = "slave";
  for (std::size_t at = 0; at < std::size(clients); ++at) {
    if (equals_ignoring_case(clients[at], name)) return at;
  }
  return std::nullopt;
}

std::string without_trailing_zeros(double number) {
  std::array<char, 64> digits;
  const int length = std::snprintf(digits.data(), digits.size(), "%f", number);
  std::string text(digits.data(), static_cast<std::size_t>(length));
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::vector<std::string_view> split_at_spaces(std::string_view text) {
  std::vector<std::string_view> words;
  if (text.empty()) return words;
  for (std::size_t space = text.find(' '); space != text.npos; space = text.find(' ')) {
    words.push_back(text.substr(0, space));
    text.remove_prefix(space + 1);
  }
  words.push_back(text);
  return words;
}

std::expected<std::string, std::string> normal_keyspace_events(std::string_view text,
                                                               std::string_view) {
  std::string set(text);
  for (const char letter : text) {
    if (letter == 'A') set += events_of_all;
    if (!has(events_of_all, letter) && !has("AKEmn", letter)) {
      return std::unexpected("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
    }
  }
  std::string all;
  for (const char letter : events_of_all) {
    if (has(set, letter)) all += letter;
  }
  if (all == events_of_all) {
    all = "A";  // and hides n
  } else if (has(set, 'n')) {
    all += 'n';
  }
  for (const char letter : {'K', 'E', 'm'}) {
    if (has(set, letter)) all += letter;
  }
  return all;
}

std::expected<std::string, std::string> normal_output_limits(std::string_view text,
                                                             std::string_view before) {
  const auto words = split_at_spaces(text);
  if (words.size() % 4 != 0) {
    return std::unexpected("Wrong number of arguments in buffer limit configuration.");
  }
  std::array<std::string, std::size(clients)> limits;
  const auto held = split_at_spaces(before);
  const auto note = [&](std::size_t client, std::int64_t hard, std::int64_t soft,
                        std::int64_t seconds) {
    limits[client] = clients[client];
    for (const std::int64_t limit : {hard, soft, seconds}) {
      limits[client] += ' ';
      append_integer(limits[client], limit);
    }
  };
  for (const auto& all : {held, words}) {
    for (std::size_t at = 0; at < all.size(); at += 4) {
      const auto client = class_of(all[at]);
      if (!client) {
        return std::unexpected("Invalid client class specified in buffer limit configuration.");
      }
      const auto hard = parse_memory(all[at + 1]);
      const auto soft = parse_memory(all[at + 2]);
      const auto seconds = parse_integer(all[at + 3]);
      if (!hard || !soft || !seconds || *seconds < 0) {
        return std::unexpected(
            "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
      }
      note(*client, *hard, *soft, *seconds);
    }
  }
  return limits[0] + ' ' + limits[1] + ' ' + limits[2];
}

OutputLimit output_limit(const Config& config, ClientType type) {
  const auto value = [&config](std::string_view name) {
    return value_of(*std::ranges::find(parameters_without_effect(), name, &Parameter::name),
                    config);
  };
  const std::string text = value("client-output-buffer-limit");
  const auto words = split_at_spaces(text);
  const auto number = [&](std::size_t at) {
    return parse_integer(words[4 * static_cast<std::size_t>(type) + at]).value_or(0);
  };
  OutputLimit limit{.hard = number(1), .soft = number(2), .seconds = number(3)};
  if (type == ClientType::replica && limit.hard > 0) {  // what may be kept for it anyway
    limit.hard = std::max(limit.hard, parse_integer(value("repl-backlog-size")).value_or(0));
  }
  return limit;
}

std::expected<std::string, std::string> normal_memory_or_percent(std::string_view text,
                                                                 std::string_view) {
  std::string kept;
  if (text.ends_with('%')) {
    const auto percent = parse_integer(text.substr(0, text.size() - 1));
    if (percent && *percent > 100) {
      return std::unexpected("percentage argument must be less or equal to 100");
    }
    if (percent && *percent >= 0) {
      append_integer(kept, *percent);
      return *percent == 0 ? kept : kept + '%';
    }
  } else if (const auto bytes = parse_memory(text)) {
    append_integer(kept, *bytes);
    return kept;
  }
  return std::unexpected("argument must be a memory or percent value");
}

std::expected<std::string, std::string> normal_oom_scores(std::string_view text, std::string_view) {
  constexpr std::int64_t score_max = 2000;
  const auto words = split_at_spaces(text);
  if (words.size() != 3) return std::unexpected("wrong number of arguments");
  std::string kept;
  for (const std::string_view word : words) {
    const std::string digits(word);
    char* stopped = nullptr;
    const std::int64_t score = std::strtoll(digits.c_str(), &stopped, 10);
    if (*stopped != '\0' || score < -score_max || score > score_max) {
      return std::unexpected(
          "Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
    }
    if (!kept.empty()) kept += ' ';
    append_integer(kept, score);
  }
  return kept;
}

std::expected<std::string, std::string> normal_percentiles(std::string_view text,
                                                           std::string_view) {
  std::string kept;
  for (const std::string_view word : split_at_spaces(text)) {
    const auto percentile = parse_double(word);
    if (!percentile) {
      return std::unexpected("Invalid latency-tracking-info-percentiles parameters");
    }
    if (!(*percentile >= 0 && *percentile <= 100)) {
      return std::unexpected(
          "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
    }
    if (!kept.empty()) kept += ' ';
    kept += without_trailing_zeros(*percentile);
  }
  return kept;
}

}  // namespace rollcall::sim::redis
