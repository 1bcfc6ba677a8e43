// The libraries of scripts beside cmsgpack: what they hold, struct, and cjson, as in redis-server.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

class Both {
 public:
  struct Answers {
    std::string model;
    std::string real;
  };
  Answers of(const std::string& script) {
    const std::string request = resp_request({"EVAL", script, "0"});
    connection_.send(request);
    model_.feed(client_, request, 0);
    return {model_.take_output(client_), connection_.receive(1)};
  }
  void compare(const std::vector<std::string>& expressions) {
    for (const std::string& expression : expressions) {
      const Answers answers = of("return " + expression);
      EXPECT_EQ(answers.model, answers.real) << expression;
    }
  }

 private:
  RealRedis real_;
  RealConnection connection_{real_};
  Server model_{{}};
  ConnectionId client_ = model_.connect();
};

TEST(Libraries, hold_what_those_of_redis_hold) {
  Both both;
  for (const char* const library : {"bit", "cjson", "cmsgpack", "struct", "cjson.new()"}) {
    both.compare({"(function() local t = {} for k, v in pairs(" + std::string(library) +
                  ") do t[#t + 1] = k .. '=' .. type(v) end table.sort(t) "
                  "return table.concat(t, ' ') end)()"});
  }
  both.compare({"cmsgpack._COPYRIGHT", "cmsgpack._DESCRIPTION", "cmsgpack._VERSION",
                "cjson._VERSION", "cjson._NAME", "struct.nothing"});
}

TEST(Json, has_instances_with_settings_of_their_own) {
  Both both;
  both.compare({
      "cjson.new().encode({1, 2, {a = 1}})",
      "cjson.new().decode('[1, {\"a\": 2}]')[2].a",
      "(function() local c = cjson.new() c.encode_number_precision(3) "
      "return {c.encode(0.123456), cjson.encode(0.123456)} end)()",
      "(function() local c = cjson.new() c.encode_sparse_array(true) "
      "return {c.encode({[1000] = 1}), pcall(cjson.encode, {[1000] = 1})} end)()",
      "(function() local c = cjson.new() c.encode_invalid_numbers('null') "
      "return {c.encode(0/0), c.encode(1/0)} end)()",
      "(function() local c = cjson.new() c.decode_invalid_numbers(false) "
      "return {pcall(c.decode, 'nan')} end)()",
      "(function() local c = cjson.new() c.encode_max_depth(1) "
      "return {pcall(c.encode, {{}})} end)()",
      "(function() local c = cjson.new() c.decode_max_depth(1) "
      "return {pcall(c.decode, '[[]]')} end)()",
      "{cjson.encode_number_precision(), cjson.encode_max_depth(), cjson.decode_max_depth()}",
      "{cjson.encode_sparse_array()}",
      "cjson.encode_keep_buffer(false)",
      "cjson.encode_keep_buffer()",
      "cjson.encode_number_precision(15)",
      "cjson.encode_number_precision(99)",
      "cjson.new().new().encode('x')",
  });
}

TEST(Struct, packs_and_unpacks_as_in_redis) {
  Both both;
  both.compare({
      "struct.pack('>I2i4', 258, -2)",
      "{struct.unpack('>I2i4', struct.pack('>I2i4', 258, -2))}",
      "{struct.size('!8bdc3'), struct.size('!bl'), struct.size('!4 bl'), struct.size('xxT')}",
      "struct.pack('!8bd', 1, 2)",
      "struct.pack('>d<f', 1.5, 2.5)",
      "{struct.unpack('<f', struct.pack('<f', 2.5))}",
      "{tostring(select(1, struct.unpack('>d', struct.pack('>d', 0.1))))}",
      "struct.pack('i16', -1)",
      "{struct.unpack('i16', ('\\255'):rep(16)), struct.unpack('I16', ('\\255'):rep(16))}",
      "{struct.unpack('>i3', '\\255\\0\\1')}",
      "{struct.unpack('i0', '')}",
      "struct.pack('i0', 5)",
      "struct.pack('sc0c2', 'abc', 'def', 'ghi')",
      "{struct.unpack('sBc0', struct.pack('sBc0', 'abc', 3, 'xyz'))}",
      "{struct.unpack('bxb', 'abc', 1)}",
      "{struct.unpack('b', 'abc', 3)}",
      "struct.pack('q', 1)",
      "struct.pack('i33', 1)",
      "struct.pack('i99999999999', 1)",
      "struct.pack('!3i', 1)",
      "struct.pack('!0i', 1)",
      "struct.pack('c5', 'abc')",
      "struct.pack('i')",
      "struct.pack('i', 'x')",
      "struct.pack('i', '7')",
      "struct.pack()",
      "struct.pack('')",
      "struct.unpack('c0', 'abc')",
      "struct.unpack('s', 'abc')",
      "struct.unpack('i', 'abc')",
      "struct.unpack('b', '')",
      "struct.unpack('bc0', '\\5ab')",
      "struct.unpack('bc0', '\\250ab')",
      "struct.unpack('i', 'abcd', 0)",
      "struct.unpack('i', 'abcd', -1)",
      "struct.size('s')",
      "struct.size('c0')",
      "struct.size('bq')",
      "struct.size()",
  });
}

RC_GTEST_PROP(Struct, packs_any_numbers_as_in_redis, ()) {
  static Both both;
  std::string format;
  std::string values;
  std::string shown;
  const auto options = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("b", "B", "h", "H", "i", "I", "l", "L", "T", "i1", "I3", "i5",
                                    "i7", "I8", "f", "d", "x", "<", ">", "!", "!2", "!4", " "));
  for (const std::string& option : options) {
    format += option;
    if (std::string("x<>! ").find(option[0]) != std::string::npos) continue;
    const auto number = *rc::gen::inRange(-40000, 40000);
    values += ", " + std::to_string(number) + (option == "f" || option == "d" ? " / 8" : "");
  }
  const std::string packed = "struct.pack('" + format + "'" + values + ")";
  const auto bytes = both.of("return " + packed);
  RC_ASSERT(bytes.model == bytes.real);
  const auto back = both.of("local t = {struct.unpack('" + format + "', " + packed +
                            ")} for i, v in ipairs(t) do t[i] = tostring(v) end return t");
  RC_ASSERT(back.model == back.real);
}

}  // namespace
}  // namespace rollcall::sim::redis
