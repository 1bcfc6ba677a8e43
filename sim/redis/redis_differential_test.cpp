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

rc::Gen<std::vector<Step>> sequences(const std::vector<std::string>& lines,
                                     std::size_t connections) {
  const auto step = rc::gen::exec([=] {
    const std::size_t connection = *rc::gen::inRange<std::size_t>(0, connections);
    return Step{connection, *filled_request(*rc::gen::elementOf(lines))};
  });
  return rc::gen::container<std::vector<Step>>(30, step);
}

void expect_no_difference(const std::vector<Step>& steps) {
  if (const auto difference = first_difference(real(), steps)) RC_FAIL(*difference);
}

RC_GTEST_PROP(RedisDifferential, strings_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(string_requests(), 1));
}

RC_GTEST_PROP(RedisDifferential, keys_and_expiry_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(key_requests(), 1));
}

RC_GTEST_PROP(RedisDifferential, containers_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(container_requests(), 1));
}

RC_GTEST_PROP(RedisDifferential, transactions_of_two_clients_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(transaction_requests(), 2));
}

RC_GTEST_PROP(RedisDifferential, scripts_answer_as_in_redis, ()) {
  expect_no_difference(*sequences(script_requests(), 2));
}

}  // namespace
}  // namespace rollcall::sim::redis
