#include "scenarios/case_toml.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "scenarios/arbitrary_case.h"

namespace rollcall::scenarios {
namespace {

constexpr std::string_view sample = R"(format = 1
seed = 42

[strategy]
name = "write-through"
pool = 3

[world]
redis = "none"

[[client]]
operations = [
  { do = "register", phone = "+491510000001", name = "Ada" },
  { do = "login", about = "c1.1", after = "3ms" },
]

[[client]]
name = "c5"
process = 2
deadline = "30ms"
operations = [
  { id = 3, do = "register" },
  { do = "find", about = 3 },
]

[[fault]]
kind = "net.delay"
on = "app1/redis"
step = "redis.reply SET"
of = "c5.3"
delay = "5ms"
)";

/// The sample with one piece of it replaced; the error that reading it gives.
std::string complaint_about(std::string_view piece, std::string_view replacement) {
  std::string text(sample);
  const std::size_t at = text.find(piece);
  if (at == text.npos) return "the sample has no " + std::string(piece);
  text.replace(at, piece.size(), replacement);
  const std::expected<Case, InputError> value = read(text, "x.toml");
  return value ? "none" : to_string(value.error());
}

TEST(CaseToml, IsReadAsAPersonWouldUnderstandIt) {
  const std::expected<Case, InputError> value = read(sample, "x.toml");
  ASSERT_TRUE(value) << to_string(value.error());
  EXPECT_EQ(value->strategy->name, "write-through");
  EXPECT_EQ(value->options.count("pool"), 3);
  EXPECT_EQ(value->seed, 42U);
  EXPECT_EQ(value->world.redis, "none");
  EXPECT_EQ(value->clients[0].id, 1U);
  EXPECT_EQ(value->clients[0].operations[1].after, std::chrono::milliseconds(3));
  EXPECT_EQ(value->clients[1].id, 5U);
  EXPECT_EQ(value->clients[1].operations[0].phone, own_phone({5, 3}));
  EXPECT_EQ(value->clients[1].operations[1].id, 4U);
  EXPECT_EQ(value->clients[1].operations[1].about, (OperationId{5, 3}));
  EXPECT_EQ(value->faults[0].kind->name, "net.delay");
  EXPECT_EQ(value->faults[0].knobs.duration("delay"), std::chrono::milliseconds(5));
}

TEST(CaseToml, ComplaintsNameTheirPlaceAndWhatWouldBeRight) {
  EXPECT_EQ(complaint_about("pool = 3", "pol = 3"),
            "x.toml:6:1: unknown key \"pol\" in [strategy]: did you mean \"pool\"? (allowed: name, "
            "pool, pool_wait, busy_timeout, synchronous, redis_pool, redis_timeout, cache_ttl)");
  EXPECT_EQ(complaint_about("format = 1", "format = 2"),
            "x.toml:1:10: format = 2: this program reads up to 1");
  EXPECT_EQ(complaint_about("pool = 3", "pool = 501"),
            "x.toml:6:8: pool in [strategy]: 501 is out of range: 1 to 500");
  EXPECT_EQ(complaint_about("pool = 3", "pool = \"3\""),
            "x.toml:6:8: \"pool\" in [strategy] is a string: it has to be a whole number");
  EXPECT_EQ(complaint_about("\"3ms\"", "3"),
            "x.toml:14:43: \"after\" in an operation is a whole number: it has to be a duration in "
            "quotes, such as \"13.2ms\"");
  EXPECT_EQ(complaint_about("c1.1", "c1.7"),
            "x.toml:14:27: c1.2 is about c1.7, which does not exist: name a registration");
  EXPECT_EQ(complaint_about("\"none\"", "\"nonw\""),
            "x.toml:9:9: unknown redis \"nonw\": did you mean \"none\"? (allowed: none, rdb, "
            "aof-always, aof-everysec, aof-no)");
}

TEST(CaseToml, RefusesWhateverItDoesNotUnderstand) {
  const auto refused = [](std::string_view piece, std::string_view replacement) {
    return complaint_about(piece, replacement).starts_with("x.toml:");
  };
  EXPECT_TRUE(refused("write-through", "write-thru"));
  EXPECT_TRUE(refused("net.delay", "net.delayed"));
  EXPECT_TRUE(refused("redis.reply SET", "redis.answer SET"));
  EXPECT_TRUE(refused("\"c5\"", "\"alice\""));
  EXPECT_TRUE(refused("\"c5\"", "\"c1\""));
  EXPECT_TRUE(refused("do = \"find\"", "do = \"delete\""));
  EXPECT_TRUE(refused("format = 1", ""));
  EXPECT_TRUE(refused("seed = 42", ""));
  EXPECT_TRUE(refused("seed = 42", "seed = 42\nsed = 1"));
  EXPECT_TRUE(refused("seed = 42", "seed = -1"));
  EXPECT_TRUE(refused("seed = 42", "seed = 1.5"));
  EXPECT_TRUE(refused("seed = 42", "seed = nan"));
  EXPECT_TRUE(refused("seed = 42", "seed = 99999999999999999999"));
  EXPECT_TRUE(refused("seed = 42", "seed = 1\nseed = 2"));
  EXPECT_TRUE(refused("seed = 42", "seed = \"0x\""));
  EXPECT_TRUE(refused("seed = 42", "seed = 2026-01-01"));
  EXPECT_TRUE(refused("of = \"c5.3\"", "of = \"c5.9\""));
  EXPECT_TRUE(refused("operations = [", "operations = [ 1,"));
  EXPECT_TRUE(refused("[world]", "[[world]]"));
  EXPECT_TRUE(refused("process = 2", "process = 3"));
  EXPECT_TRUE(refused("\"30ms\"", "\"11min\""));
  EXPECT_TRUE(refused("\"30ms\"", "\"soon\""));
  EXPECT_TRUE(refused("\"Ada\"", "\"A\\nB\""));
  EXPECT_TRUE(refused("\"Ada\"", "\"\xff\xfe\""));
}

TEST(CaseToml, SeedsKeepAll64Bits) {
  Case value = sample_case();
  for (const std::uint64_t seed :
       {std::uint64_t{0}, std::uint64_t{INT64_MAX}, std::uint64_t{INT64_MAX} + 1, UINT64_MAX}) {
    value.seed = seed;
    const std::expected<Case, InputError> again = read(write(value), "x.toml");
    ASSERT_TRUE(again) << to_string(again.error());
    EXPECT_EQ(again->seed, seed);
  }
}

TEST(CaseToml, WritesOnlyWhatIsNotUsual) {
  Case value = sample_case();
  value.options = Knobs(value.strategy->knobs);
  value.schedule = {};
  const std::string text = write(value);
  EXPECT_EQ(text.find("[world]"), text.npos);
  EXPECT_EQ(text.find("[schedule]"), text.npos);
  EXPECT_EQ(text.find("pool"), text.npos);
  EXPECT_EQ(text.find("deadline"), text.npos);
  EXPECT_EQ(text.find("id ="), text.npos);
  EXPECT_EQ(text.find("restart_after"), text.npos);
}

TEST(CaseToml, KeepsTheNumbersOfWhatIsLeftWhenAPersonCutsIt) {
  Case value = sample_case();
  value.clients.erase(value.clients.begin());
  value.faults.clear();
  const std::expected<Case, InputError> again = read(write(value), "x.toml");
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_EQ(*again, value);
  EXPECT_EQ(again->clients[0].id, 2U);
}

TEST(CaseToml, CommentsDoNotChangeTheValue) {
  std::string commented;
  for (const char c : sample)
    commented += c == '\n' ? std::string(" # a comment [\n") : std::string(1, c);
  EXPECT_EQ(read(commented, "x.toml"), read(sample, "x.toml"));
}

TEST(CaseToml, KnobsNeverHideTheKeysOfTheirTable) {
  for (const StrategySpec& strategy : strategies()) {
    for (const Knob& knob : strategy.knobs) EXPECT_NE(knob.name, "name") << strategy.name;
  }
  constexpr std::string_view keys[] = {"kind", "on", "at", "step", "of", "nth"};
  for (const faults::FaultKind& kind : faults::fault_kinds()) {
    for (const Knob& knob : kind.knobs) {
      EXPECT_EQ(std::ranges::find(keys, knob.name), std::end(keys)) << kind.name;
    }
  }
}

RC_GTEST_PROP(CaseToml, ReadsBackWhatItWrote, ()) {
  const Case value = *any_case();
  const std::string text = write(value);
  const std::expected<Case, InputError> again = read(text, "x.toml");
  if (!again) RC_FAIL(to_string(again.error()) + "\n" + text);
  RC_ASSERT(*again == value);
  RC_ASSERT(write(*again) == text);
}

/// A case, or one line that begins with file, line and column.
bool is_case_or_one_line(std::string_view text) {
  const std::expected<Case, InputError> value = read(text, "x.toml");
  if (value) return !defect(*value);
  const std::string line = to_string(value.error());
  return value.error().line > 0 && value.error().column > 0 && line.starts_with("x.toml:") &&
         line.find('\n') == line.npos && line.size() < 1'500;
}

RC_GTEST_PROP(CaseToml, AnyTruncationIsACaseOrOneLineWithItsPlace, ()) {
  const std::string text = write(*any_case());
  const auto length = *rc::gen::inRange<std::size_t>(0, text.size());
  RC_ASSERT(is_case_or_one_line(std::string_view(text).substr(0, length)));
}

RC_GTEST_PROP(CaseToml, AnyEditIsACaseOrOneLineWithItsPlace, ()) {
  std::string text = write(*any_case());
  const auto edits = *rc::gen::inRange(1, 4);
  for (int edit = 0; edit < edits; ++edit) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto byte = *rc::gen::oneOf(
        rc::gen::arbitrary<char>(),
        rc::gen::element('[', ']', '{', '}', '"', '\'', '.', '=', '\n', '#', '\\', '0', '-', ','));
    if (*rc::gen::arbitrary<bool>()) {
      text[at] = byte;
    } else {
      text.insert(at, 1, byte);
    }
  }
  RC_ASSERT(is_case_or_one_line(text));
}

RC_GTEST_PROP(CaseToml, NoiseIsOneLineWithItsPlace, (const std::string& noise)) {
  RC_PRE(!noise.empty());
  RC_ASSERT(is_case_or_one_line(noise));
}

}  // namespace
}  // namespace rollcall::scenarios
