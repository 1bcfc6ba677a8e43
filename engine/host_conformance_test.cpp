// The claims must be able to fail: hosts that bend one method each, and the claim that notices.

#include "engine/host_conformance.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "engine/os/loopback_peer.h"
#include "engine/os/os_host.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

/// The real host; the tests override what they bend.
class BentHost : public Host {
 public:
  MonotonicTime now() override { return real_.now(); }
  WallTime wall_now() override { return real_.wall_now(); }
  void sleep_until(MonotonicTime deadline) override { real_.sleep_until(deadline); }
  std::unique_ptr<Task> spawn(std::string_view name, std::function<void()> body) override {
    return real_.spawn(name, std::move(body));
  }
  std::unique_ptr<Monitor> make_monitor() override { return real_.make_monitor(); }
  void entropy(std::span<std::byte> bytes) override { real_.entropy(bytes); }
  std::expected<std::unique_ptr<ByteStream>, StreamError> connect(const Endpoint& peer,
                                                                  MonotonicTime deadline) override {
    return real_.connect(peer, deadline);
  }
  const char* sqlite_vfs() override { return real_.sqlite_vfs(); }
  void reached(std::string_view step) override { real_.reached(step); }

 private:
  OsHost real_;
};

/// Passes everything on; the tests override what they bend.
class BentMonitor : public Monitor {
 public:
  explicit BentMonitor(std::unique_ptr<Monitor> real) : real_(std::move(real)) {}
  void lock() noexcept override { real_->lock(); }
  void unlock() noexcept override { real_->unlock(); }
  bool wait_until(MonotonicTime deadline) override { return real_->wait_until(deadline); }
  void notify_one() noexcept override { real_->notify_one(); }
  void notify_all() noexcept override { real_->notify_all(); }

 private:
  std::unique_ptr<Monitor> real_;
};

class BentStream : public ByteStream {
 public:
  explicit BentStream(std::unique_ptr<ByteStream> real) : real_(std::move(real)) {}
  std::expected<void, StreamError> write(std::string_view bytes, MonotonicTime deadline) override {
    return real_->write(bytes, deadline);
  }
  std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                               MonotonicTime deadline) override {
    return real_->read(buffer, deadline);
  }
  void close() noexcept override { real_->close(); }

 private:
  std::unique_ptr<ByteStream> real_;
};

template <class Bent>
class WithMonitor : public BentHost {
  std::unique_ptr<Monitor> make_monitor() override {
    return std::make_unique<Bent>(BentHost::make_monitor());
  }
};

template <class Bent>
class WithStream : public BentHost {
  std::expected<std::unique_ptr<ByteStream>, StreamError> connect(const Endpoint& peer,
                                                                  MonotonicTime deadline) override {
    auto stream = BentHost::connect(peer, deadline);
    if (!stream) return stream;
    return std::make_unique<Bent>(std::move(*stream));
  }
};

class BentArm : public HostArm {
 public:
  explicit BentArm(Host& host) : host_(host) {}
  void run(const std::function<void(Host&)>& body) override { body(host_); }
  Endpoint peer(Peer kind) override {
    peer_ = std::make_unique<LoopbackPeer>(kind);
    return peer_->endpoint();
  }
  Duration slack() const override { return 1s; }

 private:
  Host& host_;
  std::unique_ptr<LoopbackPeer> peer_;
};

/// Whether the claim of that name fails on that host.
bool fails(Host& host, std::string_view name) {
  for (const HostClaim& claim : host_claims()) {
    if (claim.name != name) continue;
    testing::TestPartResultArray results;
    {
      const testing::ScopedFakeTestPartResultReporter reporter(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
      BentArm arm(host);
      claim.check(host, arm);
    }
    for (int i = 0; i < results.size(); ++i) {
      if (results.GetTestPartResult(i).failed()) return true;
    }
    return false;
  }
  ADD_FAILURE() << "no such claim: " << name;
  return false;
}

template <class Bent>
bool notices(std::string_view claim) {
  Bent host;
  BentHost straight;
  return fails(host, claim) && !fails(straight, claim);
}

struct ClockGoesBack : BentHost {
  MonotonicTime now() override { return MonotonicTime(1h) - BentHost::now().time_since_epoch(); }
};
struct SleepsTooShort : BentHost {
  void sleep_until(MonotonicTime deadline) override {
    BentHost::sleep_until(std::min(deadline, MonotonicTime{}));
  }
};
struct SleepsTooLong : BentHost {
  void sleep_until(MonotonicTime deadline) override {
    BentHost::sleep_until(std::max(deadline, now()) + 1100ms);
  }
};
struct WallStandsStill : BentHost {
  WallTime wall_now() override { return {}; }
};
struct RepeatsEntropy : BentHost {
  void entropy(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) byte = std::byte{7};
  }
};
struct FillsHalf : BentHost {
  void entropy(std::span<std::byte> bytes) override {
    BentHost::entropy(bytes.first(bytes.size() / 2));
  }
};

