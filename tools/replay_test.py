"""Saved cases: the same run again, by hand, after an edit, and where it is not the same.

    replay_test.py PROGRAM
"""

import json
import os
import re
import subprocess
import unittest

from program import SCENARIOS, Program

MASK = (1 << 64) - 1

RANDOM_DIGESTS = r"""
#include <dlfcn.h>
#include <sys/random.h>
#include <cstddef>
extern "C" int crypto_generichash_final(void* state, unsigned char* out, std::size_t size) {
  using Real = int (*)(void*, unsigned char*, std::size_t);
  const auto real = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "crypto_generichash_final"));
  const int result = real(state, out, size);
  return getrandom(out, 1, 0) == 1 ? result : -1;
}
"""

def mix(a, b):
    product = (a ^ 0xA0761D6478BD642F) * (b ^ 0xE7037ED1A0B428DB)
    return (product ^ (product >> 64)) & MASK


class ReplayTest(Program):
    def test_a_saved_case_replays_as_the_same_run(self):
        case = self.broken_case()
        result = self.run_program("replay", case, "--json", "replay.json")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("same run", result.stdout)
        self.assertLessEqual(result.stdout.count("\n"), 27)
        with open(os.path.join(self.folder, "replay.json"), encoding="utf-8") as file:
            replayed = json.load(file)
        self.assertEqual(replayed["result"], "same")
        self.assertEqual(replayed["trace"], self.trace_of(result.stdout))
        for environment in [{"TZ": "Asia/Kathmandu"}, {"LANG": "C"}]:
            again = self.run_program("replay", case, **environment)
            self.assertEqual(self.trace_of(again.stdout), replayed["trace"], environment)

    def with_real_randomness(self):
        """For run_program: an environment in which libsodium's digests hold a byte of the kernel's
        entropy, as if somebody had drawn from it in the engine."""
        source = self.write("random.cpp", RANDOM_DIGESTS)
        library = os.path.join(self.folder, "random.so")
        subprocess.run(["g++", "-shared", "-fPIC", "-o", library, source], check=True)
        return {"LD_PRELOAD": library}

    def test_real_randomness_is_the_harness_own_failure(self):
        randomness = self.with_real_randomness()
        result = self.run_program("compare", "--worlds", "60", "--strategies", "write-through",
                                  **randomness)
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        self.assertRegex(result.stdout, r"two runs of the same case differ, first in event \d+: "
                                        r'"[ -~]+ ms [ -~]+" and "[ -~]+ ms [ -~]+"\n')

    def test_a_saved_case_that_becomes_another_run_is_the_harness_own_failure(self):
        case = self.broken_case()
        result = self.run_program("replay", case, **self.with_real_randomness())
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        self.assertRegex(result.stdout,
                         r"NOT THE SAME RUN.*\nRun again, it differs, first in event \d+: ")

    def test_a_comment_changes_nothing_and_a_name_changes_the_trace(self):
        with open(self.broken_case(), encoding="utf-8") as file:
            text = file.read()
        trace = self.trace_of(self.run_program("replay", self.write("a.toml", text)).stdout)
        commented = self.write("b.toml", "# by hand\n" + text.replace("\n\n", "\n# aside\n", 1))
        self.assertEqual(self.trace_of(self.run_program("replay", commented).stdout), trace)
        renamed = self.write("c.toml", re.sub(r'name = "([A-Z])', r'name = "\1x', text, count=1))
        result = self.run_program("replay", renamed)
        self.assertIn(result.returncode, (1, 4))
        self.assertNotEqual(self.trace_of(result.stdout), trace)

    def test_the_hash_can_be_recomputed_from_the_trace(self):
        result = self.run_program("replay", os.path.join(SCENARIOS, "first-user.toml"), "--trace")
        folded = 0
        lines = 0
        for line in result.stdout.splitlines():
            match = re.match(r"(\d+) \w+:(\d+)((?: [0-9a-f]{16}){5}) \| ", line)
            if not match:
                continue
            lines += 1
            actor, a, b, digest, after = (int(word, 16) for word in match.group(3).split())
            when, who = mix(folded, int(match.group(1))), mix(actor, int(match.group(2)))
            folded = mix(mix(when, who), mix(mix(a, b), digest))
            self.assertEqual(folded, after, line)
        self.assertGreater(lines, 100)
        self.assertEqual(f"{folded:016x}", self.trace_of(result.stdout))

    def test_a_trace_that_differs_with_an_equal_fingerprint_is_the_harness_own_failure(self):
        with open(self.broken_case(), encoding="utf-8") as file:
            text = file.read()
        forged = re.sub(r'trace = "[0-9a-f]+"', 'trace = "1234567812345678"', text)
        result = self.run_program("replay", self.write("forged.toml", forged))
        self.assertEqual(result.returncode, 3)

    def test_a_case_of_another_program_drifts(self):
        with open(self.broken_case(), encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r'trace = "[0-9a-f]+"', 'trace = "1234567812345678"', text)
        text = re.sub(r'fingerprint = ".*"', 'fingerprint = "another program"', text)
        result = self.run_program("replay", self.write("old.toml", text))
        self.assertEqual(result.returncode, 1)
        self.assertIn("drifted, same violation", result.stdout)
        fixed = text.replace('name = "hybrid-sketch"', 'name = "write-through"')
        result = self.run_program("replay", self.write("fixed.toml", fixed))
        self.assertEqual(result.returncode, 4, result.stdout + result.stderr)

    def test_shrinking_keeps_the_violation_and_writes_where_it_is_told(self):
        case = self.broken_case()
        result = self.run_program("shrink", case, "--out", "small.toml")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(self.run_program("replay", "small.toml").returncode, 1)


if __name__ == "__main__":
    unittest.main()
