#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "engine/redis/redis_client.h"
#include "engine/redis/redis_client_claims.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

/// A client of the arm's server, with a deadline that no healthy call reaches.
class PatientClient {
 public:
  PatientClient(Host& host, RedisArm& arm) : host_(host), client_(host, arm.server(), 2) {}

  RedisResult<RedisReply> call(const Command& command) { return client_.call(command, by()); }
  std::vector<RedisResult<RedisReply>> pipeline(const std::vector<Command>& commands) {
    return client_.pipeline(commands, by());
  }
  RedisResult<RedisReply> eval(const Script& script, const std::vector<std::string>& keys,
                               const std::vector<std::string>& arguments) {
    return client_.eval(script, keys, arguments, by());
  }

 private:
  MonotonicTime by() { return host_.now() + 10s; }
  Host& host_;
  RedisClient client_;
};

/// What was answered; an error as an error reply, so that two can be compared and printed.
RedisReply answer(const RedisResult<RedisReply>& result) {
  return result ? *result : RedisReply::error(result.error().text);
}

void each_kind_of_reply_arrives(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    EXPECT_EQ(answer(redis.call({"SET", "text", "hello"})), RedisReply::status("OK"));
    EXPECT_EQ(answer(redis.call({"GET", "text"})), RedisReply::bulk("hello"));
    EXPECT_EQ(answer(redis.call({"SET", "empty", ""})), RedisReply::status("OK"));
    EXPECT_EQ(answer(redis.call({"GET", "empty"})), RedisReply::bulk(""));
    EXPECT_EQ(answer(redis.call({"GET", "absent"})), RedisReply::nil());
    EXPECT_EQ(answer(redis.call({"INCR", "number"})), RedisReply::number(1));
    EXPECT_EQ(answer(redis.call({"HGETALL", "absent"})), RedisReply::array({}));
    EXPECT_EQ(answer(redis.call({"HSET", "hash", "field", "value"})), RedisReply::number(1));
    EXPECT_EQ(answer(redis.call({"HGETALL", "hash"})),
              RedisReply::array({RedisReply::bulk("field"), RedisReply::bulk("value")}));
  });
}

void any_bytes_arrive_unharmed(RedisArm& arm) {
  EXPECT_TRUE(rc::check([&](const std::vector<std::string>& values) {
    std::vector<Command> commands;
    std::vector<RedisReply> expected;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string key = std::to_string(i) + values[i];
      commands.push_back({"SET", key, values[i]});
      expected.push_back(RedisReply::status("OK"));
      commands.push_back({"GET", key});
      expected.push_back(RedisReply::bulk(values[i]));
    }
    std::vector<RedisReply>
        answers;  // judged outside: RapidCheck's exceptions stay out of the host's tasks
    arm.run([&](Host& host) {
      PatientClient redis(host, arm);
      for (const auto& result : redis.pipeline(commands)) answers.push_back(answer(result));
    });
    RC_ASSERT(answers == expected);
  }));
}

void a_large_value_arrives_whole(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    std::string large;
    while (large.size() < 300'000) large += std::to_string(large.size()) + "\r\n";
    EXPECT_TRUE(answer(redis.call({"SET", "large", large})).is_ok());
    EXPECT_TRUE(answer(redis.call({"GET", "large"})) == RedisReply::bulk(large));
  });
}

void a_pipeline_answers_in_order(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const std::vector<Command> commands(200, Command{"INCR", "counter"});
    std::int64_t expected = 0;
    for (const auto& result : redis.pipeline(commands)) {
      EXPECT_EQ(answer(result), RedisReply::number(++expected));
    }
    EXPECT_EQ(expected, 200);
    EXPECT_TRUE(redis.pipeline({}).empty());
  });
}

void an_error_reply_is_a_definite_no(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    EXPECT_TRUE(answer(redis.call({"SET", "text", "hello"})).is_ok());
    const auto refusal = redis.call({"HGET", "text", "field"});
    ASSERT_FALSE(refusal.has_value());
    EXPECT_EQ(refusal.error().kind, RedisError::Kind::error_reply);
    EXPECT_EQ(refusal.error().code, "WRONGTYPE");
  });
}

void a_pipeline_goes_on_after_an_error_reply(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const auto results =
        redis.pipeline({{"SET", "text", "hello"}, {"INCR", "text"}, {"GET", "text"}});
    ASSERT_EQ(results.size(), 3U);
    EXPECT_TRUE(answer(results[0]).is_ok());
    ASSERT_FALSE(results[1].has_value());
    EXPECT_EQ(results[1].error().code, "ERR");
    EXPECT_EQ(answer(results[2]), RedisReply::bulk("hello"));
  });
}

void an_unknown_command_does_not_repeat_its_arguments(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const auto refusal = redis.call({"NOSUCHCOMMAND", "s3cret"});
    ASSERT_FALSE(refusal.has_value());
    EXPECT_EQ(refusal.error().kind, RedisError::Kind::error_reply);
    EXPECT_EQ(refusal.error().text.find("s3cret"), std::string::npos);
  });
}

