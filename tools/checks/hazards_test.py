#!/usr/bin/env python3
"""The check of the hazards accepts a whole table and rejects every hole in it."""

import tomllib
import unittest

from hazards import IDS, PAGE, TABLE, page
from planted import PlantedTest

ENTRIES = {id: f'id = "{id}"\nwhat = "w"\ncannot_arise = "r"\n' for id in IDS}
CURED = 'id = "hybrid 2"\nwhat = "w"\ncure = "c"\ntests = ["{}"]\n'


def table(**changed: str) -> dict[str, str]:
    """The table and its page, with other text for some entries: hybrid_1 is "hybrid 1"."""
    entries = {**ENTRIES, **{key.replace("_", " "): text for key, text in changed.items()}}
    text = "\n".join(f"[[hazard]]\n{entry}" for entry in entries.values() if entry)
    return {TABLE: text, PAGE: page(tomllib.loads(text)["hazard"])}


class HazardsTest(PlantedTest):
    program = "hazards.py"
    clean = {
        "engine/CMakeLists.txt": "rollcall_test(\n  engine_test\n  SOURCES a_test.cpp LINKS x)\n",
        "engine/a_test.cpp": "TEST(Plain, Holds) {}\nTEST_P(Each, Holds) {}\n"
        "INSTANTIATE_TEST_SUITE_P(All, Each, x);\nTEST_P(Orphan, Holds) {}\n",
        "engine/b_test.cpp": "TEST(Unbuilt, Holds) {}\n",
        "engine/strategies/CMakeLists.txt": "target_sources(engine_test PRIVATE ${tests})\n",
        "engine/strategies/write_one.cpp": "extern const StrategySpec write_one_spec = {",
        "engine/strategies/write_one_test.cpp": "TEST(Found, Holds) {}\n",
        "scenarios/first.toml": "",
        **table(),
    }

    def test_accepts_a_whole_table(self):
        self.assert_accepts({})

    def test_accepts_tests_and_scenarios_that_are_there(self):
        for test in [
            "engine_test/Plain.Holds",
            "engine_test/All/Each.Holds/write_one",
            "engine_test/All/Each.Holds/writeone",
            "engine_test/Found.Holds",
            "scenario first",
        ]:
            with self.subTest(test):
                self.assert_accepts(table(hybrid_2=CURED.format(test)))

    def test_rejects_tests_and_scenarios_that_are_not_there(self):
        for test in [
            "engine_test/Plain.Gone",
            "Plain.Holds",
            "engine_test/Unbuilt.Holds",
            "engine_test/All/Each.Holds",
            "engine_test/All/Each.Holds/two",
            "engine_test/All/Orphan.Holds/writeone",
            "scenario second",
        ]:
            with self.subTest(test):
                bad = table(hybrid_2=CURED.format(test))
                self.assert_rejects(bad, f"{TABLE}:7:", "no such test", test)
                shown = table(hybrid_2=ENTRIES["hybrid 2"] + f'shown_by = ["{test}"]\n')
                self.assert_rejects(shown, f"{TABLE}:7:", "no such test", test)

    def test_rejects_numbers_that_are_missing_double_unknown_or_in_disorder(self):
        self.assert_rejects(table(parallel_3=""), TABLE, "'parallel 3' is missing")
        last = ENTRIES["hybrid 68"]
        self.assert_rejects(table(double=last), TABLE, "'hybrid 68' is there 2 times")
        stranger = 'id = "hybrid 69"\nwhat = "w"\ncannot_arise = "r"\n'
        self.assert_rejects(table(more=stranger), TABLE, "no hazard is called 'hybrid 69'")
        swapped = table(hybrid_1=ENTRIES["hybrid 2"], hybrid_2=ENTRIES["hybrid 1"])
        self.assert_rejects(swapped, TABLE, "the order")

    def test_rejects_entries_with_neither_or_both(self):
        for text, complaint in [
            ("", "either a cure"),
            ('cannot_arise = "r"\ncure = "c"\ntests = ["scenario first"]\n', "either a cure"),
            ('cure = "c"\n', "needs its tests"),
            ('cure = "c"\ntests = []\n', "needs its tests"),
            ('tests = ["scenario first"]\n', "needs its tests"),
        ]:
            with self.subTest(text):
                bad = table(hybrid_2='id = "hybrid 2"\nwhat = "w"\n' + text)
                self.assert_rejects(bad, f"{TABLE}:7:", complaint)

    def test_rejects_entries_without_a_schedule_or_with_other_keys(self):
        nothing = table(hybrid_2='id = "hybrid 2"\ncannot_arise = "r"\n')
        self.assert_rejects(nothing, f"{TABLE}:7:", "'what'")
        other = table(hybrid_2=ENTRIES["hybrid 2"] + 'test = "t"\n')
        self.assert_rejects(other, f"{TABLE}:7:", "unknown key 'test'")

    def test_rejects_a_page_that_is_not_made_of_the_table(self):
        self.assert_rejects({PAGE: self.clean[PAGE] + "more\n"}, PAGE, "--write")
        self.assert_rejects({PAGE: ""}, PAGE, "--write")


if __name__ == "__main__":
    unittest.main()
