// What INCRBYFLOAT and HINCRBYFLOAT take for a number, and how they show it, as in redis-server.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

TEST(FloatArguments, are_those_of_redis) {
  const RealRedis real;
  RealConnection connection(real);
  Server model({});
  const ConnectionId client = model.connect();
  const auto compare = [&](const std::vector<std::string>& words) {
    const std::string request = resp_request(words);
    connection.send(request);
    model.feed(client, request, 0);
    EXPECT_EQ(model.take_output(client), connection.receive(1)) << testing::PrintToString(words);
  };
  const auto zeros = [](std::size_t count) { return std::string(count, '0'); };
  for (const std::string& text : std::vector<std::string>{"0x10",
                                                          "0x1p3",
                                                          "1e308",
                                                          "1e400",
                                                          "1e4932",
                                                          "1e4933",
                                                          "1e-4950",
                                                          "1e-5000",
                                                          " 1",
                                                          "1 ",
                                                          "\n1",
                                                          "inf",
                                                          "+inf",
                                                          "-inf",
                                                          "infinity",
                                                          "nan",
                                                          "",
                                                          "+1",
                                                          "-0",
                                                          "-0.0",
                                                          "0.1",
                                                          ".5",
                                                          "5.",
                                                          "1e",
                                                          "--1",
                                                          "1_0",
                                                          "1e-10",
                                                          "1e-17",
                                                          "1e-18",
                                                          "123456789.123456789",
                                                          "3.0e3",
                                                          '1' + zeros(255),
                                                          '1' + zeros(4000),
                                                          zeros(5118) + '1',
                                                          zeros(5119) + '1',
                                                          "1." + zeros(253),
                                                          "1." + zeros(254),
                                                          "1." + zeros(5000)}) {
    compare({"DEL", "string", "hash"});
    compare({"INCRBYFLOAT", "string", text});
    compare({"INCRBYFLOAT", "string", "0.25"});
    compare({"HINCRBYFLOAT", "hash", "field", text});
    compare({"SET", "string", text});
    compare({"HSET", "hash", "field", text});
    compare({"INCRBYFLOAT", "string", "0"});
    compare({"HINCRBYFLOAT", "hash", "field", "0"});
  }
}

}  // namespace
}  // namespace rollcall::sim::redis