void a_transaction_runs_as_one_pipeline(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const auto results = redis.pipeline(
        {{"MULTI"}, {"SET", "text", "hello"}, {"INCR", "text"}, {"INCR", "n"}, {"EXEC"}});
    ASSERT_EQ(results.size(), 5U);
    EXPECT_TRUE(answer(results[0]).is_ok());
    for (const std::size_t at : {1U, 2U, 3U}) {
      EXPECT_EQ(answer(results[at]), RedisReply::status("QUEUED"));
    }
    const RedisReply exec = answer(results[4]);
    ASSERT_EQ(exec.elements.size(), 3U);
    EXPECT_TRUE(exec.elements[0].is_ok());
    EXPECT_EQ(exec.elements[1].kind, RedisReply::Kind::error) << "errors inside stay elements";
    EXPECT_EQ(exec.elements[2], RedisReply::number(1)) << "Redis has no rollback";
  });
}

void an_open_transaction_never_meets_the_next_caller(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    EXPECT_EQ(redis.pipeline({{"multi"}, {"SET", "text", "lost"}}).size(), 2U);
    EXPECT_EQ(answer(redis.call({"GET", "text"})), RedisReply::nil());
  });
}

void a_script_runs_with_keys_and_arguments(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const Script append("append", R"(
      redis.call('SET', KEYS[1], (redis.call('GET', KEYS[1]) or '') .. ARGV[1])
      return {KEYS[1], redis.call('GET', KEYS[1])})");
    const auto pair = [](std::string value) {
      return RedisReply::array({RedisReply::bulk("key"), RedisReply::bulk(std::move(value))});
    };
    EXPECT_EQ(answer(redis.eval(append, {"key"}, {"a"})), pair("a"));
    EXPECT_EQ(answer(redis.eval(append, {"key"}, {"b"})), pair("ab"));
  });
}

void a_forgotten_script_is_sent_again_and_runs_once(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const Script count("count", "return redis.call('INCR', KEYS[1])");
    EXPECT_EQ(answer(redis.eval(count, {"n"}, {})), RedisReply::number(1));
    EXPECT_TRUE(answer(redis.call({"SCRIPT", "FLUSH"})).is_ok());
    EXPECT_EQ(answer(redis.eval(count, {"n"}, {})), RedisReply::number(2));
    EXPECT_EQ(answer(redis.eval(count, {"n"}, {})), RedisReply::number(3));
  });
}

void the_server_knows_a_script_by_the_same_digest(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const Script script("answer", "return 42");
    EXPECT_EQ(answer(redis.eval(script, {}, {})), RedisReply::number(42));
    EXPECT_EQ(answer(redis.call({"EVALSHA", script.sha1(), "0"})), RedisReply::number(42));
  });
}

void a_failing_script_is_an_error_reply(RedisArm& arm) {
  arm.run([&](Host& host) {
    PatientClient redis(host, arm);
    const Script failing("failing", R"(
      redis.call('SET', KEYS[1], 'text')
      return redis.call('INCR', KEYS[1]))");
    const auto refusal = redis.eval(failing, {"text"}, {});
    ASSERT_FALSE(refusal.has_value());
    EXPECT_EQ(refusal.error().kind, RedisError::Kind::error_reply);
    EXPECT_EQ(answer(redis.call({"GET", "text"})), RedisReply::bulk("text")) << "no rollback";
  });
}

constexpr RedisClaim claims[] = {
    {"EachKindOfReplyArrives", each_kind_of_reply_arrives},
    {"AnyBytesArriveUnharmed", any_bytes_arrive_unharmed},
    {"ALargeValueArrivesWhole", a_large_value_arrives_whole},
    {"APipelineAnswersInOrder", a_pipeline_answers_in_order},
    {"AnErrorReplyIsADefiniteNo", an_error_reply_is_a_definite_no},
    {"APipelineGoesOnAfterAnErrorReply", a_pipeline_goes_on_after_an_error_reply},
    {"AnUnknownCommandDoesNotRepeatItsArguments", an_unknown_command_does_not_repeat_its_arguments},
    {"ATransactionRunsAsOnePipeline", a_transaction_runs_as_one_pipeline},
    {"AnOpenTransactionNeverMeetsTheNextCaller", an_open_transaction_never_meets_the_next_caller},
    {"AScriptRunsWithKeysAndArguments", a_script_runs_with_keys_and_arguments},
    {"AForgottenScriptIsSentAgainAndRunsOnce", a_forgotten_script_is_sent_again_and_runs_once},
    {"TheServerKnowsAScriptByTheSameDigest", the_server_knows_a_script_by_the_same_digest},
    {"AFailingScriptIsAnErrorReply", a_failing_script_is_an_error_reply},
};

}  // namespace

std::span<const RedisClaim> redis_reply_claims() { return claims; }

}  // namespace rollcall
