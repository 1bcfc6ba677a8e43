// cmsgpack as in redis-server: scripts that pack and unpack answer the same.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

void compare(const std::vector<std::string>& expressions) {
  const RealRedis real;
  RealConnection connection(real);
  Server model({});
  const ConnectionId client = model.connect();
  for (const std::string& expression : expressions) {
    const std::string request = resp_request({"EVAL", "return " + expression, "0"});
    connection.send(request);
    model.feed(client, request, 0);
    EXPECT_EQ(model.take_output(client), connection.receive(1)) << expression;
  }
}

TEST(MessagePack, packs_as_in_redis) {
  std::vector<std::string> expressions = {
      "cmsgpack.pack()",
      "cmsgpack.pack(1, 'a', true, false, nil, 2)",
      "cmsgpack.pack({})",
      "cmsgpack.pack({1, 2, {3, 'x'}})",
      "cmsgpack.pack({a = 1, b = {c = 'd'}})",
      "cmsgpack.pack({[1] = 1, [3] = 3})",
      "cmsgpack.pack({[0] = 1})",
      "cmsgpack.pack({[1.5] = 1})",
      "cmsgpack.pack(print)",
      "cmsgpack.pack(function() end)",
      "cmsgpack.nothing",
      "cmsgpack._NAME",
      "cmsgpack._VERSION",
  };
  for (const char* const number :
       {"0",      "127",         "128",         "255",   "256",       "65535",
        "65536",  "4294967295",  "4294967296",  "2^53",  "2^63",      "2^64",
        "-1",     "-32",         "-33",         "-128",  "-129",      "-32768",
        "-32769", "-2147483648", "-2147483649", "-2^63", "0.5",       "0.1",
        "-1.25",  "1/0",         "-1/0",        "1e300", "16777217.5"}) {
    expressions.push_back(std::string("cmsgpack.pack(") + number + ")");
  }
  for (const char* const size : {"0", "15", "16", "31", "32", "255", "256", "65535", "65536"}) {
    expressions.push_back(std::string("cmsgpack.pack(string.rep('x', ") + size + "))");
    expressions.push_back("(function() local t = {} for i = 1, " + std::string(size) +
                          " do t[i] = 7 end return cmsgpack.pack(t) end)()");
  }
  compare(expressions);
}

TEST(MessagePack, unpacks_as_in_redis) {
  compare({
      "cmsgpack.unpack(cmsgpack.pack({1, 'a', true, {b = 'c'}}))",
      "{cmsgpack.unpack(cmsgpack.pack(1, 'a', {2}))}",
      "tostring(cmsgpack.unpack(cmsgpack.pack(-2^63)))",
      "tostring(cmsgpack.unpack(cmsgpack.pack(0.1)))",
      "tostring(cmsgpack.unpack(cmsgpack.pack(0.5)))",
      "cmsgpack.unpack(cmsgpack.pack(string.rep('x', 70000)))",
      "#cmsgpack.unpack(cmsgpack.pack({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))",
      "cmsgpack.unpack('')",
      "cmsgpack.unpack('\\1\\200')",
      "cmsgpack.unpack('\\204')",
      "cmsgpack.unpack('\\147\\1')",
      "cmsgpack.unpack('\\217\\1')",
      "cmsgpack.unpack('\\217xx')",
      "cmsgpack.unpack('\\193')",
      "cmsgpack.unpack('\\129\\192\\1')",
      "cmsgpack.unpack({})",
      "cmsgpack.unpack()",
      "{cmsgpack.unpack_one('\\1\\2\\3')}",
      "{cmsgpack.unpack_one('\\1\\2\\3', 2)}",
      "{cmsgpack.unpack_one('\\1\\2\\3', 3)}",
      "{cmsgpack.unpack_one('\\1\\2\\3', 4)}",
      "{cmsgpack.unpack_one('\\1', -1)}",
      "{cmsgpack.unpack_limit('\\1\\2\\3', 2)}",
      "{cmsgpack.unpack_limit('\\1\\2\\3', 2, 1)}",
      "{cmsgpack.unpack_limit('\\1\\2\\3', 0)}",
      "{cmsgpack.unpack_limit('\\1\\2\\3', -1)}",
      "cmsgpack.unpack_limit('\\1')",
  });
}

}  // namespace
}  // namespace rollcall::sim::redis
