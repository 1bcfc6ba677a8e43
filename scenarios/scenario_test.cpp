#include "scenarios/scenario.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "scenarios/arbitrary_case.h"
#include "scenarios/case_toml.h"

namespace rollcall::scenarios {
namespace {

constexpr std::string_view crowd = R"(format = 1
summary = "three people"
strategies = ["hybrid-sketch", "write-through"]
worlds = 7
[options.write-through]
pool = 2
[[client]]
count = 3
operations = [{ do = "register" }, { do = "login", about = 1 }]
[[client]]
operations = [{ do = "find", about = "c2.1" }]
)";

std::string complaint_about(std::string_view piece, std::string_view replacement) {
  std::string text(crowd);
  const std::size_t at = text.find(piece);
  if (at == text.npos) return "the scenario has no " + std::string(piece);
  text.replace(at, piece.size(), replacement);
  const std::expected<Scenario, InputError> scenario = read_scenario(text, "x.toml");
  return scenario ? "none" : to_string(scenario.error());
}

TEST(Scenario, IsReadAsAPersonWouldUnderstandIt) {
  const auto scenario = read_scenario(crowd, "some/folder/crowd.toml");
  ASSERT_TRUE(scenario) << to_string(scenario.error());
  EXPECT_EQ(scenario->name, "crowd");
  EXPECT_EQ(scenario->summary, "three people");
  EXPECT_EQ(scenario->worlds, 7U);
  ASSERT_EQ(scenario->strategies.size(), 2U);
  EXPECT_EQ(scenario->strategies[0]->name, "hybrid-sketch");
}

TEST(Scenario, ACountedBlockBecomesClientsWithPhonesOfTheirOwnOnAllProcesses) {
  const auto scenario = read_scenario(crowd, "crowd.toml");
  ASSERT_TRUE(scenario);
  const Case value = instantiate(*scenario, *find_strategy("write-through"), 1, 0);
  EXPECT_EQ(defect(value), std::nullopt);
  ASSERT_EQ(value.clients.size(), 4U);
  std::set<std::string> phones;
  for (std::size_t at = 0; at < 3; ++at) {
    EXPECT_EQ(value.clients[at].id, at + 1);
    EXPECT_EQ(value.clients[at].process, at % 2 + 1);
    EXPECT_EQ(value.clients[at].operations[1].about, (OperationId{value.clients[at].id, 1}));
    phones.insert(value.clients[at].operations[0].phone);
  }
  EXPECT_EQ(phones.size(), 3U);
  EXPECT_EQ(value.clients[3].operations[0].about, (OperationId{2, 1}));
}

TEST(Scenario, OptionsBelongToTheirStrategy) {
  const auto scenario = read_scenario(crowd, "crowd.toml");
  ASSERT_TRUE(scenario);
  const StrategySpec& stated = *find_strategy("write-through");
  const StrategySpec& other = *find_strategy("hybrid-sketch");
  EXPECT_EQ(instantiate(*scenario, stated, 1, 0).options.count("pool"), 2);
  EXPECT_TRUE(instantiate(*scenario, other, 1, 0).options.is_default("pool"));
}

TEST(Scenario, WorldsDifferBySeedAloneAndAreRepeatable) {
  const auto scenario = read_scenario(crowd, "crowd.toml");
  ASSERT_TRUE(scenario);
  const StrategySpec& strategy = *scenario->strategies[0];
  Case one = instantiate(*scenario, strategy, 1, 3);
  const Case two = instantiate(*scenario, strategy, 1, 4);
  EXPECT_EQ(one, instantiate(*scenario, strategy, 1, 3));
  EXPECT_NE(one.seed, two.seed);
  one.seed = two.seed;
  EXPECT_EQ(one, two);
}

TEST(Scenario, MayGenerateItsWorldsWithinBounds) {
  const auto scenario = read_scenario(
      "format = 1\nsummary = \"x\"\n[options.write-through]\npool = 9\n"
      "[generate]\nclients = 2\nfaults = 1\nkinds = [\"app.kill\"]\n",
      "x.toml");
  ASSERT_TRUE(scenario) << to_string(scenario.error());
  for (std::uint64_t world = 0; world < 50; ++world) {
    const Case value = instantiate(*scenario, *find_strategy("write-through"), 1, world);
    EXPECT_LE(value.clients.size(), 2U);
    EXPECT_LE(value.faults.size(), 1U);
    EXPECT_EQ(value.options.count("pool"), 9);
  }
}

TEST(Scenario, ARegistrationWithTimesBecomesThatManyPeople) {
  std::string text(crowd);
  text.replace(text.find(R"({ do = "register" })"), 19, R"({ do = "register", times = 3 })");
  const auto scenario = read_scenario(text, "crowd.toml");
  ASSERT_TRUE(scenario) << to_string(scenario.error());
  const Case value = instantiate(*scenario, *find_strategy("write-through"), 1, 0);
  EXPECT_EQ(defect(value), std::nullopt);
  ASSERT_EQ(value.clients[1].operations.size(), 4U);
  std::set<std::string> people;
  for (const Client& client : value.clients) {
    for (const Operation& operation : client.operations) {
      if (operation.action != properties::Action::register_user) continue;
      people.insert(operation.phone + operation.name);
    }
  }
  EXPECT_EQ(people.size(), 9U);
  EXPECT_EQ(
      complaint_about(R"("register" })", R"("register", times = 2, phone = "+49151" })"),
      "x.toml:9:42: only a registration is repeated whose phone and id are its own: leave out "
      "phone and id, or times");
  EXPECT_EQ(complaint_about(R"("register" })", R"("register", times = 100000 })"),
            "x.toml:9:14: too many operations: at most 200000");
}

TEST(Scenario, ComplaintsNameTheirPlaceInTheFileNotInTheExpandedCase) {
  EXPECT_EQ(complaint_about("c2.1", "c9.1"),
            "x.toml:11:38: c4.1 is about c9.1, which does not exist: name a registration");
  EXPECT_EQ(complaint_about("count = 3", "count = 3000"),
            "x.toml:8:9: count = 3000 is out of range: 1 to 2000");
  EXPECT_EQ(complaint_about("worlds = 7", "worlds = 0"),
            "x.toml:4:10: worlds = 0 is out of range: 1 to 10000000");
  EXPECT_TRUE(complaint_about("[\"hybrid-sketch\"", "[\"hybrids\"")
                  .starts_with("x.toml:3:14: unknown strategy \"hybrids\": did you mean"));
  EXPECT_TRUE(complaint_about("options.write-through", "options.write")
                  .starts_with("x.toml:5:1: unknown strategy \"write\""));
  EXPECT_TRUE(complaint_about("summary", "sumary").starts_with("x.toml:"));
  EXPECT_TRUE(
      complaint_about("[\"hybrid-sketch\", \"write-through\"]", "[]").starts_with("x.toml:3"));
  EXPECT_TRUE(complaint_about("\"write-through\"]", "\"hybrid-sketch\"]").starts_with("x.toml:3"));
  EXPECT_TRUE(complaint_about("\"write-through\"]", "7]").starts_with("x.toml:3"));
  EXPECT_TRUE(complaint_about("count = 3", "count = 3\nname = \"c7\"").starts_with("x.toml:9:8"));
}

class LoadedFile : public testing::Test {
 protected:
  std::string path(const std::string& name) { return (folder_ / name).string(); }
  std::string put(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return path(name);
  }
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "rollcall-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

