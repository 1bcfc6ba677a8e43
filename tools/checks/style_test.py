#!/usr/bin/env python3
"""Every style rule is broken once in a small project, and found at its place."""

import unittest

from planted import PlantedTest

HEADER = "// A user.\n#pragma once\nint age();\n"
BODY = '#include "engine/user.h"\nint age() { return 1; }\n'
BUILD = "rollcall_library(engine SOURCES user.cpp login.cpp)\n"


class StyleTest(PlantedTest):
    program = "style.py"
    clean = {
        "engine/user.h": HEADER,
        "engine/user.cpp": BODY,
        "engine/login.cpp": '#include "engine/user.h"\n',
        "engine/CMakeLists.txt": BUILD,
    }

    def test_accepts_a_clean_project(self):
        self.assert_accepts({})

    def test_rejects_a_long_file(self):
        text = BODY + "\n" * 400
        self.assert_rejects({"engine/user.cpp": text}, "engine/user.cpp:401:", "file-length")

    def test_rejects_a_long_line(self):
        text = BODY + "// " + "a" * 98 + "\n"
        self.assert_rejects({"engine/user.cpp": text}, "engine/user.cpp:3:", "line-length", "101")

    def test_rejects_a_long_function_and_accepts_a_long_class(self):
        steps = "  step();\n" * 58
        fits = f"int age() {{\n{steps}}}\n"
        self.assert_accepts({"engine/user.cpp": fits})
        self.assert_accepts({"engine/user.cpp": f"class User {{\n{steps}{steps}}};\n"})
        for signature in [
            "int age()",
            "User::User(int age) : age_{age}, name_(name)",
            "auto age(const User& user) const noexcept -> int",
            "TEST(User, has_an_age)",
        ]:
            with self.subTest(signature):
                text = f"{signature} {{\n  if (a) {{\n{steps}  }}\n}}\n"
                self.assert_rejects(
                    {"engine/user.cpp": text}, "engine/user.cpp:1:", "function-length", "62"
                )

    def test_is_not_misled_by_braces_in_literals_and_comments(self):
        text = "int age() {\n  // }\n  f('{', \"{{\", R\"sql(\" { ( )sql\");\n}\n" + "int a;\n" * 70
        self.assert_accepts({"engine/user.cpp": text})

    def test_rejects_a_name_that_says_nothing(self):
        for name in ["string_utils", "helpers", "common"]:
            with self.subTest(name):
                path = f"sim/{name}.py"
                self.assert_rejects({path: ""}, f"{path}:1:", "file-name", "noun")

    def test_rejects_what_is_unfinished_or_switched_off(self):
        for mark in ["TO" "DO", "FIX" "ME"]:
            self.assert_rejects({"README.md": f"a\n{mark}: b\n"}, "README.md:2:", "unfinished")
        for text in ["TEST(User, DISABLED" "_age) {}\n", "#if 0\n"]:
            self.assert_rejects({"engine/user.cpp": text}, "engine/user.cpp:1:", "switched-off")

    def test_rejects_a_path_of_one_machine(self):
        self.assert_rejects({"README.md": "See /ho" "me/me/x.\n"}, "README.md:1:", "machine-path")

    def test_rejects_a_header_without_opening(self):
        self.assert_rejects(
            {"engine/user.h": "#pragma once\n"}, "engine/user.h:1:", "header-comment"
        )
        self.assert_rejects({"engine/user.h": "// A user.\n"}, "engine/user.h:1:", "pragma-once")

    def test_rejects_hidden_state(self):
        local = BODY + "thread_local int depth = 0;\n"
        self.assert_rejects({"engine/user.cpp": local}, "engine/user.cpp:3:", "thread-local")
        single = "User& user() {\n  static User only;\n  return only;\n}\n"
        self.assert_rejects({"engine/user.cpp": single}, "engine/user.cpp:2:", "singleton")
        constant = "int age() {\n  static constexpr int years = 1;\n  return years;\n}\n"
        self.assert_accepts({"engine/user.cpp": constant})

    def test_rejects_dead_files(self):
        self.assert_rejects({"engine/left.cpp": ""}, "engine/left.cpp:1:", "dead-file")
        self.assert_rejects({"engine/left.h": HEADER}, "engine/left.h:1:", "dead-file", "includes")
        commented = {"engine/left.cpp": "", "engine/CMakeLists.txt": BUILD + "# left.cpp\n"}
        self.assert_rejects(commented, "engine/left.cpp:1:", "dead-file")
        looped = BUILD + "foreach(t IN ITEMS left)\n  rollcall_test(${t} SOURCES ${t}.cpp)\n"
        self.assert_accepts({"engine/left.cpp": "", "engine/CMakeLists.txt": looped})
        below = BUILD + "rollcall_library(engine_os SOURCES os/tasks.cpp)\n"
        self.assert_accepts({"engine/os/tasks.cpp": "", "engine/CMakeLists.txt": below})
        gathered = {"engine/os/CMakeLists.txt": "file(GLOB sources ${folder}/*.cpp)\n"}
        self.assert_accepts({"engine/os/tasks.cpp": "", **gathered})
        self.assert_rejects({"engine/left.cpp": "", **gathered}, "engine/left.cpp:1:", "dead-file")


if __name__ == "__main__":
    unittest.main()
