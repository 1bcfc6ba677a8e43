#include "sim/disk/file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/disk/power_loss.h"

namespace rollcall::sim {
namespace {

struct Step {
  enum class Kind { write, truncate, sync };
  Kind kind;
  std::uint64_t offset;  ///< a truncation: the new size; a sync: how old it is, see `age`
  std::string bytes;
};

rc::Gen<Step> arbitrary_step() {
  const auto kind = rc::gen::weightedElement<Step::Kind>(
      {{6, Step::Kind::write}, {2, Step::Kind::truncate}, {1, Step::Kind::sync}});
  // A byte that is never zero: what nobody wrote is then told apart from what somebody wrote.
  const auto bytes = rc::gen::map(
      rc::gen::pair(rc::gen::inRange<std::size_t>(0, 1400), rc::gen::inRange<char>(1, 127)),
      [](std::pair<std::size_t, char> of) { return std::string(of.first, of.second); });
  return rc::gen::build<Step>(rc::gen::set(&Step::kind, kind),
                              rc::gen::set(&Step::offset, rc::gen::inRange<std::uint64_t>(0, 3000)),
                              rc::gen::set(&Step::bytes, bytes));
}

/// How many of the unsynced changes a sync does not cover, because it began before them.
std::size_t age(const Step& sync, std::size_t unsynced) {
  return std::min<std::size_t>(sync.offset % 4, unsynced);
}

/// Says the same in the plainest way: whole copies, and a list of what was done.
struct Model {
  std::string current;
  std::string durable;
  std::vector<Step> unsynced;

