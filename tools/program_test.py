"""The program as its users meet it: exit codes, one line for bad input, replays, cases by hand.

    program_test.py PROGRAM
"""

import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCENARIOS = os.path.join(ROOT, "scenarios")
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

# As far as it is asked before it is used.
OLDER_REDIS = r"""
import socketserver, sys
class Client(socketserver.StreamRequestHandler):
    def handle(self):
        while line := self.rfile.readline():
            if line.startswith(b"PING"):
                self.wfile.write(b"+PONG\r\n")
            if line.startswith(b"server"):
                self.wfile.write(b"$24\r\nredis_version:6.0.16\r\n\r\n\r\n")
said = dict(zip(sys.argv[1::2], sys.argv[2::2]))
with socketserver.ThreadingTCPServer(("127.0.0.1", int(said["--port"])), Client) as server:
    open(said["--pidfile"], "w").close()
    server.serve_forever()
"""


def mix(a, b):
    product = (a ^ 0xA0761D6478BD642F) * (b ^ 0xE7037ED1A0B428DB)
    return (product ^ (product >> 64)) & MASK


class Program(unittest.TestCase):
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

    def test_help_and_lists(self):
        self.assertEqual(self.run_program("--help").returncode, 0)
        for kind in ["strategies", "faults", "properties", "scenarios", "profiles",
                     "redis-commands"]:
            result = self.run_program("list", kind, "--json")
            self.assertEqual(result.returncode, 0)
            rows = json.loads(result.stdout)
            self.assertTrue(rows)
            self.assertEqual(set(rows[0]), {"name", "summary"})

    def test_the_story_in_the_readme_is_what_the_program_prints(self):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            text = file.read()
        command, story = re.search(r"^    \$ ./tools/run (.*)\n((?:    .*\n)+)", text,
                                   re.MULTILINE).groups()
        printed = subprocess.run([PROGRAM, *command.split()], cwd=ROOT, capture_output=True,
                                 text=True, timeout=200, check=False).stdout
        self.assertEqual(re.sub("^    ", "", story, flags=re.MULTILINE), printed)

    def test_what_somebody_has_edited_is_not_overwritten(self):
        case = self.broken_case()
        with open(case, encoding="utf-8") as file:
            text = re.sub(r'name = "([A-Z])', r'name = "\1x', file.read(), count=1)
        edited = self.write(os.path.relpath(case, self.folder), text)
        self.assertEqual(self.broken_case(), case[:-len(".toml")] + "-2.toml")
        with open(edited, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)

    def test_outputs_replace_nothing_but_ordinary_files(self):
        case = self.broken_case()
        self.assertIn("is what is read", self.refused("replay", case, "--json", case))
        self.write("other.json.0.tmp", "mine")
        os.symlink("other.json", os.path.join(self.folder, "link.json"))
        self.assertEqual(self.run_program("replay", case, "--json", "link.json").returncode, 1)
        self.assertTrue(os.path.islink(os.path.join(self.folder, "link.json")))
        with open(os.path.join(self.folder, "other.json"), encoding="utf-8") as file:
            self.assertIn("trace", json.load(file))
        with open(os.path.join(self.folder, "other.json.0.tmp"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")
        piped = self.run_program("replay", case, "--json", "/dev/stdout")
        self.assertIn('"result": "same"', piped.stdout)

    def test_fidelity_without_a_redis_server_that_fits_says_so_and_leaves_nothing(self):
        cases = {
            "missing": (None, "redis-server is not in $PATH"),
            "broken": ('#!/bin/sh\necho "Oh no,\n I cannot" >&2\nexit 1\n', "Oh no,"),
            "older": (f"#!{sys.executable}{OLDER_REDIS}", "is version 6.0.16"),
        }
        for name, (script, complaint) in cases.items():
            with self.subTest(name):
                programs = os.path.join(self.folder, name)
                left = os.path.join(programs, "left")
                os.makedirs(left)
                if script is not None:
                    path = self.write(os.path.join(name, "redis-server"), script)
                    os.chmod(path, 0o755)
                result = self.run_program("fidelity", PATH=programs, TMPDIR=left)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
                self.assertIn(complaint, result.stderr)
                self.assertEqual(result.stdout, "")
                self.assertEqual(os.listdir(left), [])

    def test_run_says_what_it_judged_and_what_not(self):
        text = 'format = 1\nseed = 1\n[strategy]\nname = "write-through"\n'
        nobody = self.write("nobody.toml", text)
        result = self.run_program("run", nobody)
        self.assertIn("not judged: unique_phones", result.stdout)
        self.assertNotIn("kept", result.stdout)
        self.assertIn("not simulated", result.stdout)

    def test_cases_have_strategies_of_their_own(self):
        case = self.broken_case()
        self.assertIn("is a case", self.refused("replay", case, "--seed", "3"))
        result = self.run_program("run", case, "--strategies", "write-through")
        self.assertIn("left out", result.stdout)
        self.assertIn("scenario", self.refused("shrink", os.path.join(SCENARIOS, "swarm.toml")))
        for seed in ["-1", "99999999999999999999999", "x", ""]:
            self.refused("compare", "--seed", seed)
        self.assertIn("no command 'bogus'", self.refused("bogus"))

    def test_the_model_of_redis_agrees_with_redis_and_says_how_often(self):
        result = self.run_program("fidelity", "--sequences", "48", "--json", "f.json")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("Differences that are not listed: 0", result.stdout)
        self.assertIn("Commands never run: ", result.stdout)
        self.assertIn("Not modelled, answered as unknown: acl, ", result.stdout)
        self.assertIn("48 sequences; 3 restarts after kill -9", result.stdout)
        with open(os.path.join(self.folder, "f.json"), encoding="utf-8") as file:
            found = json.load(file)
        self.assertEqual(found["differences"], [])
        self.assertGreater(len(found["commands"]), 50)
        for tally in found["commands"].values():
            self.assertEqual(tally["ran"], tally["agreed"] + tally["listed"])
        self.assertEqual(sum(found["known_differences"].values()),
                         sum(tally["listed"] for tally in found["commands"].values()))
        self.assertIn("acl", found["not_modelled"])

    def test_the_model_of_redis_serves_a_port_until_it_is_told_to_end(self):
        server = subprocess.Popen([PROGRAM, "redis-model", "--port", "0"], stdout=subprocess.PIPE,
                                  text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.kill)
        port = int(re.search(r"127\.0\.0\.1:(\d+)", server.stdout.readline()).group(1))

        def connect():
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            self.addCleanup(connection.close)
            return connection, connection.makefile("rb")

        waiting, answers = connect()
        waiting.sendall(b"BLPOP queue 0\r\nPING\r\n")
        other, replies = connect()
        other.sendall(b"PING\r\n" + b"RPUSH queue one\r\n")
        self.assertEqual([replies.readline(), replies.readline()], [b"+PONG\r\n", b":1\r\n"])
        served = b"".join(answers.readline() for _ in range(6))
        self.assertEqual(served, b"*2\r\n$5\r\nqueue\r\n$3\r\none\r\n+PONG\r\n")
        broken, end = connect()
        broken.sendall(b"*1\r\n!oops\r\n")
        self.assertTrue(end.read().startswith(b"-ERR Protocol error"))  # and then it is closed
        large = b"x" * 5_000_000  # more than a socket takes at once, both ways
        other.sendall(b"*2\r\n$4\r\nECHO\r\n$%d\r\n%s\r\n" % (len(large), large))
        self.assertEqual(replies.readline(), b"$5000000\r\n")
        self.assertEqual(replies.read(len(large) + 2), large + b"\r\n")
        taken = self.run_program("redis-model", "--port", str(port))
        self.assertEqual(taken.returncode, 2)
        self.assertEqual(taken.stderr.count("\n"), 1)
        server.terminate()
        self.assertEqual(server.wait(60), 0)

    def test_the_model_of_redis_ends_on_shutdown(self):
        server = subprocess.Popen([PROGRAM, "redis-model", "--port", "0"], stdout=subprocess.PIPE,
                                  text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.kill)
        port = int(re.search(r"127\.0\.0\.1:(\d+)", server.stdout.readline()).group(1))
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(b"SHUTDOWN NOSAVE\r\nPING\r\n")
            self.assertEqual(connection.makefile("rb").read(), b"")
        self.assertEqual(server.wait(60), 0)

    def test_a_demonstrations_broken_promises_count_only_when_it_is_named(self):
        self.assertEqual(self.run_program("compare", "--worlds", "40").returncode, 0)
        named = self.run_program("compare", "--worlds", "40", "--strategies", "hybrid-sketch")
        self.assertEqual(named.returncode, 1)
        kept = self.run_program("compare", "--worlds", "40", "--strategies", "write-through")
        self.assertEqual(kept.returncode, 0)

    def test_the_document_s_claims_stand_beside_what_is_measured(self):
        result = self.run_program("compare", "--worlds", "2", "--json", "compare.json")
        with open(os.path.join(self.folder, "compare.json"), encoding="utf-8") as file:
            rows = {row["strategy"]: row for row in json.load(file)["document"]}
        for name in ["hybrid", "write-behind"]:
            self.assertTrue(1 <= rows[name]["alone_p50_ms"] <= 2, rows[name])
            self.assertEqual(rows[name]["served"], rows[name]["asked"])
        optimized = rows["optimized"]
        self.assertEqual((optimized["asked"], optimized["served"]), (1500, 1500))
        self.assertLess(optimized["burst_last_ms"], 100)
        self.assertIn("REFUTED  optimized      the last of 500", result.stdout)
        current = rows["write-through"]
        self.assertLess(current["served"], current["asked"])
        self.assertEqual(current["refuted"], [])
        self.assertAlmostEqual(current["commits_per_user"], 1, delta=0.01)

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

    def test_bad_usage(self):
        for arguments in [[], ["fly"], ["replay"], ["compare", "--worlds", "0"],
                          ["compare", "--worlds", "x"], ["list", "animals"],
                          ["compare", "--jobs", "0"], ["run"]]:
            self.refused(*arguments)
        self.assertIn("write-through", self.refused("compare", "--strategies", "nobody"))

    def test_bad_files(self):
        head = 'format = 1\nseed = 1\n[strategy]\nname = "write-through"\n'
        for content, where in [
                ("format = 1\nseed = = 2\n", ":2:"),
                (head + "pol = 3\n", ":5:"),
                (head + "pool = 0\n", ":5:"),
                (head + "[world]\nprocesses = 9999\n", ":6:"),
                (head + '[world]\nredis = "memcached"\n', ":6:"),
                ('format = 1\nseed = 1\n[strategy]\nname = "nobody"\n', ":4:"),
                ("format = 2\nseed = 1\n", ":1:"),
                (head + '[[fault]]\nkind = "app.explode"\non = "app1"\nat = "1ms"\n', ":6:")]:
            line = self.refused("replay", self.write("bad.toml", content))
            self.assertIn("bad.toml" + where, line)
        self.assertIn("missing.toml", self.refused("replay", "missing.toml"))
        self.refused("replay", self.folder)
        self.refused("run", self.folder)

    def test_noise_is_refused_and_nothing_crashes(self):
        noise = random.Random(1)
        with open(os.path.join(SCENARIOS, "crash-after-ack.toml"), "rb") as file:
            good = file.read()
        for turn in range(60):
            content = bytearray(good)
            for _ in range(noise.randrange(1, 8)):
                content[noise.randrange(len(content))] = noise.randrange(256)
            if turn % 3 == 0:
                content = bytes(noise.randrange(256) for _ in range(noise.randrange(1, 400)))
            result = self.run_program("replay", self.write("noise.toml", bytes(content)))
            self.assertIn(result.returncode, (0, 1, 2), result.stderr)
            if result.returncode == 2:
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_what_cannot_be_written_is_said_before_the_work_and_overwrites_nothing(self):
        kept = self.write("kept.json", "precious")
        self.assertIn("no-such-folder", self.refused("compare", "--json", "no-such-folder/x.json"))
        self.refused("compare", "--worlds", "1", "--out", kept)
        self.refused("compare", "--json", kept, "--strategies", "nobody")
        with open(kept, encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")

    def test_validate_refuses_what_it_cannot_serve(self):
        scenario = os.path.join(SCENARIOS, "first-user.toml")
        self.assertIn("TLS", self.refused("validate", scenario, "--redis", "rediss://localhost"))
        full = self.write("full.db", "somebody's data")
        line = self.refused("validate", scenario, "--db", full, "--strategy", "write-through")
        self.assertIn("not empty", line)
        refused = self.refused("validate", scenario, "--redis", "redis://:hush@127.0.0.1:1")
        self.assertNotIn("hush", refused)

    def test_validate_holds_on_real_servers_and_the_sketch_is_red_there_too(self):
        scenario = os.path.join(SCENARIOS, "five-hundred-at-once.toml")
        result = self.run_program("validate", scenario, "--strategy", "write-through")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertRegex(result.stdout, r"of 500 registrations acknowledged")
        self.assertIn("synchronous FULL", result.stdout)
        self.assertEqual(len(re.findall(r" holds \([1-9]\d* judged\)", result.stdout)), 5)
        sketch = self.run_program("validate", scenario, "--strategy", "hybrid-sketch")
        self.assertEqual(sketch.returncode, 1, sketch.stdout + sketch.stderr)


if __name__ == "__main__":
    unittest.main()
