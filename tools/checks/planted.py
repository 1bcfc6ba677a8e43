"""A temporary project in which a test plants files, and the verdict of a check on it."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKS = pathlib.Path(__file__).parent


class PlantedTest(unittest.TestCase):
    """`program` is the check under test; a clean project holds the files of `clean`."""

    program = ""
    clean: dict[str, str] = {}
    folders: list[str] = []  # what the check is told to look at beside the project

    def verdict(self, files: dict[str, str]) -> tuple[int, str]:
        """Exit code and output of the check on the clean project plus these files."""
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**self.clean, **files}.items():
                file = pathlib.Path(root, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            command = [sys.executable, CHECKS / self.program, root, *self.folders]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout + done.stderr

    def assert_accepts(self, files: dict[str, str]) -> None:
        code, output = self.verdict(files)
        self.assertEqual(code, 0, output)

    def assert_rejects(self, files: dict[str, str], place: str, *says: str) -> None:
        """The check fails, and one line of it names the place and says all of `says`."""
        code, output = self.verdict(files)
        self.assertEqual(code, 1, output)
        lines = [line for line in output.splitlines() if line.startswith(place)]
        self.assertTrue(any(all(word in line for word in says) for line in lines), output)
