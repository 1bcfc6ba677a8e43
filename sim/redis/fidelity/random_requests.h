// Requests for random tests: templates over few keys, fields and values, so that commands meet each
// other's leavings, wrong types and wrong arguments included.
#pragma once

#include <rapidcheck.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/differential.h"

namespace rollcall::sim::redis {

// "SET {key} {value} EX {s}": words in braces are chosen at random. "MULTI ; INCR {key} ; EXEC":
// what one client asks without a pause; behind a "|" the next client goes on, which knows the other
// by its id, {client-before}; {client} is the id of any.
using Templates = std::vector<std::string>;
[[nodiscard]] Templates joined(std::initializer_list<Templates> parts);
// What a word in braces stands for; a repeated one is likelier.
using Choices = std::map<std::string, std::vector<std::string>>;

// Commands that are tried together. Times are an hour and more away, or past.
struct RequestFamily {
  std::string_view name;
  std::size_t connections;  // that take turns
  Choices choices;          // besides the common ones
  Templates lines;
  Templates seeds{};  // writes that give the lines something to find: one request in three
  // Requests that most sequences begin with, so that later ones find something.
  std::vector<std::vector<std::string>> opening{};
};
[[nodiscard]] const RequestFamily& string_requests();
[[nodiscard]] const RequestFamily& string_edit_requests();
[[nodiscard]] const RequestFamily& bit_requests();
[[nodiscard]] const RequestFamily& encoding_requests();
[[nodiscard]] const RequestFamily& sorting_requests();
[[nodiscard]] const RequestFamily& function_requests();
[[nodiscard]] const RequestFamily& key_requests();
[[nodiscard]] const RequestFamily& expiry_requests();
[[nodiscard]] const RequestFamily& hash_requests();
[[nodiscard]] const RequestFamily& list_requests();
[[nodiscard]] const RequestFamily& set_requests();
[[nodiscard]] const RequestFamily& sorted_set_requests();
[[nodiscard]] const RequestFamily& blocking_sorted_set_requests();
[[nodiscard]] const RequestFamily& stream_requests();
[[nodiscard]] const RequestFamily& blocking_requests();
[[nodiscard]] const RequestFamily& server_requests();
[[nodiscard]] const RequestFamily& pausing_requests();
[[nodiscard]] const RequestFamily& replication_requests();
[[nodiscard]] const RequestFamily& introspection_requests();
[[nodiscard]] const RequestFamily& stream_group_requests();
[[nodiscard]] const RequestFamily& transaction_requests();
[[nodiscard]] const RequestFamily& script_requests();
[[nodiscard]] const RequestFamily& persistence_requests();
[[nodiscard]] const RequestFamily& pub_sub_requests();
[[nodiscard]] std::vector<const RequestFamily*> request_families();
// Of the sequence with that number, where many are compared: these in turn, and now and then one
// that takes time, for files to be written.
[[nodiscard]] const RequestFamily& compared_family(std::uint64_t number);

// CLIENT LIST and INFO, which tell how much of the input is waiting: another answer for each cut.
[[nodiscard]] bool tells_of_input(const std::vector<std::string>& words);

// One of the family's lines filled in; now and then with a word too few or too many.
[[nodiscard]] rc::Gen<std::vector<Words>> any_requests(const RequestFamily& family);
// Thirty of them on average; a sequence shrinks to the requests that matter. Some clients speak
// RESP3 from the beginning, or change to it or back.
[[nodiscard]] rc::Gen<std::vector<Step>> any_sequence(const RequestFamily& family);

}  // namespace rollcall::sim::redis
