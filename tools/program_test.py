"""The program as its users meet it: exit codes, one line for bad input, campaigns, servers.

    program_test.py PROGRAM
"""

import json
import os
import random
import re
import socket
import subprocess
import sys
import unittest

from program import PROGRAM, ROOT, SCENARIOS, Program

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


class ProgramTest(Program):
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
