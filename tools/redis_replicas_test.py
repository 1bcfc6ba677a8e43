"""The model's port as a master: what a real redis-server makes of it as its replica, and what a
client that says SYNC is sent.

    redis_replicas_test.py PROGRAM
"""

import os
import re
import socket
import tempfile
import time
import unittest

from both_redises import BothServers, main, model_server, real_server, wait_until

LIBRARY = "#!lua name=lib\nredis.register_function{function_name='f', callback=function() "\
          "return 5 end, flags={'no-writes'}}"


def fill(client):
    """All types, in all forms that their sizes and numbers give them; a second database."""
    client.mset({"text": "hello", "number": -129, "large": 2**40, "huge": 2**70})
    client.set("long", "x" * 70000)
    client.setex("expiring", 1000, "value")
    client.rpush("list", "a", 3, "b" * 20000)
    client.sadd("numbers", *range(600)), client.sadd("words", "a", "b", "c")
    client.hset("hash", mapping={"field": "value", "number": 70000})
    client.hset("wide", mapping={i: "v" * 70 for i in range(200)})
    client.zadd("scores", {"a": 1.5, "b": float("-inf"), "c": 3e100})
    for i in range(250):
        client.xadd("stream", {"field": i, "other": "x" * 70}, id=f"{i + 1}-{2**63}")
    client.xadd("stream", {"numbers": -1, "a": 127, "b": 4000, "c": -40000, "d": 2**22, "e": 2**30,
                           "f": -2**50, "g": "y" * 5000}, id="1000-1")
    client.xdel("stream", f"7-{2**63}", f"8-{2**63}")
    client.xgroup_create("stream", "group", 0), client.xgroup_create("stream", "idle", "$")
    client.xreadgroup("group", "alice", {"stream": ">"}, count=20)
    client.xack("stream", "group", f"1-{2**63}")
    client.xgroup_createconsumer("stream", "group", "bob")
    client.xgroup_create("nothing", "group", "$", mkstream=True)
    client.execute_command("FUNCTION", "LOAD", LIBRARY)
    client.execute_command("MULTI"), client.select(3), client.set("there", "too")
    client.execute_command("EXEC"), client.select(0)