  static void apply(const Step& step, std::string& to) {
    if (step.kind == Step::Kind::truncate) {
      to.resize(step.offset);
    } else {
      to.resize(std::max<std::size_t>(to.size(), step.offset + step.bytes.size()));
      std::copy(step.bytes.begin(), step.bytes.end(), to.begin() + static_cast<long>(step.offset));
    }
  }
  void act(const Step& step) {
    if (step.kind == Step::Kind::sync) {
      const std::size_t covered = unsynced.size() - age(step, unsynced.size());
      for (std::size_t i = 0; i < covered; ++i) apply(unsynced[i], durable);
      unsynced.erase(unsynced.begin(), unsynced.begin() + static_cast<std::ptrdiff_t>(covered));
      return;
    }
    const bool changes_nothing =
        step.kind == Step::Kind::truncate ? step.offset == current.size() : step.bytes.empty();
    if (changes_nothing) return;
    apply(step, current);
    unsynced.push_back(step);
  }
};

void act(const Step& step, File& file) {
  switch (step.kind) {
    case Step::Kind::write:
      return file.write(step.offset, step.bytes);
    case Step::Kind::truncate:
      return file.truncate(step.offset);
    case Step::Kind::sync:
      return file.sync(file.mark() - age(step, file.unsynced()));
  }
}

struct Pair {
  File file;
  Model model;
};

void arbitrary_history(Pair& pair) {
  for (const Step& step : *rc::gen::container<std::vector<Step>>(arbitrary_step())) {
    act(step, pair.file);
    pair.model.act(step);
    RC_ASSERT(pair.file.bytes() == pair.model.current);
  }
  RC_ASSERT(pair.file.unsynced() == pair.model.unsynced.size());
}

RC_GTEST_PROP(File, ReadsWhatWasWrittenUpToItsEnd, ()) {
  Pair pair;
  arbitrary_history(pair);
  const auto offset = *rc::gen::inRange<std::uint64_t>(0, 5000);
  std::string into(1000, '?');
  const std::size_t got = pair.file.read(offset, into);
  const std::string& all = pair.model.current;
  RC_ASSERT(into.substr(0, got) == (offset < all.size() ? all.substr(offset, 1000) : ""));
}

RC_GTEST_PROP(File, APowerLossLeavesTheSyncedBytesAndTheChangesThatItKeeps, ()) {
  Pair pair;
  arbitrary_history(pair);
  const std::size_t changes = pair.file.unsynced();
  const auto kept = *rc::gen::container<std::vector<bool>>(changes, rc::gen::arbitrary<bool>());
  pair.file.lose_power([&](std::size_t i) {
    return Fate{.kind = kept[i] ? Fate::Kind::kept : Fate::Kind::dropped};
  });
  std::string expected = pair.model.durable;
  for (std::size_t i = 0; i < changes; ++i) {
    if (kept[i]) Model::apply(pair.model.unsynced[i], expected);
  }
  RC_ASSERT(pair.file.bytes() == expected);
  RC_ASSERT(pair.file.unsynced() == 0U);
}

constexpr int end_of_file = -1;

int byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? bytes[at] : end_of_file;
}

/// May the step, whole or torn, have a part in what is found at `at`?
bool touches(const Step& step, std::size_t at, bool beyond_durable_end) {
  const bool behind_its_start = at >= step.offset || beyond_durable_end;
  if (step.kind == Step::Kind::truncate) return behind_its_start;
  return behind_its_start && at < step.offset + step.bytes.size();
}

RC_GTEST_PROP(File, APowerLossNeverLosesSyncedBytesAndNeverInventsOne, (std::uint64_t seed)) {
  Pair pair;
  arbitrary_history(pair);
  const Decisions decisions(seed);
  const PowerLoss loss(decisions, 1, pair.file.unsynced());
  pair.file.lose_power([&](std::size_t i) { return loss.fate(i); });

  for (std::size_t at = 0; at < 4500; ++at) {
    const int found = byte_at(pair.file.bytes(), at);
    const int durable = byte_at(pair.model.durable, at);
    std::set<int> possible = {durable};
    for (const Step& step : pair.model.unsynced) {
      if (!touches(step, at, durable == end_of_file)) continue;
      possible.insert({0, end_of_file});
      if (step.kind == Step::Kind::write && at >= step.offset) {
        possible.insert(byte_at(step.bytes, at - step.offset));
      }
    }
    RC_ASSERT(possible.contains(found));
  }
}

TEST(File, ATornWriteKeepsOrLosesWholeSectorsOfTheFile) {
  std::set<std::string> seen;
  for (std::uint64_t sectors = 0; sectors < 200; ++sectors) {
    File file;
    file.install(std::string(2048, 'o'));
    file.write(500, std::string(600, 'n'));  // the end of one sector, one whole, the start of one
    file.lose_power(
        [&](std::size_t) { return Fate{.kind = Fate::Kind::torn, .sectors = sectors}; });
    const std::string bytes = file.bytes();
    const std::string pieces[] = {bytes.substr(500, 12), bytes.substr(512, 512),
                                  bytes.substr(1024, 76)};
    std::string shape;
    for (const std::string& piece : pieces) {
      EXPECT_EQ(piece.find_first_not_of(piece[0]), std::string::npos);
      shape += piece[0];
    }
    EXPECT_EQ(
        std::count(bytes.begin(), bytes.end(), 'n') + std::count(bytes.begin(), bytes.end(), 'o'),
        2048);
    EXPECT_EQ(bytes.substr(0, 500), std::string(500, 'o'));
    EXPECT_EQ(bytes.substr(1100), std::string(948, 'o'));
    seen.insert(shape);
  }
  EXPECT_EQ(seen.size(), 8U) << "every subset of the three pieces must occur";
}

RC_GTEST_PROP(File, OfWhatWasAppendedAPowerLossKeepsABeginning, (std::uint64_t seed)) {
  File file;
  file.append("synced");
  file.sync(file.mark());
  const auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::inRange('a', 'z')));
  for (const std::string& part : parts) file.append(part);
  const std::string all(file.bytes());
  const Decisions decisions(seed);
  const PowerLoss loss(decisions, 1, file.unsynced());
  file.lose_power([&](std::size_t change) { return loss.fate(change); });
  RC_ASSERT(file.size() >= 6U);
  RC_ASSERT(all.starts_with(file.bytes()));
}

TEST(File, InstalledBytesAreDurable) {
  File file;
  file.write(0, "before");
  file.install("image");
  file.lose_power([](std::size_t) { return Fate{.kind = Fate::Kind::dropped}; });
  EXPECT_EQ(file.bytes(), "image");
}

TEST(PowerLoss, KeepsAPrefixInHalfOfTheCasesAndScattersInTheOthers) {
  std::size_t prefixes = 0;
  std::map<Fate::Kind, int> kinds;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Decisions decisions(seed);
    const PowerLoss loss(decisions, 1, 30);
    std::vector<Fate::Kind> fates;
    for (std::size_t i = 0; i < 30; ++i) fates.push_back(loss.fate(i).kind);
    for (const Fate::Kind kind : fates) ++kinds[kind];
    if (std::is_sorted(fates.begin(), fates.end(), [](Fate::Kind a, Fate::Kind b) {
          constexpr int order[] = {0, 2, 1};  // kept, torn, dropped
          return order[static_cast<int>(a)] < order[static_cast<int>(b)];
        })) {
      ++prefixes;
    }
  }
  EXPECT_GT(prefixes, 150U);
  EXPECT_LT(prefixes, 250U);
  EXPECT_GT(kinds[Fate::Kind::kept], 2000);
  EXPECT_GT(kinds[Fate::Kind::dropped], 2000);
  EXPECT_GT(kinds[Fate::Kind::torn], 1000);
}

}  // namespace
}  // namespace rollcall::sim
