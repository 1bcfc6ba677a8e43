"""Scripts that run and run: what the model tells others meanwhile, and how they are ended, is as
with redis-server.

    busy_scripts_test.py PROGRAM
"""

import re
import signal
import socket
import struct
import time
import unittest

from both_redises import BothServers, main, model_server, real_server, wait_until

ENDLESS = "while true do end"


def request(*words):
    return f"*{len(words)}\r\n".encode() + b"".join(
        f"${len(word)}\r\n{word}\r\n".encode() for word in words)


class Talk:
    """One connection to a server, and what was said on it."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self.said = []

    def send(self, *words):
        self.socket.sendall(request(*words))

    def hear(self):
        answer = self.socket.recv(1 << 16)
        self.said.append(re.sub(rb"(duration_ms\r\n|\nid\r\n):\d+", rb"\1:n", answer))
        return answer

    def ask(self, *words):
        self.send(*words)
        return self.hear()

    def ask_all(self, *lines):
        for line in lines:
            self.ask(*line.split())


class BusyScripts(unittest.TestCase):
    maxDiff = 4000

    def talk(self, server):
        talk = Talk(server)
        self.addCleanup(talk.socket.close)
        return talk

    def on_both(self, body):
        """body(server, the one whose script runs, another) on each; what both heard is the same."""
        heard = []
        for start in (real_server, lambda: model_server(BothServers.program)):
            server = start()
            self.addCleanup(server.end)
            runner, other = self.talk(server), self.talk(server)
            other.ask("CONFIG", "SET", "busy-reply-threshold", "20")
            body(server, runner, other)
            heard.append((runner.said, other.said))
        self.assertEqual(*heard)

    def run_until_busy(self, runner, other, *words):
        runner.send(*words)
        wait_until(lambda: self.is_busy(other))

    @staticmethod
    def is_busy(other):
        busy = other.ask("PING").startswith(b"-BUSY")
        other.said.pop()  # how often it is asked depends on the machine
        return busy

    def test_others_are_told_and_may_end_it(self):
        def body(_, runner, other):
            self.run_until_busy(runner, other, "EVAL", ENDLESS, "0")
            other.ask_all("GET a", "NOSUCH", "GET", "FUNCTION STATS", "FUNCTION KILL", "SHUTDOWN",
                          "SHUTDOWN SAVE", "SHUTDOWN ABORT", "SHUTDOWN FOO", "SHUTDOWN SAVE NOSAVE",
                          "MULTI", "PING", "SCRIPT KILL", "EXEC", "DISCARD", "WATCH a", "UNWATCH",
                          "HELLO 2", "RESET", "AUTH x", "SCRIPT KILL")
            runner.hear()
            other.ask_all("PING", "SCRIPT KILL", "FUNCTION KILL")
            runner.ask_all("SET a 1", "GET a")
        self.on_both(body)

    def test_one_that_has_written_can_only_be_ended_with_the_server(self):
        def body(server, runner, other):
            self.run_until_busy(runner, other, "EVAL",
                                "redis.call('set', KEYS[1], 'x') " + ENDLESS, "1", "key")
            other.ask_all("SCRIPT KILL", "FUNCTION KILL", "SHUTDOWN", "SHUTDOWN NOSAVE")
            runner.hear()
            self.assertEqual(server.process.wait(), 0)
        self.on_both(body)

    def test_functions_are_ended_as_functions(self):
        def body(_, runner, other):
            runner.ask("FUNCTION", "LOAD", "#!lua name=lib\nredis.register_function('f', "
                                           f"function(keys, args) {ENDLESS} end)")
            self.run_until_busy(runner, other, "FCALL", "f", "1", "key", "argument")
            other.ask_all("GET a", "FUNCTION STATS", "SCRIPT KILL", "SHUTDOWN", "FUNCTION KILL")
            runner.hear()
            other.ask_all("FUNCTION STATS", "PING")
            # One that is being loaded has its own limit.
            runner.ask("FUNCTION", "LOAD", "#!lua name=other\n" + ENDLESS)
        self.on_both(body)

    def test_what_a_script_catches_does_not_save_it(self):
        scripts = [
            "local ok, e = pcall(function() while true do end end) return {tostring(ok), e}",
            "while true do pcall(function()\nwhile true do\nlocal a = 1\nend end)\nend",
            "local c = coroutine.wrap(function() while true do end end)\nc()",
            "while true do redis.pcall('get', KEYS[1]) end",
            "for i = 1, math.huge do end",
        ]

        def body(_, runner, other):
            for script in scripts:
                self.run_until_busy(runner, other, "EVAL", script, "1", "key")
                other.ask("SCRIPT", "KILL")
                runner.hear()
        self.on_both(body)

    def test_a_transaction_goes_on_after_its_script(self):
        def body(_, runner, other):
            runner.ask("MULTI")
            runner.ask("EVAL", ENDLESS, "0")
            runner.ask("SET", "a", "1")
            self.run_until_busy(runner, other, "EXEC")
            other.ask("SCRIPT", "KILL")
            runner.hear()
            runner.ask_all("GET a")
        self.on_both(body)

    def test_who_has_asked_for_more_or_has_left_is_looked_after_afterwards(self):
        def body(server, runner, other):
            runner.send("EVAL", "local t = {} " + ENDLESS, "0")
            runner.send("PING")
            gone = self.talk(server)
            gone.send("EVAL", ENDLESS, "0")
            wait_until(lambda: self.is_busy(other))
            gone.socket.close()
            other.ask("SCRIPT", "KILL")
            wait_until(lambda: runner.socket.recv(1 << 16).endswith(b"+PONG\r\n"))
            runner.ask("PING")
            late = [self.talk(server) for _ in range(20)]
            self.run_until_busy(runner, other, "EVAL", ENDLESS, "0")
            runner.socket.close()
            for one in late[::2]:
                one.socket.close()
            for one in late[1::2]:
                one.ask("GET", "a")
            other.ask("SCRIPT", "KILL")
            wait_until(lambda: not self.is_busy(other))
            for one in late[1::2]:
                one.ask("PING")
            other.said += [line for one in late for line in one.said]
        self.on_both(body)

    def test_one_that_ends_by_itself_is_answered_and_others_go_on(self):
        def body(server, runner, other):
            script = ("local n = 0 for i = 1, tonumber(ARGV[1]) do n = n + 1 end "
                      "redis.call('rpush', KEYS[1], 'x') return 'done'")
            waiting = self.talk(server)
            waiting.send("BLPOP", "list", "0")
            watcher = self.talk(server)
            wait_until(lambda: b"blocked_clients:1" in watcher.ask("INFO", "clients"))
            self.run_until_busy(runner, other, "EVAL", script, "1", "list", "100000000")
            runner.hear()
            waiting.hear()
            other.ask_all("PING", "LLEN list")
            other.said += waiting.said
        self.on_both(body)

    def test_memory_that_is_given_back_is_no_limit(self):
        def body(_, runner, other):
            runner.ask("EVAL", "local s = ('x'):rep(2 ^ 20) "
                               "for i = 1, 5000 do local longer = s .. i end return 'done'", "0")
            other.ask("PING")
        self.on_both(body)

    def while_asleep(self, other, body):
        """What `body` has sent is found all at once."""
        other.send("DEBUG", "SLEEP", "0.5")
        time.sleep(0.2)
        body()
        other.hear()

    def test_who_leaves_while_it_waits_is_not_served(self):
        def body(server, runner, other):
            runner.send("BLPOP", "queue", "0")
            runner.send("EVAL", ENDLESS, "0")
            watcher = self.talk(server)
            wait_until(lambda: b"blocked_clients:1" in watcher.ask("INFO", "clients"))

            def leave():
                runner.socket.close()
                watcher.send("LPUSH", "queue", "value")
            self.while_asleep(other, leave)
            other.ask_all("PING", "LLEN queue")
        self.on_both(body)

    def test_who_is_served_with_a_script_may_have_left_when_it_ends(self):
        def body(server, runner, other):
            other.ask("CONFIG", "SET", "busy-reply-threshold", "1000")
            runner.send("BLPOP", "queue", "0")
            runner.send("EVAL", ENDLESS, "0")
            watcher = self.talk(server)
            wait_until(lambda: b"blocked_clients:1" in watcher.ask("INFO", "clients"))

            def serve():
                runner.send("PING")
                watcher.send("LPUSH", "queue", "value")
            self.while_asleep(other, serve)
            reset = struct.pack("ii", 1, 0)
            runner.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            runner.socket.close()
            wait_until(lambda: self.is_busy(other))
            for _ in range(3):
                other.ask("PING")
            other.ask("SCRIPT", "KILL")
            wait_until(lambda: not self.is_busy(other))
            other.ask("LLEN", "queue")
        self.on_both(body)

    def test_a_signal_ends_the_model_all_the_same(self):
        server = model_server(BothServers.program)
        self.addCleanup(server.end)
        runner, other = self.talk(server), self.talk(server)
        other.ask("CONFIG", "SET", "lua-time-limit", "20")
        self.run_until_busy(runner, other, "EVAL", ENDLESS, "0")
        server.process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        server.process.wait()
        self.assertLess(time.monotonic() - started, 10)


if __name__ == "__main__":
    main()
