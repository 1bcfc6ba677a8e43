#include "sim/redis/fidelity/restored_content.h"

#include <optional>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/clock_skew.h"
#include "sim/redis/fidelity/normal_form.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/rdb_value.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

// What a model answers to the second request, after it has taken the first.
std::optional<RespNode> answer_after(const Words& first, const Words& second) {
  Server model({});
  const ConnectionId client = model.connect();
  model.feed(client, resp_request(first), 0);
  if (model.take_output(client).starts_with('-')) return std::nullopt;
  model.feed(client, resp_request(second), 0);
  const std::string output = model.take_output(client);
  std::string_view rest = output;
  RespNode answer = take_resp(rest);
  normalise(answer, second);
  return answer;
}

}  // namespace

bool restore_the_same_functions(const std::string& a, const std::string& b) {
  const auto content = [](const std::string& payload) {
    return answer_after({"FUNCTION", "RESTORE", payload}, {"FUNCTION", "LIST", "WITHCODE"});
  };
  const auto restored = content(a);
  return restored && restored == content(b);
}

bool restore_the_same_value(const std::string& a, const std::string& b) {
  const bool stream = !a.empty() && a.front() == stream_type;
  const Words question = stream ? Words{"XINFO", "STREAM", "k", "FULL", "COUNT", "0"}
                                : Words{"DEBUG", "DIGEST-VALUE", "k"};
  const auto restored = answer_after({"RESTORE", "k", "0", a}, question);
  auto other = answer_after({"RESTORE", "k", "0", b}, question);
  if (!restored || !other) return false;
  // When consumers were seen is told by other commands, too, which know how far clocks differ.
  if (stream) adopt_clock(*other, *restored, question, {.skew_ms = 60'000});
  return restored == other;
}

}  // namespace rollcall::sim::redis
