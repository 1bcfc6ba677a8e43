"""Equal cases give equal traces in every build: both compilers, debug, release, sanitizers; also
where malloc fills what it hands out (glibc's, which the debug builds use), so that nothing may
depend on memory that nobody has written.

    builds_test.py FOLDER

FOLDER holds the builds release and dev (g++) and asan (clang++), as tools/test makes them.
"""

import os
import re
import subprocess
import sys
import unittest

FOLDER = os.path.abspath(sys.argv.pop(1))
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILDS = ["release", "dev", "asan"]
WORLDS = 12
FILLED = dict(os.environ, MALLOC_PERTURB_="171")


def trace(build, scenario, world, strategy):
    program = os.path.join(FOLDER, build, "tools", "rollcall")
    path = os.path.join(ROOT, "scenarios", scenario + ".toml")
    result = subprocess.run(
        [program, "replay", path, "--seed", "7", "--world", str(world), "--strategy", strategy],
        capture_output=True, text=True, timeout=200, check=False, env=FILLED)
    found = re.search(r"^trace ([0-9a-f]{16})$", result.stdout, re.MULTILINE)
    return found.group(1) if found else result.stdout + result.stderr


class Builds(unittest.TestCase):
    def test_all_builds_are_there(self):
        for build in BUILDS:
            self.assertTrue(os.path.exists(os.path.join(FOLDER, build, "tools", "rollcall")),
                            f"build {build} first, as tools/test does")

    def test_every_build_gives_the_same_trace(self):
        for strategy in ["write-through", "hybrid-sketch"]:
            for world in range(WORLDS):
                traces = {build: trace(build, "swarm", world, strategy) for build in BUILDS}
                self.assertEqual(len(set(traces.values())), 1, f"{strategy} {world}: {traces}")
                self.assertRegex(traces["release"], "^[0-9a-f]{16}$")


if __name__ == "__main__":
    unittest.main()
