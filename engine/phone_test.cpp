#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/engine.h"

namespace rollcall {
namespace {

TEST(Phones, AreBroughtIntoOneForm) {
  for (const char* typed : {"+4930901820", "+49 30 90 18 20", "0049 30 901820", "+49 (30) 9018-20",
                            "+49.30.901820", "(0049) 30-901820", " +4930901820 "}) {
    EXPECT_EQ(normalise_phone(typed), "+4930901820") << typed;
  }
}

TEST(Phones, ThatAreNoneAreRefused) {
  for (const char* typed :
       {"", "+", "030 901820", "4930901820", "+0930901820", "+1234567", "+1234567890123456",
        "+49 30 abc", "++4930901820", "+49+30901820", "000493090182", "+4930901820;",
        "\t+4930901820", "+493090182\xc3\xa4", "phone"}) {
    EXPECT_FALSE(normalise_phone(typed).has_value()) << typed;
  }
  EXPECT_FALSE(normalise_phone(std::string_view("+49309018\0"
                                                "20",
                                                11))
                   .has_value());
}

TEST(Phones, MayHaveEightToFifteenDigits) {
  EXPECT_TRUE(normalise_phone("+12345678").has_value());
  EXPECT_TRUE(normalise_phone("+123456789012345").has_value());
}

rc::Gen<std::string> digits() {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(8, 16), [](std::size_t count) {
    return rc::gen::container<std::string>(count, rc::gen::elementOf(std::string("123456789")));
  });
}

RC_GTEST_PROP(Phones, NormalisedTwiceAreNormalisedOnce, ()) {
  const auto typed =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("+0123456789 -.()")));
  const auto once = normalise_phone(typed);
  if (once) RC_ASSERT(normalise_phone(*once).value() == *once);
}

RC_GTEST_PROP(Phones, AreTheSameHoweverTheyAreSeparated, ()) {
  const std::string number = *digits();
  std::string typed = *rc::gen::element<std::string>("+", "00");
  for (const char digit : number) {
    typed += digit;
    typed += *rc::gen::element<std::string>("", " ", "-", ".", "(", ")");
  }
  RC_ASSERT(normalise_phone(typed).value() == "+" + number);
}

}  // namespace
}  // namespace rollcall
