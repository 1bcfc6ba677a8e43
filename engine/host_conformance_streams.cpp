#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "engine/host_conformance_claims.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

/// Null, after a failure: the arm's peer does not accept.
std::unique_ptr<ByteStream> connected(Host& host, HostArm& arm, Peer kind) {
  auto stream = host.connect(arm.peer(kind), host.now() + 5s);
  EXPECT_TRUE(stream.has_value()) << "the arm's peer is not there";
  return stream ? std::move(*stream) : nullptr;
}

/// Until `size` bytes are there or the stream fails.
std::string read_bytes(ByteStream& stream, std::size_t size, MonotonicTime deadline) {
  std::string bytes;
  std::array<char, 256> buffer;
  while (bytes.size() < size) {
    const auto got = stream.read(buffer, deadline);
    if (!got) break;
    EXPECT_GT(*got, 0U) << "a read of nothing is no success";
    bytes.append(buffer.data(), *got);
  }
  return bytes;
}

StreamError error_of_read(ByteStream& stream, MonotonicTime deadline) {
  std::array<char, 16> buffer;
  const auto got = stream.read(buffer, deadline);
  EXPECT_FALSE(got.has_value()) << "nothing was there to be read";
  return got ? StreamError::refused : got.error();
}

void a_connect_where_nobody_listens_is_refused(Host& host, HostArm& arm) {
  const auto stream = host.connect(arm.peer(Peer::refusing), host.now() + 5s);
  ASSERT_FALSE(stream.has_value());
  EXPECT_EQ(stream.error(), StreamError::refused);
}

void a_connect_without_an_answer_times_out(Host& host, HostArm& arm) {
  const MonotonicTime deadline = host.now() + 20ms;
  const auto stream = host.connect(arm.peer(Peer::unreachable), deadline);
  ASSERT_FALSE(stream.has_value());
  EXPECT_EQ(stream.error(), StreamError::timeout);
  expect_reached(host, arm, deadline);
}

void a_read_without_an_answer_times_out(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::silent);
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->write("anybody there?", host.now() + 5s));
  const MonotonicTime deadline = host.now() + 20ms;
  EXPECT_EQ(error_of_read(*stream, deadline), StreamError::timeout);
  expect_reached(host, arm, deadline);
}

void a_read_with_a_passed_deadline_takes_what_is_there(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::echoing);
  ASSERT_NE(stream, nullptr);
  const MonotonicTime before = host.now();
  EXPECT_EQ(error_of_read(*stream, before), StreamError::timeout);
  EXPECT_LE(host.now(), before + arm.slack());
  ASSERT_TRUE(stream->write("now", host.now() + 5s));
  std::string bytes;
  while (bytes.size() < 3 && host.now() < before + 1s + arm.slack()) {
    bytes += read_bytes(*stream, 3 - bytes.size(), before);
    host.sleep_for(1ms);
  }
  EXPECT_EQ(bytes, "now");
}

void a_read_with_a_passed_deadline_sees_the_end(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::closing);
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(read_bytes(*stream, 5, host.now() + 5s), "hello");
  StreamError error = StreamError::timeout;
  const MonotonicTime give_up = host.now() + 1s + arm.slack();
  while (error == StreamError::timeout && host.now() < give_up) {
    error = error_of_read(*stream, host.now());
    host.sleep_for(1ms);
  }
  EXPECT_EQ(error, StreamError::closed);
}

void a_write_that_nobody_reads_times_out(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::not_reading);
  ASSERT_NE(stream, nullptr);
  const std::string much(64 << 20, 'x');
  const MonotonicTime deadline = host.now() + 100ms;
  const auto written = stream->write(much, deadline);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error(), StreamError::timeout);
  expect_reached(host, arm, deadline);
}

void a_read_after_the_peer_closed_says_closed(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::closing);
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(read_bytes(*stream, 5, host.now() + 5s), "hello");
  EXPECT_EQ(error_of_read(*stream, host.now() + 5s), StreamError::closed);
  EXPECT_EQ(error_of_read(*stream, host.now() + 5s), StreamError::closed) << "for good";
}

