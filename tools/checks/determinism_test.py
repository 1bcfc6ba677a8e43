#!/usr/bin/env python3
"""Every rule of the determinism check finds its names, says what to use, and finds nothing else."""

import pathlib
import tempfile
import unittest

import determinism
from planted import PlantedTest

# rule -> statements that break it
PLANTED = {
    "system-clock": [
        "auto t = std::chrono::system_clock::now();",
        "auto t = std::chrono::steady_clock::now();",
        "auto t = time(nullptr);",
        "auto t = std::time(0);",
        "gettimeofday(&t, nullptr);",
        "clock_gettime(CLOCK_REALTIME, &t);",
    ],
    "time-zone": ["auto* t = std::localtime(&seconds);"],
    "build-time": ["const char* built = __DATE__;"],
    "threads": ["std::thread t(run);", "std::this_thread::yield();", "auto f = std::async(run);"],
    "locks": ["std::mutex m;", "std::shared_mutex m;", "std::condition_variable c;"],
    "randomness": [
        "std::random_device d;",
        "std::mt19937_64 generator(1);",
        "std::uniform_int_distribution<int> dice(1, 6);",
        "int a = rand();",
        "getrandom(buffer, 8, 0);",
        "randombytes_buf(buffer, 8);",
        "std::shuffle(a.begin(), a.end(), g);",
    ],
    "environment": ['auto* home = std::getenv("HOME");', 'setenv("TZ", "UTC", 1);'],
    "locale": ['std::setlocale(LC_ALL, "");'],
    "identity": ["int id = getpid();"],
    "unordered": [
        "std::unordered_map<int, int> m;",
        "std::unordered_set<int> s;",
        "std::hash<int> h;",
    ],
    "pointer-order": [
        "std::map<Task*, int> m;",
        "std::set<const sim::Task*> s;",
        "std::map<std::unique_ptr<Task>, int> m;",
        "auto key = reinterpret_cast<std::uintptr_t>(&task);",
    ],
    "directory-order": ['for (auto& e : std::filesystem::directory_iterator("a")) use(e);'],
    "floating-point": ["double share = 0;"],
    "swallowed-kill": ["try { run(); } catch (...) { }"],
}

HARMLESS = """
// std::thread and time(nullptr) in a comment; a string: below.
const char* text = "std::mutex, getenv and rand()";
const char* script = R"lua(redis.call('TIME') math.random() double)lua";
auto time = host.time(zone);
auto operand = brand(1) + random_name(2);
int runtime(int);
std::map<int, Task*> by_id;
std::set<std::string> names;
auto first = decisions.draw(task, Domain::network, site);
auto second = decisions.draw(task, Domain::network, site);
constexpr long big = 1'000'000;
"""


class DeterminismTest(PlantedTest):
    program = "determinism.py"
    clean = {"engine/host.h": "// The world.\n#pragma once\n"}

    def test_finds_each_banned_name_and_says_what_to_use(self):
        for rule, statements in PLANTED.items():
            for statement in statements:
                with self.subTest(statement):
                    files = {"engine/engine.cpp": f"void f() {{\n  {statement}\n}}\n"}
                    self.assert_rejects(files, "engine/engine.cpp:2:", f"[{rule}]", "use ")

    def test_looks_through_folders_outside_the_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            self.folders = [folder]
            file = pathlib.Path(folder, "my_way.cpp")
            for statement in ["try { run(); } catch (...) { }", "double share = 0;"]:
                file.write_text(statement, encoding="utf-8")
                self.assert_rejects({}, f"{file}:1:", "use ")
            file.write_text(HARMLESS, encoding="utf-8")
            self.assert_accepts({})

    def test_each_rule_is_planted(self):
        self.assertEqual({rule.name for rule in determinism.RULES}, set(PLANTED))

    def test_finds_two_draws_in_one_statement(self):
        for statement in [
            "f(decisions.draw(a, d, k),\n  decisions.draw(b, d, k));",
            "auto pair = std::pair(*rc::gen::inRange(0, 3), *rc::gen::inRange(0, 4));",
        ]:
            with self.subTest(statement):
                files = {"sim/world.cpp": statement}
                self.assert_rejects(files, "sim/world.cpp:", "[two-draws]", "of its own")

    def test_accepts_what_only_looks_alike(self):
        self.assert_accepts({"sim/world.cpp": HARMLESS})

    def test_accepts_the_real_world_and_tests(self):
        text = "std::thread t(run);\nauto now = std::chrono::steady_clock::now();\n"
        self.assert_accepts({"engine/os/tasks.cpp": text, "sim/world_test.cpp": text})

    def test_every_exception_has_a_reason_and_known_rules(self):
        known = {rule.name for rule in determinism.RULES} | {"two-draws"}
        for path, (rules, reason) in determinism.EXCEPTIONS.items():
            self.assertLessEqual(rules, known, path)
            self.assertGreater(len(reason), 10, path)


if __name__ == "__main__":
    unittest.main()
