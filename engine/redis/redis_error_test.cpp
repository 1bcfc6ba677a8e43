#include "engine/redis/redis_error.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(RedisError, TakesItsCodeFromTheFirstWord) {
  const RedisError error =
      RedisError::from_reply("OOM command not allowed when used memory > 'maxmemory'.");
  EXPECT_EQ(error.kind, RedisError::Kind::error_reply);
  EXPECT_EQ(error.code, "OOM");
  EXPECT_EQ(error.text, "OOM command not allowed when used memory > 'maxmemory'.");
  EXPECT_EQ(RedisError::from_reply("NOSCRIPT").code, "NOSCRIPT");
  EXPECT_EQ(RedisError::from_reply("").code, "");
}

TEST(RedisError, ForgetsTheArgumentsThatRedisRepeats) {
  const RedisError error =
      RedisError::from_reply("ERR unknown command 'AUTH', with args beginning with: 's3cret' ");
  EXPECT_EQ(error.text, "ERR unknown command 'AUTH'");
}

}  // namespace
}  // namespace rollcall