void a_read_after_a_reset_says_reset(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::resetting);
  ASSERT_NE(stream, nullptr);
  ASSERT_TRUE(stream->write("x", host.now() + 5s));
  EXPECT_EQ(error_of_read(*stream, host.now() + 5s), StreamError::reset);
  EXPECT_EQ(error_of_read(*stream, host.now() + 5s), StreamError::reset) << "for good";
  const auto written = stream->write("y", host.now() + 5s);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error(), StreamError::reset);
}

void bytes_come_back_in_order_however_they_were_split(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::echoing);
  ASSERT_NE(stream, nullptr);
  std::string sent;
  for (std::size_t size = 1; size < 60; ++size) {
    std::string part;
    for (std::size_t i = 0; i < size; ++i) part.push_back(static_cast<char>(size * 7 + i));
    ASSERT_TRUE(stream->write(part, host.now() + 5s));
    sent += part;
    if (size % 20 == 0) host.sleep_for(1ms);
  }
  EXPECT_EQ(read_bytes(*stream, sent.size(), host.now() + 5s), sent);
}

void one_task_may_read_while_another_writes(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::echoing);
  ASSERT_NE(stream, nullptr);
  const std::string sent(100'000, 'z');
  const auto writer =
      host.spawn("writer", [&] { EXPECT_TRUE(stream->write(sent, host.now() + 5s)); });
  EXPECT_EQ(read_bytes(*stream, sent.size(), host.now() + 5s), sent);
  writer->join();
}

void a_closed_stream_is_reset_for_its_user(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::echoing);
  ASSERT_NE(stream, nullptr);
  stream->close();
  stream->close();
  EXPECT_EQ(error_of_read(*stream, host.now() + 5s), StreamError::reset);
  const auto written = stream->write("late", host.now() + 5s);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error(), StreamError::reset);
}

void close_wakes_a_reader(Host& host, HostArm& arm) {
  const auto stream = connected(host, arm, Peer::silent);
  ASSERT_NE(stream, nullptr);
  const MonotonicTime start = host.now();
  const auto closer = host.spawn("closer", [&] {
    host.sleep_until(start + 10ms);
    stream->close();
  });
  EXPECT_EQ(error_of_read(*stream, start + 1h), StreamError::reset);
  EXPECT_LE(host.now(), start + 10ms + arm.slack());
  closer->join();
}

constexpr HostClaim claims[] = {
    {"AConnectWhereNobodyListensIsRefused", a_connect_where_nobody_listens_is_refused},
    {"AConnectWithoutAnAnswerTimesOut", a_connect_without_an_answer_times_out},
    {"AReadWithoutAnAnswerTimesOut", a_read_without_an_answer_times_out},
    {"AReadWithAPassedDeadlineTakesWhatIsThere", a_read_with_a_passed_deadline_takes_what_is_there},
    {"AReadWithAPassedDeadlineSeesTheEnd", a_read_with_a_passed_deadline_sees_the_end},
    {"AWriteThatNobodyReadsTimesOut", a_write_that_nobody_reads_times_out},
    {"AReadAfterThePeerClosedSaysClosed", a_read_after_the_peer_closed_says_closed},
    {"AReadAfterAResetSaysReset", a_read_after_a_reset_says_reset},
    {"BytesComeBackInOrderHoweverTheyWereSplit", bytes_come_back_in_order_however_they_were_split},
    {"OneTaskMayReadWhileAnotherWrites", one_task_may_read_while_another_writes},
    {"AClosedStreamIsResetForItsUser", a_closed_stream_is_reset_for_its_user},
    {"CloseWakesAReader", close_wakes_a_reader},
};

}  // namespace

std::span<const HostClaim> host_stream_claims() { return claims; }

}  // namespace rollcall
