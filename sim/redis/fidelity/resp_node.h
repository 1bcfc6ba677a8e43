// The bytes of a reply, of RESP2 or RESP3, as a tree, for tests that look into replies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

struct RespNode {
  // As the first byte says it: + - : $ * and of RESP3 , # ( = ~ % | > as well; _ for nil, whose
  // text is RESP2's kind of it, '$' or '*'; a blank where take_all() found several.
  char type = '_';
  // Of a verbatim string, with its format.
  std::string text{};
  // Of a map, names and values in turn. Behind attributes, the reply that they go with.
  std::vector<RespNode> items{};

  // On one line, strings quoted.
  [[nodiscard]] std::string shown() const;
  friend bool operator==(const RespNode&, const RespNode&) = default;
};

// How many bytes the first reply in `bytes` takes; nothing while it is incomplete.
[[nodiscard]] std::optional<std::size_t> resp_length(std::string_view bytes);
// The first reply, which must be complete, is taken off the front.
[[nodiscard]] RespNode take_resp(std::string_view& bytes);

// All of them: the one that there is, or those that there are as the items of one.
[[nodiscard]] RespNode take_all(std::string_view bytes);
// How many.
[[nodiscard]] std::size_t resp_count(std::string_view bytes);

// A request.
[[nodiscard]] std::string resp_request(const std::vector<std::string>& words);

}  // namespace rollcall::sim::redis
