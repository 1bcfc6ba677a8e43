"""What the model's port bears: crowds, too many of them, and clients that never read.

    redis_listener_test.py PROGRAM
"""

import itertools
import os
import resource
import socket
import time
import unittest

from both_redises import BothServers, Server, main, model_server, real_server, wait_until


def cpu_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="utf-8") as file:
        user, system = file.read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class RedisListener(unittest.TestCase):
    def start(self, server):
        self.addCleanup(server.end)
        return server

    def connect(self, server):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=120)
        self.addCleanup(connection.close)
        return connection

    def test_who_finds_no_descriptor_waits_until_there_is_one(self):
        command = f"ulimit -n 40; exec {BothServers.program} redis-model --port 0"
        server = self.start(Server(["sh", "-c", command], r"listens on .*:(\d+);"))
        crowd = [self.connect(server) for _ in range(60)]
        for connection in crowd:
            connection.sendall(b"PING\r\n")
        for connection in crowd[:30]:
            self.assertEqual(connection.recv(100), b"+PONG\r\n")
        before = cpu_seconds(server)
        time.sleep(1)
        self.assertLess(cpu_seconds(server) - before, 0.2)  # it does not spin
        for connection in crowd[:30]:
            connection.close()
        for connection in crowd[30:]:
            self.assertEqual(connection.recv(100), b"+PONG\r\n")

    def on_both_servers(self):
        yield self.start(real_server())
        yield self.start(model_server(BothServers.program))

    def test_thousands_of_idle_clients_cost_the_others_nothing(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        count = min(5000, hard - 100)
        for server in self.on_both_servers():
            busy = server.client()

            def seconds_of_a_thousand():
                before = cpu_seconds(server)
                for i in range(1000):
                    busy.set("a", i)
                return cpu_seconds(server) - before
            alone = seconds_of_a_thousand()
            crowd = [self.connect(server) for _ in range(count)]
            self.assertEqual(busy.info("clients")["connected_clients"], count + 1)
            self.assertLess(seconds_of_a_thousand(), alone + 0.5)
            for connection in crowd:
                connection.sendall(b"BLPOP queue 0\r\n")
            wait_until(lambda: busy.info("clients")["blocked_clients"] == count)
            busy.rpush("queue", *range(count))
            for connection in crowd:
                self.assertTrue(connection.recv(100).startswith(b"*2\r\n$5\r\nqueue"))
                connection.close()

    def test_who_never_reads_holds_nobody_up_and_can_be_killed(self):
        for server in self.on_both_servers():
            other = server.client()
            other.set("large", b"x" * 1_000_000)
            lazy = self.connect(server)
            lazy.sendall(b"CLIENT SETNAME lazy\r\n" + b"GET large\r\n" * 64)
            found = wait_until(lambda: [line["id"] for line in other.client_list()
                                        if line["name"] == "lazy"])
            for _ in range(1000):
                other.ping()
            self.assertEqual(other.client_kill_filter(_id=found[0]), 1)
            self.assertNotIn("lazy", [line["name"] for line in other.client_list()])
            received = self.received_until_hung_up_on(lazy)
            self.assertLess(received, 60_000_000)  # what was not sent before is lost

    def received_until_hung_up_on(self, connection):
        received = 0
        try:
            while chunk := connection.recv(1 << 20):
                received += len(chunk)
        except ConnectionResetError:
            pass
        return received

    def test_who_is_owed_more_than_the_hard_limit_is_hung_up_on_at_once(self):
        for server in self.on_both_servers():
            other = server.client()
            other.set("large", b"x" * 2_000_000)
            other.set("small", b"x" * 500_000)
            other.config_set("client-output-buffer-limit", "normal 1000000 0 0")
            eager = self.connect(server)
            eager.sendall(b"GET small\r\n")
            missing = len(b"$500000\r\n\r\n") + 500_000
            while missing > 0:
                missing -= len(eager.recv(missing))
            eager.sendall(b"GET large\r\n")
            self.assertEqual(self.received_until_hung_up_on(eager), 0)
            other.ping()

    def test_who_is_owed_more_than_the_soft_limit_is_hung_up_on_in_time(self):
        for server in self.on_both_servers():
            other = server.client()
            other.set("large", b"x" * 1_000_000)
            other.config_set("client-output-buffer-limit", "normal 0 100000 1")
            lazy = self.connect(server)
            lazy.sendall(b"GET large\r\n" * 40)
            wait_until(lambda c=other: c.info("clients")["connected_clients"] == 2)
            started = time.monotonic()
            wait_until(lambda c=other: c.info("clients")["connected_clients"] == 1)
            self.assertGreater(time.monotonic() - started, 0.5)
            self.assertLess(self.received_until_hung_up_on(lazy), 40_000_000)

    def test_a_replica_that_does_not_read_is_hung_up_on_but_its_data_does_not_count(self):
        for server in self.on_both_servers():
            other = server.client()
            other.config_set("repl-diskless-sync-delay", 0)
            other.config_set("client-output-buffer-limit", "replica 2000000 0 0")
            for key in range(20):
                other.set(f"key{key}", os.urandom(1_000_000))
            replica = self.connect(server)
            replica.sendall(b"SYNC\r\n")
            received = 0
            while received < 20_000_000:
                received += len(replica.recv(1 << 20))

            def is_gone():
                other.set("large", b"x" * 1_000_000)
                return other.info("replication")["connected_slaves"] == 0
            wait_until(is_gone)
            self.received_until_hung_up_on(replica)

    def test_who_listens_but_does_not_read_is_hung_up_on(self):
        for server in self.on_both_servers():
            other = server.client()
            other.config_set("client-output-buffer-limit", "normal 1000 0 0 pubsub 2000000 0 0")
            lazy = self.connect(server)
            lazy.sendall(b"SUBSCRIBE news\r\n")
            wait_until(lambda c=other: c.pubsub_numsub("news") == [(b"news", 1)])
            heard = 0
            while other.publish("news", b"x" * 100_000) == 1:
                heard += 1
            self.assertGreater(heard, 19)
            self.received_until_hung_up_on(lazy)

    def test_who_is_idle_is_hung_up_on_and_who_waits_is_not(self):
        for server in self.on_both_servers():
            idle, silent, waiting = (self.connect(server) for _ in range(3))
            waiting.sendall(b"BLPOP queue 0\r\n")
            idle.sendall(b"PING\r\n")
            self.assertEqual(idle.recv(100), b"+PONG\r\n")
            other = server.client()
            other.config_set("timeout", 1)
            started = time.monotonic()
            self.assertEqual(idle.recv(100), b"")
            self.assertEqual(silent.recv(100), b"")
            self.assertLess(time.monotonic() - started, 10)
            server.client().rpush("queue", "x")
            self.assertTrue(waiting.recv(100).startswith(b"*2\r\n$5\r\nqueue"))

    def test_a_slow_reader_gets_everything(self):
        for server in self.on_both_servers():
            other = server.client()
            other.set("large", b"x" * 1_000_000)
            slow = self.connect(server)
            slow.sendall(b"GET large\r\n" * 64)
            missing = 64 * len(b"$1000000\r\n\r\n" + b"x" * 1_000_000)
            for turn in itertools.count():
                received = len(slow.recv(8192))
                missing -= received
                if missing <= 0 or received == 0:
                    break
                if turn % 1000 == 0:
                    other.ping()
            self.assertEqual(missing, 0)
            other.ping()


if __name__ == "__main__":
    main()