class Follower:
    """A connection that has said SYNC, behind the data that it was sent first."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self.file = self.socket.makefile("rb")
        self.socket.sendall(b"SYNC\r\n")
        while not (line := self.file.readline().strip()):
            pass
        self.data = self.file.read(int(line[1:]))

    def requests_until(self, last):
        """What has been carried out since, without times and the order in which SCAN finds keys."""
        seen = []
        while not seen or seen[-1] != last:
            words = []
            for _ in range(int(self.file.readline()[1:])):
                words.append(self.file.read(int(self.file.readline()[1:]) + 2)[:-2].decode())
            if words != ["PING"]:
                seen.append([re.sub(r"^1\d{12}", "now", re.sub(r"^expired\d", "expired", word))
                             for word in words])
        return seen

    def close(self):
        self.file.close()
        self.socket.close()


class RedisReplicas(unittest.TestCase):
    def start(self, server):
        self.addCleanup(server.end)
        return server

    def test_a_real_server_takes_over_all_data_and_follows(self):
        model = self.start(model_server(BothServers.program))
        real = self.start(real_server())
        master, replica = model.client(), real.client()
        fill(master)
        replica.execute_command("REPLICAOF", "127.0.0.1", model.port)
        wait_until(lambda: replica.info("replication")["master_link_status"] == "up")
        master.rpush("list", "later"), master.incr("number"), master.pexpire("text", 500000)
        master.xack("stream", "group", f"2-{2**63}")
        self.assertEqual(master.wait(1, 60000), 1)
        digest = "DEBUG", "DIGEST"
        self.assertEqual(replica.execute_command(*digest), master.execute_command(*digest))
        for words in (("XINFO", "STREAM", "stream", "FULL", "COUNT", "0"),
                      ("XINFO", "STREAM", "nothing", "FULL"), ("FUNCTION", "LIST", "WITHCODE"),
                      ("FCALL_RO", "f", "0"), ("PEXPIRETIME", "expiring"), ("DBSIZE",)):
            self.assertEqual(replica.execute_command(*words), master.execute_command(*words), words)
        seen = master.info("replication")
        self.assertEqual((seen["connected_slaves"], seen["slave0"]["ip"], seen["slave0"]["port"]),
                         (1, "127.0.0.1", real.port))
        replica.execute_command("REPLICAOF", "NO", "ONE")
        wait_until(lambda: master.info("replication")["connected_slaves"] == 0)

    def test_sync_is_answered_with_data_and_all_that_follows(self):
        streams = []
        for server in (self.start(real_server()), self.start(model_server(BothServers.program))):
            client, other = server.client(), server.client()
            client.set("before", 1)
            first = Follower(server)
            client.setex("a", 100, 1), client.get("a"), client.delete("none"), client.getdel("a")
            client.pipeline().set("b", 1).incr("b").get("b").execute()
            client.pipeline().set("b", 1).get("b").execute()
            client.eval("redis.call('rpush', 'l', 1, 2) redis.call('spop', 'none')", 0)
            client.eval("redis.call('rpush', 'l', 1) redis.call('expire', 'l', 100)", 0)
            waiting = server.client(single_connection_client=True)
            waiting.connection.send_command("BLMPOP", 0, 1, "queue", "LEFT", "COUNT", 2)
            wait_until(lambda c=other: c.info("clients")["blocked_clients"] == 1)
            client.rpush("queue", "x", "y", "z"), waiting.connection.read_response()
            client.eval("redis.set_repl(redis.REPL_AOF) redis.call('set', 'x', 1) "
                        "redis.set_repl(redis.REPL_REPLICA) redis.call('set', 'y', 1)", 0)
            client.execute_command("DEBUG", "SET-ACTIVE-EXPIRE", 0)
            client.psetex("expired1", 1, 1), client.psetex("expired2", 1, 1), time.sleep(0.01)
            client.scan(0, count=100), client.execute_command("DEBUG", "SET-ACTIVE-EXPIRE", 1)
            client.xadd("s", {"f": "v"}), client.xgroup_create("s", "g", 0)
            client.xreadgroup("g", "alice", {"s": ">"}), client.sadd("set", "m"), client.spop("set")
            second = Follower(server)
            self.assertTrue(second.data.startswith(b"REDIS0010"))
            client.config_resetstat(), client.flushall(), client.set("last", 1)
            last = ["SET", "last", "1"]
            streams.append([first.requests_until(last), second.requests_until(last)])
            for follower in (first, second):
                follower.close()
            wait_until(lambda c=other: c.info("replication")["connected_slaves"] == 0)
        self.assertEqual(streams[0], streams[1])

    def test_shaking_hands_is_answered_as_redis_does(self):
        dialogues = [
            [b"REPLCONF rdb-only 1", b"REPLCONF rdb-only 2", b"REPLCONF rdb-only x"],
            [b"REPLCONF rdb-filter-only x", b"REPLCONF rdb-filter-only '\"x'", b"SYNC"],
            [b"REPLCONF rdb-filter-only functions", b"REPLCONF capa psync2", b"SYNC",
             b"REPLCONF capa EOF", b"PSYNC ? x"],
            [b"REPLCONF ip-address " + b"x" * 255, b"REPLCONF ip-address " + b"x" * 256],
            [b"PING\r\nSYNC", b"PING\r\nPSYNC ? -1"],
            [b"PSYNC ? abc", b"PSYNC a 1 FAILOVER", b"PSYNC a x failover"],
        ]
        heard = []
        for server in (self.start(real_server()), self.start(model_server(BothServers.program))):
            heard.append([])
            for dialogue in dialogues:
                with socket.create_connection(("127.0.0.1", server.port), timeout=60) as talk:
                    for line in dialogue:
                        talk.sendall(line + b"\r\n")
                        answer = talk.recv(1000)
                        while answer.count(b"\r\n") <= line.count(b"\r\n"):
                            answer += talk.recv(1000)
                        heard[-1].append((line, answer))
        self.assertEqual(*heard)

    def test_redis_cli_is_sent_a_file_and_nothing_else(self):
        folder = tempfile.TemporaryDirectory(prefix="rollcall-replicas-")
        self.addCleanup(folder.cleanup)
        for server in (self.start(real_server()), self.start(model_server(BothServers.program))):
            client = server.client()
            client.config_set("repl-diskless-sync-delay", 0)
            client.set("key", "value")
            client.execute_command("FUNCTION", "LOAD", LIBRARY)
            holds = []
            for option in ("--rdb", "--functions-rdb"):
                path = os.path.join(folder.name, "file")
                self.assertEqual(server.tool("redis-cli", option, path)[0], 0)
                with open(path, "rb") as file:
                    data = file.read()
                holds.append((data[:9], b"value" in data, b"#!lua" in data))
            self.assertEqual(holds, [(b"REDIS0010", True, True), (b"REDIS0010", False, True)])
            wait_until(lambda c=client: c.info("replication")["connected_slaves"] == 0)
            with socket.create_connection(("127.0.0.1", server.port), timeout=60) as talk:
                talk.sendall(b"REPLCONF rdb-only 1\r\n")
                self.assertEqual(talk.recv(1000), b"+OK\r\n")
                talk.sendall(b"SYNC\r\n")
                while talk.recv(1000):  # until it is hung up on
                    pass

    def test_replicaof_makes_it_a_replica_without_a_master(self):
        model = self.start(model_server(BothServers.program))
        client = model.client()
        client.set("a", 1)
        client.execute_command("REPLICAOF", "127.0.0.1", 1)
        state = client.info("replication")
        self.assertEqual((state["role"], state["master_link_status"]), ("slave", "down"))
        with self.assertRaisesRegex(Exception, "read only replica"):
            client.set("a", 2)
        self.assertEqual(client.get("a"), b"1")
        client.execute_command("REPLICAOF", "NO", "ONE")
        self.assertTrue(client.set("a", 2))


if __name__ == "__main__":
    main()
