// Requests for random tests: templates over few keys, fields and values, so that commands meet each
// other's leavings, wrong types and wrong arguments included.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

namespace rollcall::sim::redis {

// "SET {key} {value} EX {s}": words in braces are chosen at random.
using Templates = std::vector<std::string>;

[[nodiscard]] const Templates& string_requests();
[[nodiscard]] const Templates& key_requests();
[[nodiscard]] const Templates& container_requests();
[[nodiscard]] const Templates& transaction_requests();
[[nodiscard]] const Templates& script_requests();

// The template filled in; now and then with a word too few or too many.
[[nodiscard]] rc::Gen<std::vector<std::string>> filled_request(const std::string& line);

}  // namespace rollcall::sim::redis