TEST(HostConformance, NoticesABentClock) {
  EXPECT_TRUE(notices<ClockGoesBack>("MonotonicTimeNeverGoesBack"));
  EXPECT_TRUE(notices<SleepsTooShort>("SleepLastsUntilItsDeadline"));
  EXPECT_TRUE(notices<SleepsTooLong>("SleepUntilAPassedDeadlineReturnsAtOnce"));
  EXPECT_TRUE(notices<WallStandsStill>("WallTimePassesWithMonotonicTime"));
}

TEST(HostConformance, NoticesBadEntropy) {
  EXPECT_TRUE(notices<RepeatsEntropy>("EntropyDiffersFromCallToCall"));
  EXPECT_TRUE(notices<FillsHalf>("EntropyFillsEveryByte"));
}

struct NeverLocks : BentMonitor {
  using BentMonitor::BentMonitor;
  void lock() noexcept override {}
  void unlock() noexcept override {}
};
struct WakesEarly : BentMonitor {
  using BentMonitor::BentMonitor;
  bool wait_until(MonotonicTime deadline) override {
    return BentMonitor::wait_until(std::min(deadline, MonotonicTime{}));
  }
};
struct NeverTimesOut : BentMonitor {
  using BentMonitor::BentMonitor;
  bool wait_until(MonotonicTime) override { return true; }
};

TEST(HostConformance, NoticesABentMonitor) {
  EXPECT_TRUE(notices<WithMonitor<NeverLocks>>("AMonitorLetsOneTaskInAtATime"));
  EXPECT_TRUE(notices<WithMonitor<WakesEarly>>("AWaitWithoutNotificationEndsAtItsDeadline"));
  EXPECT_TRUE(notices<WithMonitor<NeverTimesOut>>("AWaitWithAPassedDeadlineReturnsFalseAtOnce"));
  EXPECT_TRUE(notices<WithMonitor<NeverTimesOut>>("ANotificationWithoutWaitersIsNotKept"));
}

struct TimesOutEarly : BentStream {
  using BentStream::BentStream;
  std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                               MonotonicTime deadline) override {
    return BentStream::read(buffer, std::min(deadline, MonotonicTime{}));  // at once
  }
};
struct SwapsBytes : BentStream {
  using BentStream::BentStream;
  std::expected<void, StreamError> write(std::string_view bytes, MonotonicTime deadline) override {
    return BentStream::write(std::string(bytes.rbegin(), bytes.rend()), deadline);
  }
};
struct AlwaysReset : BentStream {
  using BentStream::BentStream;
  std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                               MonotonicTime deadline) override {
    const auto got = BentStream::read(buffer, deadline);
    if (!got) return std::unexpected(StreamError::reset);
    return got;
  }
};
struct AlwaysClosed : BentStream {
  using BentStream::BentStream;
  std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                               MonotonicTime deadline) override {
    const auto got = BentStream::read(buffer, deadline);
    if (!got) return std::unexpected(StreamError::closed);
    return got;
  }
};
/// Takes a wait that has just begun for one that has ended.
struct ForgetsToLook : BentStream {
  using BentStream::BentStream;
  std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                               MonotonicTime deadline) override {
    if (deadline <= OsHost().now()) return std::unexpected(StreamError::timeout);
    return BentStream::read(buffer, deadline);
  }
};
struct CloseDoesNothing : BentStream {
  using BentStream::BentStream;
  void close() noexcept override {}
};

TEST(HostConformance, NoticesABentStream) {
  EXPECT_TRUE(notices<WithStream<TimesOutEarly>>("AReadWithoutAnAnswerTimesOut"));
  EXPECT_TRUE(notices<WithStream<SwapsBytes>>("BytesComeBackInOrderHoweverTheyWereSplit"));
  EXPECT_TRUE(notices<WithStream<AlwaysReset>>("AReadAfterThePeerClosedSaysClosed"));
  EXPECT_TRUE(notices<WithStream<AlwaysReset>>("AReadWithAPassedDeadlineSeesTheEnd"));
  EXPECT_TRUE(notices<WithStream<AlwaysClosed>>("AReadAfterAResetSaysReset"));
  EXPECT_TRUE(notices<WithStream<ForgetsToLook>>("AReadWithAPassedDeadlineTakesWhatIsThere"));
  EXPECT_TRUE(notices<WithStream<CloseDoesNothing>>("AClosedStreamIsResetForItsUser"));
}

struct RunsTasksInTurn : BentHost {
  std::unique_ptr<Task> spawn(std::string_view name, std::function<void()> body) override {
    auto task = BentHost::spawn(name, std::move(body));
    task->join();
    return task;
  }
  void sleep_until(MonotonicTime deadline) override {
    BentHost::sleep_until(deadline);
    BentHost::sleep_until(now() + 60ms);
  }
};
TEST(HostConformance, NoticesTasksThatDoNotRunBesideEachOther) {
  EXPECT_TRUE(notices<RunsTasksInTurn>("TasksRunBesideEachOther"));
}

}  // namespace
}  // namespace rollcall
