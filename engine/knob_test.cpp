#include "engine/knob.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view modes[] = {"full", "normal"};
constexpr Knob declared[] = {
    {.name = "busy_timeout",
     .unit = Knob::Unit::duration,
     .fallback = "150ms",
     .least = 0,
     .most = 60'000'000'000},
    {.name = "pool", .unit = Knob::Unit::count, .fallback = "5", .least = 1, .most = 500},
    {.name = "mode", .unit = Knob::Unit::word, .fallback = "full", .words = modes},
};

TEST(Durations, AreWrittenInTheLargestUnit) {
  EXPECT_EQ(format_duration(0ns), "0s");
  EXPECT_EQ(format_duration(7ns), "7ns");
  EXPECT_EQ(format_duration(150us), "150us");
  EXPECT_EQ(format_duration(13'200us), "13.2ms");
  EXPECT_EQ(format_duration(2s), "2s");
  EXPECT_EQ(format_duration(90s), "90s");
  EXPECT_EQ(format_duration(2min), "2min");
  EXPECT_EQ(format_duration(1'000'000'001ns), "1.000000001s");
}

RC_GTEST_PROP(Durations, ReadBackAsTheyWereWritten, ()) {
  const std::vector<std::int64_t> units = {1, 1'000, 100'000, 1'000'000'000, 60'000'000'000};
  const auto unit = *rc::gen::elementOf(units);
  const auto count = *rc::gen::inRange<std::int64_t>(0, 100'000'000);
  const Duration value(unit * count);
  RC_ASSERT(parse_duration(format_duration(value)).value() == value);
}

RC_GTEST_PROP(Durations, AnyTextIsADurationOrAnErrorThatQuotesIt, (const std::string& text)) {
  const auto parsed = parse_duration(text);
  if (!parsed) RC_ASSERT(parsed.error().find(text) != std::string::npos);
}

TEST(Durations, ThatAreNoneAreRefused) {
  for (const char* text : {"", "5", "ms", "-1ms", "+1ms", "1 ms", "1.ms", ".5s", "1..5s", "1.5.5s",
                           "0.5ns", "1.0000000001s", "1h", "1e3ms", "9999999999999s",
                           "99999999999999999999ns", "0.00000000001min", "1ms "}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
  EXPECT_EQ(parse_duration("1.50s"), 1500ms);
  EXPECT_EQ(parse_duration("0.25min"), 15s);
  EXPECT_EQ(parse_duration("7.0ns"), 7ns);
}

TEST(KnobValues, StartAtTheirDefaults) {
  const Knobs values(declared);
  EXPECT_EQ(values.duration("busy_timeout"), 150ms);
  EXPECT_EQ(values.count("pool"), 5);
  EXPECT_EQ(values.word("mode"), "full");
  EXPECT_TRUE(values.is_default("pool"));
}

TEST(KnobValues, AreSetAndShownAsText) {
  Knobs values(declared);
  EXPECT_TRUE(values.set("busy_timeout", "0.5s").has_value());
  EXPECT_TRUE(values.set("mode", "normal").has_value());
  EXPECT_EQ(values.text("busy_timeout"), "500ms");
  EXPECT_EQ(values.text("mode"), "normal");
  EXPECT_EQ(values.text("pool"), "5");
  EXPECT_FALSE(values.is_default("busy_timeout"));
  EXPECT_FALSE(values == Knobs(declared));
}

RC_GTEST_PROP(KnobValues, ReadBackFromTheirText, ()) {
  Knobs values(declared);
  const auto pool = *rc::gen::inRange<std::int64_t>(1, 501);
  const auto timeout = *rc::gen::inRange<std::int64_t>(0, 60'000'000'001);
  RC_ASSERT(values.set("pool", std::to_string(pool)).has_value());
  RC_ASSERT(values.set("busy_timeout", format_duration(Duration(timeout))).has_value());
  Knobs again(declared);
  for (const Knob& knob : declared) {
    RC_ASSERT(again.set(knob.name, values.text(knob.name)).has_value());
  }
  RC_ASSERT(again == values);
}

TEST(KnobValues, SayWhatWouldBeRight) {
  Knobs values(declared);
  EXPECT_EQ(values.set("size", "5").error(),
            "\"size\" is unknown here: there is busy_timeout, pool, mode");
  EXPECT_EQ(values.set("pool", "0").error(), "0 is out of range: 1 to 500");
  EXPECT_EQ(values.set("pool", "5x").error(), "\"5x\" is not a whole number");
  EXPECT_EQ(values.set("busy_timeout", "2min").error(), "2min is out of range: 0s to 1min");
  EXPECT_EQ(values.set("mode", "off").error(), "\"off\" is not one of full, normal");
  EXPECT_TRUE(values == Knobs(declared));
}

TEST(KnobValuesDeathTest, ReadByAnotherUnitStopTheProgram) {
  const Knobs values(declared);
  EXPECT_DEATH((void)values.count("busy_timeout"), "declared name and unit");
  EXPECT_DEATH((void)values.count("unknown"), "declared name and unit");
}

}  // namespace
}  // namespace rollcall
