"""What the model's port bears: crowds, too many of them, and clients that never read.

    redis_listener_test.py PROGRAM
"""

import os
import resource
import socket
import time
import unittest

from both_redises import BothServers, Server, main, model_server


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

    def test_thousands_of_idle_clients_cost_the_others_nothing(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        server = self.start(model_server(BothServers.program))
        busy = server.client()

        def seconds_of_a_thousand():
            before = cpu_seconds(server)
            for i in range(1000):
                busy.set("a", i)
            return cpu_seconds(server) - before
        alone = seconds_of_a_thousand()
        count = min(5000, hard - 100)
        crowd = [self.connect(server) for _ in range(count)]
        self.assertEqual(busy.info("clients")["connected_clients"], count + 1)
        self.assertLess(seconds_of_a_thousand(), alone + 0.5)
        for connection in crowd:
            connection.sendall(b"BLPOP queue 0\r\n")
        while busy.info("clients")["blocked_clients"] < count:
            time.sleep(0.01)
        busy.rpush("queue", *range(count))
        for i, connection in enumerate(crowd):
            self.assertTrue(connection.recv(100).startswith(b"*2\r\n$5\r\nqueue"), i)

    def test_who_never_reads_holds_nobody_up_and_can_be_killed(self):
        server = self.start(model_server(BothServers.program))
        other = server.client()
        other.set("large", b"x" * 1_000_000)
        for leaves in (False, True):
            lazy = self.connect(server)
            lazy.sendall(b"CLIENT SETNAME lazy\r\n" + b"GET large\r\n" * 64)
            while "lazy" not in (client["name"] for client in other.client_list()):
                time.sleep(0.01)
            for _ in range(1000):
                other.ping()
            if leaves:
                lazy.close()
                self.assertTrue(other.ping())
                continue
            found = [client for client in other.client_list() if client["name"] == "lazy"]
            self.assertEqual(other.client_kill_filter(_id=found[0]["id"]), 1)
            self.assertNotIn("lazy", [client["name"] for client in other.client_list()])
            received = 0
            try:
                while chunk := lazy.recv(1 << 20):
                    received += len(chunk)
            except ConnectionResetError:
                pass
            self.assertLess(received, 60_000_000)  # what was not sent before is lost

    def test_a_slow_reader_gets_everything(self):
        server = self.start(model_server(BothServers.program))
        other = server.client()
        other.set("large", b"x" * 1_000_000)
        slow = self.connect(server)
        slow.sendall(b"GET large\r\n" * 64)
        received = 0
        while received < 64 * 1_000_012:
            received += len(slow.recv(8192))
            if received % 100 == 0:
                other.ping()
        self.assertEqual(received, 64 * 1_000_012)
        self.assertTrue(other.ping())


if __name__ == "__main__":
    main()
