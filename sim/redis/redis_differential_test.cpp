// Random commands over few keys, wrong types and wrong arguments included: the model answers as
// redis-server does, and writes the same append-only file.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/random_requests.h"

namespace rollcall::sim::redis {

void showValue(const Step& step, std::ostream& out) {
  out << step.connection << ":";
  for (const std::string& word : step.words) out << " '" << word << "'";
}

namespace {

// One server for the whole process; each sequence starts from an empty one.
const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

void expect_no_difference(const RequestFamily& family) {
  const std::vector<Step> steps = *any_sequence(family);
  if (const auto difference = first_difference(real(), steps)) RC_FAIL(*difference);
}

RC_GTEST_PROP(RedisDifferential, strings_answer_as_in_redis, ()) {
  expect_no_difference(string_requests());
}

RC_GTEST_PROP(RedisDifferential, edits_of_strings_answer_as_in_redis, ()) {
  expect_no_difference(string_edit_requests());
}

RC_GTEST_PROP(RedisDifferential, bits_of_strings_answer_as_in_redis, ()) {
  expect_no_difference(bit_requests());
}

RC_GTEST_PROP(RedisDifferential, values_are_held_in_the_encodings_of_redis, ()) {
  expect_no_difference(encoding_requests());
}

RC_GTEST_PROP(RedisDifferential, elements_are_sorted_as_in_redis, ()) {
  expect_no_difference(sorting_requests());
}

RC_GTEST_PROP(RedisDifferential, keys_answer_as_in_redis, ()) {
  expect_no_difference(key_requests());
}

RC_GTEST_PROP(RedisDifferential, expiry_answers_as_in_redis, ()) {
  expect_no_difference(expiry_requests());
}

RC_GTEST_PROP(RedisDifferential, hashes_answer_as_in_redis, ()) {
  expect_no_difference(hash_requests());
}

RC_GTEST_PROP(RedisDifferential, sets_answer_as_in_redis, ()) {
  expect_no_difference(set_requests());
}

RC_GTEST_PROP(RedisDifferential, lists_answer_as_in_redis, ()) {
  expect_no_difference(list_requests());
}

RC_GTEST_PROP(RedisDifferential, sorted_sets_answer_as_in_redis, ()) {
  expect_no_difference(sorted_set_requests());
}

RC_GTEST_PROP(RedisDifferential, clients_that_wait_for_sorted_sets_are_answered_as_in_redis, ()) {
  expect_no_difference(blocking_sorted_set_requests());
}

RC_GTEST_PROP(RedisDifferential, streams_answer_as_in_redis, ()) {
  expect_no_difference(stream_requests());
}

RC_GTEST_PROP(RedisDifferential, clients_that_wait_are_served_as_in_redis, ()) {
  expect_no_difference(blocking_requests());
}

RC_GTEST_PROP(RedisDifferential, messages_reach_those_who_listen_as_in_redis, ()) {
  expect_no_difference(pub_sub_requests());
}

RC_GTEST_PROP(RedisDifferential, who_is_paused_is_answered_later_as_in_redis, ()) {
  expect_no_difference(pausing_requests());
}

RC_GTEST_PROP(RedisDifferential, a_master_without_replicas_answers_as_redis, ()) {
  expect_no_difference(replication_requests());
}

RC_GTEST_PROP(RedisDifferential, the_server_itself_answers_as_redis, ()) {
  expect_no_difference(server_requests());
}

RC_GTEST_PROP(RedisDifferential, the_server_tells_of_itself_as_redis, ()) {
  expect_no_difference(introspection_requests());
}

RC_GTEST_PROP(RedisDifferential, consumer_groups_answer_as_in_redis, ()) {
  expect_no_difference(stream_group_requests());
}

// Redis forgets some of it then: who has read what for the second time, and consumers that never
// got an entry.
RC_GTEST_PROP(RedisDifferential, consumer_groups_come_back_from_the_file_as_in_redis, ()) {
  const std::vector<Step> steps = *any_sequence(stream_group_requests());
  std::vector<Words> questions;
  for (const std::string key : {"s", "t", "text", "none"}) {
    questions.push_back({"XINFO", "STREAM", key, "FULL", "COUNT", "0"});
  }
  if (const auto difference = first_difference(real(), steps, nullptr, questions))
    RC_FAIL(*difference);
}

RC_GTEST_PROP(RedisDifferential, transactions_of_two_clients_answer_as_in_redis, ()) {
  expect_no_difference(transaction_requests());
}

RC_GTEST_PROP(RedisDifferential, functions_answer_as_in_redis, ()) {
  expect_no_difference(function_requests());
}

// These take time.
TEST(RedisDifferential, files_are_asked_for_as_in_redis) {
  for (std::uint64_t number = 0; number < 4; ++number) {
    const auto steps = any_sequence(persistence_requests())(rc::Random({1, number, 0, 0}), 60);
    const auto difference = first_difference(real(), steps.value());
    EXPECT_FALSE(difference) << *difference;
  }
}

RC_GTEST_PROP(RedisDifferential, scripts_answer_as_in_redis, ()) {
  expect_no_difference(script_requests());
}

}  // namespace
}  // namespace rollcall::sim::redis
