#include "engine/redis/reply_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/redis/command.h"

namespace rollcall {
namespace {

rc::Gen<std::string> line() {
  return rc::gen::container<std::string>(
      rc::gen::suchThat<char>([](char byte) { return byte != '\r' && byte != '\n'; }));
}

rc::Gen<RedisReply> any_reply(int depth) {
  auto scalar =
      rc::gen::oneOf(rc::gen::just(RedisReply::nil()), rc::gen::map(line(), RedisReply::status),
                     rc::gen::map(line(), RedisReply::error),
                     rc::gen::map(rc::gen::arbitrary<std::int64_t>(), RedisReply::number),
                     rc::gen::map(rc::gen::arbitrary<std::string>(), RedisReply::bulk));
  if (depth == 0) return scalar;
  const auto elements =
      rc::gen::scale(0.3, rc::gen::container<std::vector<RedisReply>>(any_reply(depth - 1)));
  return rc::gen::oneOf(scalar, rc::gen::map(elements, RedisReply::array));
}

/// As a server writes it.
std::string resp(const RedisReply& reply) {
  switch (reply.kind) {
    case RedisReply::Kind::nil:
      return "$-1\r\n";
    case RedisReply::Kind::status:
      return "+" + reply.text + "\r\n";
    case RedisReply::Kind::error:
      return "-" + reply.text + "\r\n";
    case RedisReply::Kind::integer:
      return ":" + std::to_string(reply.integer) + "\r\n";
    case RedisReply::Kind::bulk:
      return "$" + std::to_string(reply.text.size()) + "\r\n" + reply.text + "\r\n";
    case RedisReply::Kind::array:
      break;
  }
  std::string bytes = "*" + std::to_string(reply.elements.size()) + "\r\n";
  for (const RedisReply& element : reply.elements) bytes += resp(element);
  return bytes;
}

RC_GTEST_PROP(ReplyReader, ParsesEqualWhereverTheBytesWereCut, ()) {
  const RedisReply reply = *any_reply(3);
  const std::string bytes = resp(reply);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    ReplyReader reader;
    reader.feed(std::string_view(bytes).substr(0, cut));
    const auto early = reader.next();
    RC_ASSERT(early.has_value() && !early->has_value());
    RC_ASSERT(cut == 0 || !reader.drained());
    reader.feed(std::string_view(bytes).substr(cut));
    RC_ASSERT(reader.next().value() == std::optional(reply));
    RC_ASSERT(reader.drained());
  }
}

RC_GTEST_PROP(ReplyReader, ParsesEqualByteByByteAndInARow, ()) {
  const auto replies = *rc::gen::container<std::vector<RedisReply>>(any_reply(2));
  ReplyReader reader;
  std::vector<RedisReply> parsed;
  for (const RedisReply& reply : replies) {
    for (const char byte : resp(reply)) {
      reader.feed({&byte, 1});
      while (auto next = reader.next().value()) parsed.push_back(std::move(*next));
    }
  }
  RC_ASSERT(parsed == replies);
}

RC_GTEST_PROP(ReplyReader, NeverCrashesOnNoise, (const std::string& noise)) {
  const std::string start = *rc::gen::elementOf(std::vector<std::string>{"", "*2\r\n", "$", ":"});
  ReplyReader reader;
  reader.feed(start + noise);
  for (int i = 0; i < 100; ++i) {
    const auto next = reader.next();
    if (!next || !*next) break;
  }
}

TEST(ReplyReader, StaysBrokenAfterAProtocolError) {
  ReplyReader reader;
  reader.feed("?\r\n");
  EXPECT_FALSE(reader.next().has_value());
  reader.feed(":1\r\n");
  EXPECT_FALSE(reader.next().has_value());
}

TEST(ReplyReader, TakesEightArraysDeepAndNotNine) {
  const auto nested = [](int depth) {
    RedisReply reply = RedisReply::number(1);
    for (int i = 0; i < depth; ++i) reply = RedisReply::array({reply, reply});
    return reply;
  };
  ReplyReader eight;
  eight.feed(resp(nested(8)));
  EXPECT_EQ(eight.next().value(), nested(8));
  ReplyReader nine;
  nine.feed(resp(nested(9)));
  EXPECT_FALSE(nine.next().has_value());
}

TEST(ReplyReader, BelievesNoAnnouncedSize) {
  ReplyReader reader;
  reader.feed("*2147483647\r\n:1\r\n");
  EXPECT_EQ(reader.next().value(), std::nullopt);
}

RC_GTEST_PROP(Command, ArrivesByteForByte, (const std::vector<std::string>& arguments)) {
  Command command{"ECHO"};
  std::vector<RedisReply> expected{RedisReply::bulk("ECHO")};
  for (const std::string& argument : arguments) {
    command << argument;
    expected.push_back(RedisReply::bulk(argument));
  }
  std::string wire;
  command.append_to(wire);
  ReplyReader reader;  // a command is an array of bulk strings, as a reply may be
  reader.feed(wire);
  RC_ASSERT(reader.next().value() == std::optional(RedisReply::array(expected)));
  RC_ASSERT(reader.drained());
}

}  // namespace
}  // namespace rollcall
