"""A redis-server and the model behind a port of its own, for tests that compare the two."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

if shutil.which("redis-server") is None:
    sys.exit("redis-server is not installed: `tools/setup test` installs it")
try:
    import redis
except ImportError:
    sys.exit(f"{sys.executable} has no module redis, which is Debian's package python3-redis: "
             "`tools/setup test` installs it")


def wait_until(holds):
    """What `holds` returns once that is true; for a minute at most."""
    give_up = time.monotonic() + 60
    while not (result := holds()):
        if time.monotonic() > give_up:
            raise AssertionError("waited for in vain")
        time.sleep(0.005)
    return result


class Server:
    """A process that says on stdout which port it listens on."""

    def __init__(self, words, port_pattern):
        self.folder = tempfile.TemporaryDirectory(prefix="rollcall-clients-")
        self.process = subprocess.Popen(words, cwd=self.folder.name, stdout=subprocess.PIPE,
                                        text=True)
        for line in self.process.stdout:
            found = re.search(port_pattern, line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise RuntimeError(f"{words[0]} ended with {self.process.wait()}")
        self.reader = threading.Thread(target=self.process.stdout.read, daemon=True)
        self.reader.start()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.folder.cleanup()

    def client(self, **options):
        return redis.Redis(port=self.port, **{"socket_timeout": 60, **options})

    def tool(self, name, *words, **options):
        """What redis-cli or redis-benchmark says, and how it ends."""
        result = subprocess.run([name, "-p", str(self.port), *words], capture_output=True,
                                check=False, **options)
        return result.returncode, result.stdout.decode(), result.stderr.decode()


def real_server():
    """On a port that was free a moment ago: redis-server does not choose one itself."""
    for _ in range(20):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                 "--enable-debug-command", "local"]
        try:
            return Server(words, r"port=(\d+)\.")
        except RuntimeError:
            continue
    raise RuntimeError("redis-server does not come up")


def model_server(program):
    return Server([program, "redis-model", "--port", "0"], r"listens on .*:(\d+);")


def comparable(result):
    """Exceptions have no equality of their own."""
    if isinstance(result, Exception):
        return type(result).__name__, str(result)
    return [comparable(one) for one in result] if isinstance(result, list) else result


class Recorded:
    """Calls what it wraps, and notes what that returned or raised."""

    def __init__(self, wrapped, notes):
        self._wrapped, self._notes = wrapped, notes

    def __getattr__(self, name):
        def call(*arguments, **options):
            try:
                result = getattr(self._wrapped, name)(*arguments, **options)
            except Exception as error:  # pylint: disable=broad-except
                result = error
            self._notes.append((name, arguments, comparable(result)))
            return result
        return call


class BothServers(unittest.TestCase):
    """The two servers; `program` is set by main()."""

    program = None
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.servers = [real_server(), model_server(cls.program)]

    @classmethod
    def tearDownClass(cls):
        for server in cls.servers:
            server.end()

    def same(self, body):
        """Runs body(server, client that is noted, notes) on both."""
        both = []
        for server in self.servers:
            with server.client() as client:
                client.flushall()
                notes = []
                body(server, Recorded(client, notes), notes)
                both.append(notes)
        for expected, seen in zip(*both):
            self.assertEqual(expected, seen)
        self.assertEqual(len(both[0]), len(both[1]))
        self.assertTrue(both[0])


def main():
    """Of a test that is called with the program's path first."""
    BothServers.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
