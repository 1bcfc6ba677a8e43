#include "sim/redis/fidelity/resp_node.h"

#include <cstdlib>

#include "engine/check.h"
#include "sim/redis/reply.h"

namespace rollcall::sim::redis {
namespace {

long long number_at(std::string_view bytes) {
  return std::atoll(std::string(bytes.substr(1, bytes.find('\r') - 1)).c_str());
}

bool has_bytes(char type) { return type == '$' || type == '='; }

// How many replies make up one of that type whose head says `number`; 0: it stands alone.
long long parts_of(char type, long long number) {
  switch (type) {
    case '*':
    case '~':
    case '>':
      return number;
    case '%':
      return 2 * number;
    case '|':
      return 2 * number + 1;
    default:
      return 0;
  }
}

bool has_parts(char type) { return parts_of(type, 1) > 0; }

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result + "\"";
}

}  // namespace

std::string RespNode::shown() const {
  if (type == '_') return text + "nil";
  if (type == '$') return quoted(text);
  if (type == '=') return type + quoted(text);
  if (!has_parts(type) && items.empty()) return type + text;
  std::string result = type == '*' ? "[" : std::string(1, type) + '[';
  const std::size_t start = result.size();
  for (const RespNode& item : items) result += (result.size() > start ? " " : "") + item.shown();
  return result + "]";
}

std::optional<std::size_t> resp_length(std::string_view bytes) {
  std::size_t length = 0;
  for (long long replies = 1; replies > 0; --replies) {
    const std::size_t line = bytes.find("\r\n", length);
    if (line == std::string_view::npos) return std::nullopt;
    const char type = bytes[length];
    const long long number = number_at(bytes.substr(length));
    length = line + 2;
    if (has_bytes(type) && number >= 0) length += static_cast<std::size_t>(number) + 2;
    if (number > 0) replies += parts_of(type, number);
    if (length > bytes.size()) return std::nullopt;
  }
  return length;
}

RespNode take_resp(std::string_view& bytes) {
  const std::size_t line = bytes.find("\r\n");
  ROLLCALL_CHECK(line != std::string_view::npos, "an incomplete reply");
  const char type = bytes.front();
  const bool has_size = has_bytes(type) || has_parts(type);
  const long long number = has_size ? number_at(bytes) : 0;
  RespNode node{.type = type};
  if (!has_size) node.text = bytes.substr(1, line - 1);
  bytes.remove_prefix(line + 2);
  if (number < 0) return {.type = '_', .text = {type}};
  if (has_bytes(type)) {
    node.text = bytes.substr(0, static_cast<std::size_t>(number));
    bytes.remove_prefix(node.text.size() + 2);
  }
  for (long long left = parts_of(type, number); left > 0; --left) {
    node.items.push_back(take_resp(bytes));
  }
  return node;
}

namespace {

// Of a transaction that ends its own client: what was said before.
RespNode take_cut(std::string_view bytes) {
  RespNode cut{.type = bytes.front()};
  bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
  while (!bytes.empty() && resp_length(bytes)) cut.items.push_back(take_resp(bytes));
  cut.text = bytes;
  return cut;
}

}  // namespace

RespNode take_all(std::string_view bytes) {
  RespNode all{.type = ' '};
  while (!bytes.empty() && resp_length(bytes)) all.items.push_back(take_resp(bytes));
  if (!bytes.empty()) all.items.push_back(take_cut(bytes));
  if (all.items.empty()) return {};
  return all.items.size() == 1 ? all.items.front() : all;
}

std::size_t resp_count(std::string_view bytes) {
  std::size_t count = 0;
  for (; !bytes.empty(); ++count) static_cast<void>(take_resp(bytes));
  return count;
}

std::string resp_request(const std::vector<std::string>& words) {
  std::string bytes;
  append_command(bytes, words);
  return bytes;
}

}  // namespace rollcall::sim::redis
