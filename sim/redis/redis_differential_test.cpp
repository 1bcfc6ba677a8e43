// Random commands over few keys, wrong types and wrong arguments included: the model answers as
// redis-server does, and writes the same append-only file.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/differential.h"
#include "sim/redis/random_requests.h"

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

rc::Gen<std::vector<Step>> sequences(const RequestFamily& family) {
  const auto step = rc::gen::exec([&family] {
    const std::size_t connection = *rc::gen::inRange<std::size_t>(0, family.connections);
    return Step{connection, *any_request(family)};
  });
  return rc::gen::container<std::vector<Step>>(30, step);
}

void expect_no_difference(const RequestFamily& family) {
  const std::vector<Step> steps = *sequences(family);
  if (const auto difference = first_difference(real(), steps)) RC_FAIL(*difference);
}

RC_GTEST_PROP(RedisDifferential, strings_answer_as_in_redis, ()) {
  expect_no_difference(string_requests());
}

RC_GTEST_PROP(RedisDifferential, edits_of_strings_answer_as_in_redis, ()) {
  expect_no_difference(string_edit_requests());
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

RC_GTEST_PROP(RedisDifferential, streams_answer_as_in_redis, ()) {
  expect_no_difference(stream_requests());
}

RC_GTEST_PROP(RedisDifferential, transactions_of_two_clients_answer_as_in_redis, ()) {
  expect_no_difference(transaction_requests());
}

RC_GTEST_PROP(RedisDifferential, scripts_answer_as_in_redis, ()) {
  expect_no_difference(script_requests());
}

}  // namespace
}  // namespace rollcall::sim::redis
