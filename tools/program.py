"""What the tests of the program from outside share: PROGRAM is their first argument."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCENARIOS = os.path.join(ROOT, "scenarios")


class Program(unittest.TestCase):
    """Each test has a folder of its own, in which the program runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rollcall-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_program(self, *arguments, **environment):
        return subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=200,
            errors="replace", env={**os.environ, **environment}, check=False)

    def refused(self, *arguments):
        """Exit code 2 and one line on stderr, which is returned."""
        result = self.run_program(*arguments)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        return result.stderr

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def broken_case(self):
        result = self.run_program("compare", "--worlds", "60", "--strategies", "hybrid-sketch",
                                  "--json", "result.json")
        self.assertEqual(result.returncode, 1, result.stderr)
        with open(os.path.join(self.folder, "result.json"), encoding="utf-8") as file:
            promises = json.load(file)["strategies"][0]["promises"]
        paths = [promise["case"] for promise in promises if promise["case"]]
        self.assertTrue(paths)
        return os.path.join(self.folder, paths[0])

    @staticmethod
    def trace_of(text):
        return re.search(r"^trace ([0-9a-f]{16})$", text, re.MULTILINE).group(1)