 private:
  std::filesystem::path folder_;
};

TEST_F(LoadedFile, IsACaseOrAScenarioByItsKeys) {
  const auto scenario = load(put("a.toml", crowd));
  ASSERT_TRUE(scenario) << to_string(scenario.error());
  EXPECT_TRUE(std::holds_alternative<Scenario>(*scenario));
  const auto value = load(put("b.toml", write(sample_case())));
  ASSERT_TRUE(value) << to_string(value.error());
  EXPECT_EQ(std::get<Case>(*value), sample_case());
}

TEST_F(LoadedFile, ThatCannotBeReadIsOneLine) {
  const auto line = [](const std::string& path) {
    const auto loaded = load(path);
    return loaded ? "none" : to_string(loaded.error());
  };
  EXPECT_EQ(line(path("missing.toml")),
            path("missing.toml") + ": cannot be read: there is no such file");
  EXPECT_EQ(line(path("")), path("") + ": cannot be read: it is no regular file");
  EXPECT_EQ(line("/dev/zero"), "/dev/zero: cannot be read: it is no regular file");
  EXPECT_EQ(line(put("empty.toml", "")),
            path("empty.toml") + ":1:1: a case lacks the key \"format\"");
  EXPECT_EQ(line(put("large.toml", std::string(5'000'000, '#'))),
            path("large.toml") + ": the file is larger than 4 MiB: split it into several");
}

TEST(ScenarioFiles, AreAllSoundAndTellTheirStory) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator("scenarios")) {
    if (file.path().extension() != ".toml") continue;
    ++files;
    const auto loaded = load(file.path());
    ASSERT_TRUE(loaded) << to_string(loaded.error());
    const auto& scenario = std::get<Scenario>(*loaded);
    EXPECT_EQ(scenario.name, file.path().stem());
    EXPECT_FALSE(scenario.summary.empty());
    for (const StrategySpec* strategy : scenario.strategies) {
      EXPECT_EQ(defect(instantiate(scenario, *strategy, 1, 0)), std::nullopt) << scenario.name;
    }
  }
  EXPECT_GT(files, 0U);
}

}  // namespace
}  // namespace rollcall::scenarios
