"""Strategies of one's own, as their authors meet them: `rollcall new strategy`, the one CMake
option, and what the program that is built so says of a good one and of a bad one.

    own_strategies_test.py PROGRAM

It builds the program again, in build/own_strategies, which stays for the next time.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build", "own_strategies")
FOLDER = os.path.join(BUILD, "their strategies")
BUILT = os.path.join(BUILD, "tools", "rollcall")

# Who is told before the commit: what the skeleton becomes with the oldest of mistakes.
EARLY = """
    later_.push_back(host_.spawn("late_commit", [this, user] { (void)add_with_script(user); }));
    return Registered{.handle = user.phone, .status = UserStatus::active};
  }
  Reply<User> find(const Handle& handle) override {
    Reply<Account> account = store_->find_by_phone(handle);
    if (!account) return std::unexpected(std::move(account.error()));
    return std::move(account->user);
  }

 private:
  Reply<Registered> add_with_script(const NewUser& user) {
    (void)redis_.eval(scripts::count_sign_ups(), {"sign_ups"}, {}, host_.now() + late);
    return store_->add(user);
  }
  std::vector<std::unique_ptr<Task>> later_;
"""
SCRIPT = "namespace scripts {\nconst Script& count_sign_ups();\n}\n"
AIMED = """format = 1
summary = "Killed at a step that only one strategy has."
worlds = 3
strategies = ["my-first-way"]
[options.my-first-way]
copy = "when_read"
[[client]]
operations = [{ do = "register" }]
[[fault]]
kind = "app.kill"
on = "app1"
step = "my_first_way.left_out"
"""


def said(command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, errors="replace",
                          **options)


def configure(folders):
    return said(["cmake", "-S", ROOT, "-B", BUILD, "--preset", "release",
                 f"-DROLLCALL_STRATEGIES={folders}"])


def build(target):
    result = said(["ninja", "-C", BUILD, "-j", "2", target])
    assert result.returncode == 0, result.stdout + result.stderr


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Scratch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rollcall-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_program(self, *arguments, program=BUILT):
        return said([program, *arguments], cwd=self.folder)


class NewStrategy(Scratch):
    def new(self, *arguments):
        return self.run_program("new", "strategy", *arguments, program=PROGRAM)

    def refused(self, *arguments):
        result = self.new(*arguments)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        return result.stderr

    def test_writes_a_file_and_says_what_to_type_next(self):
        result = self.new("two-phase-2", "--in", "my strategies")
        self.assertEqual(result.returncode, 0, result.stderr)
        path = os.path.join(self.folder, "my strategies")
        text = read(os.path.join(path, "two_phase_2.cpp"))
        for name in ["two-phase-2: ", "class TwoPhase2Strategy ", " two_phase_2_spec = {"]:
            self.assertIn(name, text)
        self.assertNotRegex(text, "(?i)my.?way")
        commands = [line for line in result.stdout.splitlines() if line.startswith("  ")]
        self.assertEqual(commands, [
            f"  cmake -S {ROOT} --preset release '-DROLLCALL_STRATEGIES={path}'",
            f"  {ROOT}/tools/build release rollcall",
            f"  {PROGRAM} compare --strategies write-through,two-phase-2"])

    def test_overwrites_nothing(self):
        self.assertEqual(self.new("my-way").returncode, 0)
        path = os.path.join(self.folder, "rollcall-strategies", "my_way.cpp")
        write(path, "precious")
        self.assertIn("my_way.cpp", self.refused("my-way"))
        self.assertEqual(read(path), "precious")
        os.remove(path)
        os.symlink("elsewhere", path)
        self.refused("my-way")
        self.assertEqual(os.readlink(path), "elsewhere")
        self.assertIn("my_way.cpp", self.refused("my-other", "--in", path))

    def test_refuses_names_that_make_no_strategy(self):
        for name in ["", "MyWay", "my_way", "my--way", "-way", "way-", "2-phase", "w\u00e4y",
                     "a/b", "a b", "way-test"]:
            self.assertRegex(self.refused("--", name), "my-way|-test")
        self.assertIn("already", self.refused("write-through"))
        self.assertIn("File name too long", self.refused("w" * 300))
        self.assertIn("separates", self.refused("my-way", "--in", "a;b"))
        self.assertEqual(os.listdir(self.folder), ["rollcall-strategies"])
        self.assertEqual(os.listdir(os.path.join(self.folder, "rollcall-strategies")), [])


class OwnStrategies(Scratch):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        for name in ["my-first-way", "early-answer"]:
            made = said([PROGRAM, "new", "strategy", name, "--in", FOLDER])
            assert made.returncode == 0, made.stderr
        path = os.path.join(FOLDER, "early_answer.cpp")
        text, count = re.subn(r"    Reply<Registered> registered = .*?\n  }\n\n private:\n",
                              lambda _: EARLY, read(path), flags=re.DOTALL)
        assert count == 1
        write(path, text.replace("namespace {\n", f'{SCRIPT}namespace {{\n', 1)
              .replace("#include <utility>\n", '#include "late.h"\n', 1))
        write(os.path.join(FOLDER, "late.h"),
              '#pragma once\n#include "engine/host.h"\nextern const rollcall::Duration late;\n')
        write(os.path.join(FOLDER, "late.cpp"),
              '#include "late.h"\nconst rollcall::Duration late = std::chrono::seconds(1);\n')
        write(os.path.join(FOLDER, "count_sign_ups.lua"), "return redis.call('INCR', KEYS[1])\n")
        configured = configure(FOLDER)
        assert configured.returncode == 0, configured.stdout + configured.stderr
        build("rollcall")

    def test_are_listed_after_those_of_the_document(self):
        rows = json.loads(self.run_program("list", "strategies", "--json").stdout)
        self.assertEqual([row["name"] for row in rows[-2:]], ["early-answer", "my-first-way"])
        self.assertEqual(rows[0]["name"], "write-through")
        self.assertIn("copy = at_once: when Redis",
                      self.run_program("list", "strategies").stdout)

    def test_are_compared_and_the_skeleton_keeps_every_promise(self):
        result = self.run_program("compare", "--worlds", "40", "--strategies", "my-first-way")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertRegex(result.stdout, r"(?m)^my-first-way .* every promise kept$")
        both = self.run_program("compare", "--worlds", "10", "--json", "all.json")
        with open(os.path.join(self.folder, "all.json"), encoding="utf-8") as file:
            names = [row["name"] for row in json.load(file)["strategies"]]
        self.assertEqual(len(names), 8, both.stdout)
        self.assertEqual(names[-2:], ["early-answer", "my-first-way"])

    def test_who_acknowledges_before_the_commit_is_found_broken_and_the_case_replays(self):
        result = self.run_program("compare", "--worlds", "60", "--strategies", "early-answer",
                                  "--json", "found.json")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertRegex(result.stdout, r"BROKEN +early-answer +no_lost_users")
        with open(os.path.join(self.folder, "found.json"), encoding="utf-8") as file:
            promises = json.load(file)["strategies"][0]["promises"]
        case = next(promise["case"] for promise in promises if promise["case"])
        replayed = self.run_program("replay", case)
        self.assertEqual(replayed.returncode, 1, replayed.stdout + replayed.stderr)
        self.assertIn("same run", replayed.stdout)

    def test_run_in_every_scenario_and_faults_aim_at_their_own_steps(self):
        scenario = os.path.join(ROOT, "scenarios", "crash-after-ack.toml")
        result = self.run_program("run", scenario, "--worlds", "5")
        self.assertRegex(result.stdout, "my-first-way")
        aimed = os.path.join(self.folder, "aimed.toml")
        write(aimed, AIMED)
        result = self.run_program("run", aimed)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        story = self.run_program("replay", aimed).stdout
        self.assertIn("** app.kill on app1 **", story)
        write(aimed, AIMED.replace("left_out", "left_in"))
        self.assertEqual(self.run_program("run", aimed).returncode, 2)

    def test_run_on_real_servers_too(self):
        scenario = os.path.join(ROOT, "scenarios", "first-user.toml")
        result = self.run_program("validate", scenario, "--strategy", "my-first-way")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("my-first-way", result.stdout)

    def test_bring_scripts_for_redis(self):
        scenario = os.path.join(ROOT, "scenarios", "first-user.toml")
        story = self.run_program("replay", scenario, "--strategy", "early-answer").stdout
        self.assertRegex(story, r"Redis at the end: .*sign_ups = [1-9]")

    def test_are_looked_through_for_what_makes_runs_differ(self):
        check = ["ctest", "--test-dir", BUILD, "-R", "^checks/determinism$", "--output-on-failure"]
        self.assertNotIn(f"{FOLDER}/", said(check).stdout)
        hasty = os.path.join(FOLDER, "hasty.h")
        self.addCleanup(os.remove, hasty)
        write(hasty, "inline void rest() { std::this_thread::yield(); }\n")
        result = said(check)
        self.assertNotEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn(f"{hasty}:1: [threads]", result.stdout)

    def test_are_part_of_the_fingerprint(self):
        path = os.path.join(BUILD, "scenarios", "build_id.cpp")
        build("scenarios/build_id.cpp")
        before = read(path)
        source = os.path.join(FOLDER, "my_first_way.cpp")
        text = read(source)
        try:
            write(source, text + "// more\n")
            build("scenarios/build_id.cpp")
            self.assertNotEqual(read(path), before)
        finally:
            write(source, text)
        build("scenarios/build_id.cpp")
        self.assertEqual(read(path), before)


class Option(Scratch):
    """What is wrong is said when the build is configured."""

    def refused(self, folders, *parts):
        result = configure(folders)
        self.assertNotEqual(result.returncode, 0, result.stdout)
        line = " ".join(result.stderr.split())
        for part in parts:
            self.assertIn(part, line)

    def test_a_folder_that_is_missing_or_holds_no_strategy(self):
        self.refused(self.folder + "/nowhere", f"{self.folder}/nowhere is no folder")
        self.refused(self.folder, self.folder, "no strategy is here")

    def test_a_name_that_is_taken(self):
        path = os.path.join(self.folder, "write_through.cpp")
        write(path, "extern constinit const StrategySpec write_through_spec = {\n")
        self.refused(self.folder, path, "a strategy write-through already")
        os.remove(path)
        write(os.path.join(self.folder, "release_lock.lua"), "return 1\n")
        self.refused(self.folder, "release_lock.lua", "a script release_lock already")

    def test_a_file_that_defines_another_strategy_or_none(self):
        for name, part in [("my_way", "my_way_spec = {"), ("MyWay", "small letters")]:
            path = os.path.join(self.folder, name + ".cpp")
            write(path, "// extern constinit const StrategySpec my_way_spec = {\n")
            self.refused(self.folder, path, part)
            os.remove(path)


if __name__ == "__main__":
    unittest.main()
