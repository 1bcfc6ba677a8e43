#!/usr/bin/env python3
"""tools/format leaves formatted files alone, names others when it checks, and mends them else."""

import pathlib
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).parents[2]
GOOD = "int age() { return 1; }\n"
BAD = "int   age( ) {return 1;}\n"


class FormatTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in ["engine", "sim", "faults", "properties", "scenarios", "tools"]:
            (self.root / name).mkdir()
        (self.root / ".clang-format").write_text((PROJECT / ".clang-format").read_text())

    def format(self, *options: str) -> subprocess.CompletedProcess:
        command = [PROJECT / "tools/format", *options, self.root]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_accepts_formatted_files(self):
        (self.root / "engine/user.cpp").write_text(GOOD)
        self.assertEqual(self.format("--check").returncode, 0)

    def test_names_what_is_not_formatted_and_changes_nothing(self):
        for path in ["engine/user.cpp", "tools/report.h"]:
            with self.subTest(path):
                (self.root / path).write_text(BAD)
                done = self.format("--check")
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(f"{path}:1:", done.stderr)
                self.assertEqual((self.root / path).read_text(), BAD)

    def test_formats_in_place(self):
        (self.root / "sim/user.cpp").write_text(BAD)
        self.assertEqual(self.format().returncode, 0)
        self.assertEqual((self.root / "sim/user.cpp").read_text(), GOOD)


if __name__ == "__main__":
    unittest.main()
