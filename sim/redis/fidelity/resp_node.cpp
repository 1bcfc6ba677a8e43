#include "sim/redis/fidelity/resp_node.h"

#include <cstdlib>

#include "engine/check.h"
#include "sim/redis/reply.h"

namespace rollcall::sim::redis {
namespace {

long long number_at(std::string_view bytes) {
  return std::atoll(std::string(bytes.substr(1, bytes.find('\r') - 1)).c_str());
}

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
  if (type == '_') return "nil";
  if (type == '$') return quoted(text);
  if (type != '*') return type + text;
  std::string result = "[";
  for (const RespNode& item : items) result += (result.size() > 1 ? " " : "") + item.shown();
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
    if (type == '$' && number >= 0) length += static_cast<std::size_t>(number) + 2;
    if (type == '*' && number > 0) replies += number;
    if (length > bytes.size()) return std::nullopt;
  }
  return length;
}

RespNode take_resp(std::string_view& bytes) {
  const std::size_t line = bytes.find("\r\n");
  ROLLCALL_CHECK(line != std::string_view::npos, "an incomplete reply");
  const char type = bytes.front();
  const bool has_size = type == '$' || type == '*';
  const long long number = has_size ? number_at(bytes) : 0;
  RespNode node{.type = number < 0 ? '_' : type};
  if (!has_size) node.text = bytes.substr(1, line - 1);
  bytes.remove_prefix(line + 2);
  if (type == '$' && number >= 0) {
    node.text = bytes.substr(0, static_cast<std::size_t>(number));
    bytes.remove_prefix(node.text.size() + 2);
  }
  if (type == '*') {
    for (long long i = 0; i < number; ++i) node.items.push_back(take_resp(bytes));
  }
  return node;
}

std::string resp_request(const std::vector<std::string>& words) {
  std::string bytes;
  append_command(bytes, words);
  return bytes;
}

}  // namespace rollcall::sim::redis
