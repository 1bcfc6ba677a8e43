"""redis-py, which nobody here wrote, against the model behind its port and against redis-server.

    redis_clients_test.py PROGRAM

Each body runs against both, and what its clients return, or raise, must be equal call by call.
"""

import contextlib
import socket
import threading
import time

# First of all this: it says what is not installed.
from both_redises import BothServers, Recorded, main, wait_until

from redis import ConnectionError as Disconnected
from redis.backoff import NoBackoff
from redis.lock import Lock
from redis.retry import Retry


class RedisPy(BothServers):
    def test_strings_and_expiry(self):
        def body(_server, r, _notes):
            r.set("a", 1), r.get("a"), r.incr("a", 41), r.incrbyfloat("a", 0.5), r.decr("a")
            r.set("a", "x", nx=True), r.set("a", "y", xx=True, get=True), r.getset("a", "z")
            r.append("a", "tail"), r.strlen("a"), r.getrange("a", 1, 3), r.setrange("a", 2, "__")
            r.mset({"b": 1, "c": 2}), r.mget("a", "b", "missing"), r.msetnx({"c": 1, "d": 2})
            r.getdel("d"), r.getdel("d")
            r.type("a"), r.exists("a", "b", "zz"), r.rename("a", "aa"), r.copy("aa", "bb")
            r.set("t", 1, ex=100), r.ttl("t"), r.persist("t"), r.ttl("t"), r.ttl("gone")
            r.pexpire("t", 60), r.getex("b", persist=True), r.expireat("c", 1), r.exists("c")
            time.sleep(0.2)
            r.get("t"), r.pttl("t"), r.dbsize(), r.unlink("aa", "bb"), r.keys("*")
            r.setex("s", 0, "x"), r.psetex("s", -1, "x"), r.set("s", "x", px=10**15), r.pttl("zz")
        self.same(body)

    def test_hashes_lists_and_sets(self):
        def body(_server, r, _notes):
            r.hset("h", mapping={f"f{i}": i for i in range(200)}), r.hgetall("h"), r.hlen("h")
            r.hget("h", "f7"), r.hmget("h", ["f1", "no"]), r.hincrby("h", "f1", 5)
            r.hincrbyfloat("h", "f2", 0.25), r.hdel("h", "f1", "no"), r.hexists("h", "f1")
            r.hsetnx("h", "f2", 1), r.hstrlen("h", "f150"), r.hkeys("none")
            r.rpush("l", *range(10)), r.lrange("l", 0, -1), r.lpop("l", 2), r.rpop("l")
            r.lpos("l", 5), r.linsert("l", "before", "5", "x"), r.lrem("l", 1, "x")
            r.lset("l", 0, "first"), r.lset("l", 99, "no"), r.ltrim("l", 1, 3), r.llen("l")
            r.lmove("l", "m", "LEFT", "RIGHT"), r.rpoplpush("l", "m"), r.lindex("m", -1)
            r.sadd("s", *range(20)), r.smembers("s"), r.srem("s", 1, 99), r.sismember("s", 2)
            r.smismember("s", ["1", "2"]), r.sadd("o", 2, 3, 77), r.sinter("s", "o")
            r.sunionstore("u", "s", "o"), r.scard("u"), r.sdiff("u", "s"), r.smove("o", "s", 77)
            r.sadd("one", "x"), r.spop("one"), r.srandmember("none"), r.sinterstore("o", "no", "s")
            r.lpush("h", 1), r.hget("l", "f"), r.sadd("l", 1), r.incr("h")
        self.same(body)

    def test_sorted_sets(self):
        def body(_server, r, _notes):
            r.zadd("z", {f"m{i}": i / 8 for i in range(200)}), r.zcard("z"), r.zscore("z", "m3")
            r.zadd("z", {"m1": 9}, gt=True, ch=True), r.zadd("z", {"m1": 5}, incr=True)
            r.zadd("z", {"new": 1}, xx=True), r.zadd("z", {"m1": "abc"}), r.zrank("z", "m9")
            r.zrange("z", 0, 5, withscores=True), r.zrange("z", 0, 3, desc=True)
            r.zrangebyscore("z", "(1", 2, withscores=True), r.zrevrangebyscore("z", 3, 2, 1, 2)
            r.zcount("z", 1, 3), r.zincrby("z", 2.5, "m9"), r.zrevrank("z", "m9")
            r.zadd("inf", {"a": float("inf"), "b": float("-inf"), "c": 1e300})
            r.zrange("inf", 0, -1, withscores=True), r.zincrby("inf", float("-inf"), "a")
            r.zadd("lex", {c: 0 for c in "abcdef"}), r.zrangebylex("lex", "[b", "(e")
            r.zlexcount("lex", "-", "+"), r.zremrangebylex("lex", "[a", "[b")
            r.zpopmin("z", 2), r.zpopmax("z"), r.zrem("z", "m7"), r.zmscore("z", ["m9", "no"])
            r.zunionstore("u", {"z": 2, "lex": 1}), r.zrange("u", -3, -1, withscores=True)
            r.zinter(["u", "lex"], aggregate="MAX", withscores=True), r.zdiff(["lex", "u"])
            r.zremrangebyrank("z", 0, 10), r.zremrangebyscore("z", 0, 3), r.zcard("z")
        self.same(body)

    def test_streams_with_consumer_groups(self):
        def body(_server, r, _notes):
            for i in range(1, 8):
                r.xadd("s", {"n": i, "text": f"entry {i}"}, id=f"{i}-1")
            r.xadd("s", {"n": 1}, id="1-1"), r.xlen("s"), r.xrange("s", "2", "4")
            r.xrevrange("s", "+", "-", count=2), r.xread({"s": "5"}, count=1)
            r.xgroup_create("s", "g", id="0"), r.xgroup_create("s", "g", id="0")
            r.xgroup_create("none", "g"), r.xgroup_create("made", "g", mkstream=True)
            r.xreadgroup("g", "alice", {"s": ">"}, count=3)
            r.xreadgroup("g", "bob", {"s": ">"}, count=2), r.xack("s", "g", "1-1", "9-9")
            r.xpending("s", "g"), r.xreadgroup("g", "alice", {"s": "0"})
            r.xclaim("s", "g", "bob", 0, ["2-1"]), r.xautoclaim("s", "g", "carol", 0, count=2)
            r.xgroup_delconsumer("s", "g", "bob"), r.xdel("s", "3-1"), r.xtrim("s", maxlen=3)
            r.xreadgroup("g", "carol", {"s": "0"}), r.xreadgroup("no", "c", {"s": ">"})
            r.xinfo_groups("s"), r.xgroup_setid("s", "g", "4-1"), r.xgroup_destroy("s", "g")
            r.xread({"s": "$"}, block=50), r.xadd("s", {"a": "b"}, id="0-0")
        self.same(body)

    def test_pipelines_and_transactions(self):
        def body(server, r, notes):
            with server.client() as other, server.client().pipeline(transaction=False) as plain:
                for i in range(2000):
                    plain.set(f"k{i}", "v" * (i % 50)), plain.get(f"k{i}")
                plain.lpush("k0", 1)
                Recorded(plain, notes).execute(raise_on_error=False)
                pipe = server.client().pipeline()
                noted = Recorded(pipe, notes)
                pipe.set("a", 1).incr("a").lpush("a", "wrong").get("a")
                noted.execute(raise_on_error=False)
                pipe.set("b", 1).execute_command("NO-SUCH", "command").get("b")
                noted.execute()
                for breaks in (False, True, True):
                    pipe.watch("a")
                    noted.get("a")
                    if breaks:
                        other.append("a", "0")
                    pipe.multi()
                    pipe.incr("a").get("b")
                    noted.execute()
                    noted.reset()
                pipe.watch("expiring")
                other.set("expiring", 1, px=1)
                pipe.multi()
                pipe.get("expiring")
                noted.execute()
            notes.append(r._wrapped.transaction(
                lambda p: (p.multi(), p.incr("n"), p.incr("n")), "n"))
            r.execute_command("EXEC"), r.execute_command("DISCARD"), r.get("a")
        self.same(body)

    def test_scripts_are_found_again_after_they_were_lost(self):
        def body(server, r, notes):
            client = server.client()
            script = client.register_script(
                "redis.call('rpush', KEYS[1], ARGV[1]) return redis.call('lrange', KEYS[1], 0, -1)")
            call = Recorded(script, notes)
            call.__call__(keys=["l"], args=["one"])
            r.script_flush(), r.script_exists(script.sha), r.evalsha(script.sha, 1, "l", "x")
            call.__call__(keys=["l"], args=["two"]), r.script_exists(script.sha)
            r.script_flush()
            pipe = client.pipeline()
            script(keys=["l"], args=["three"], client=pipe)
            Recorded(pipe, notes).execute()
            r.eval("return {1, 'two', false, {3.7, {ok='fine'}}, redis.error_reply('X no')}", 0)
            r.eval("return redis.call('incr', KEYS[1])", 1, "l"), r.eval("return {", 0)
            r.eval("return redis.pcall('nope')", 0), r.eval("error('mine')", 0)
            r.eval("return cjson.encode({a = {1, 2}})", 0), r.script_load("return ARGV[1]")
        self.same(body)

    def wait_until_blocked(self, server, count):
        with server.client() as client:
            wait_until(lambda: client.info("clients")["blocked_clients"] == count)

    def test_blocking_pops_of_many_threads(self):
        def body(server, r, notes):
            r.blpop("none", timeout=1), r.brpop(["x", "y"], timeout=0.1)
            r.bzpopmin("none", timeout=0.05), r.blmove("a", "b", timeout=0.05)
            r.blpop("none", timeout="soon"), r.blpop("none", timeout=-1)
            served = []

            def wait(call):
                with server.client() as client:
                    call(Recorded(client, served))
            threads = []
            for call in [lambda c: c.blpop(["q", "p"]), lambda c: c.brpop("q", timeout=30),
                         lambda c: c.blmove("q", "done", 30), lambda c: c.bzpopmax("z"),
                         lambda c: c.xread({"s": "$"}, block=0), lambda c: c.brpoplpush("p", "o"),
                         lambda c: c.blpop("never", timeout=0.3)]:
                threads.append(threading.Thread(target=wait, args=(call,), daemon=True))
                threads[-1].start()
                self.wait_until_blocked(server, len(threads))
            threads[-1].join()
            for give in [lambda: r.rpush("q", 1, 2, 3, 4), lambda: r.zadd("z", {"m": 1.5}),
                         lambda: r.xadd("s", {"a": 1}, id="5-5"), lambda: r.lpush("p", "last")]:
                give()
            for thread in threads:
                thread.join()
            notes.append(sorted(map(repr, served)))
            r.lrange("q", 0, -1), r.lrange("done", 0, -1), r.lrange("o", 0, -1), r.exists("z", "p")
        self.same(body)

    def test_a_blocked_client_that_goes_away_takes_nothing(self):
        def body(server, r, _notes):
            hasty = server.client(socket_timeout=0.1, retry=Retry(NoBackoff(), 0))
            Recorded(hasty, _notes).blpop("q", timeout=0)
            hasty.close()
            self.wait_until_blocked(server, 0)
            r.rpush("q", "kept"), r.lrange("q", 0, -1)
        self.same(body)

    def test_large_and_binary_values(self):
        def body(_server, r, _notes):
            every = bytes(range(256))
            r.set(every, every * 20000), r.get(every), r.strlen(every), r.getrange(every, -300, -1)
            r.rpush("l", *[every * 4096] * 8), r.lrange("l", 0, -1), r.hset("h", every, b"\r\n\0")
            r.hgetall("h"), r.set("", ""), r.get(""), r.zadd("z", {every: 1}), r.zscore("z", every)
            r.setrange("far", 8 << 20, "end"), r.get("far"), r.rpush("many", *range(50000))
            r.lrange("many", 0, -1), r.delete(every, "l", "many"), r.setrange("far", 1 << 29, "x")
            r.eval("return #ARGV[1] .. ARGV[1]", 0, every * 9000)
        self.same(body)

    def test_scans_find_everything(self):
        def body(server, r, notes):
            with server.client() as client:
                client.mset({f"k:{i}": i for i in range(3000)})
                client.hset("h", mapping={f"f{i}": i for i in range(1000)})
                client.sadd("s", *range(1000))
                client.zadd("z", {f"m{i}": i for i in range(1000)})
                notes.append(sorted(set(client.scan_iter(count=100))))
                notes.append(sorted(set(client.scan_iter(match="k:1*", count=7))))
                notes.append(sorted(set(client.scan_iter(_type="hash"))))
                notes.append(sorted(set(client.hscan_iter("h", match="f*9"))))
                notes.append(sorted(set(client.sscan_iter("s", count=5))))
                notes.append(sorted(set(client.zscan_iter("z", match="m7*"))))
            r.scan(cursor="x"), r.hscan("s"), r.execute_command("SCAN", 0, "COUNT", 0)
        self.same(body)

    def test_locks(self):
        def body(server, _r, notes):
            mine, theirs = (Recorded(Lock(server.client(), "lock", timeout=30, blocking=False),
                                     notes) for _ in range(2))
            mine.acquire(), theirs.acquire(), mine.owned(), theirs.locked(), theirs.release()
            mine.extend(10), mine.reacquire(), mine.release(), theirs.acquire(), mine.release()
            theirs.release()
            counter, total = Lock(server.client(), "counter", timeout=30, sleep=0.001), [0]

            def count():
                for _ in range(20):
                    with counter:
                        before = total[0]
                        time.sleep(0)
                        total[0] = before + 1
            threads = [threading.Thread(target=count) for _ in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            notes.append(total)
            short = Recorded(Lock(server.client(), "short", timeout=0.05), notes)
            short.acquire()
            time.sleep(0.2)
            short.owned(), short.release()
        self.same(body)

    def test_killed_clients_come_back(self):
        # Whether redis-py sees the end of the stream before it writes, and dials again at once, or
        # only afterwards, once or twice, is a race on either server.
        def notice(killed):
            for _ in range(10):
                with contextlib.suppress(Disconnected):
                    killed.ping()
                    return

        def body(server, r, notes):
            victim = server.client(client_name="victim", retry=Retry(NoBackoff(), 0))
            noted = Recorded(victim, notes)
            noted.client_getname()
            found = [c for c in r._wrapped.client_list() if c["name"] == "victim"][0]
            r._wrapped.client_kill(found["addr"])
            notice(victim), noted.ping(), noted.client_getname()
            r._wrapped.client_kill_filter(_id=victim.client_id())
            notice(victim), noted.ping()
            found = [c for c in r._wrapped.client_list() if c["name"] == "victim"][0]
            notes.append(r._wrapped.client_kill_filter(addr=found["addr"]))
            r.client_kill("127.0.0.1:1"), r.client_kill_filter(_id=999999), victim.close()
            r.execute_command("CLIENT", "KILL", "TYPE", "nobody"), r.execute_command("QUIT")
            r.ping()
        self.same(body)

    def test_clients_see_and_end_each_other(self):
        def body(server, r, notes):
            plain, mine = r._wrapped, f"127.0.0.1:{server.port}"
            clients = {name: server.client(client_name=name, retry=Retry(NoBackoff(), 0),
                                           single_connection_client=True) for name in "abcdef"}
            ids = {name: client.client_id() for name, client in clients.items()}
            clients["b"].execute_command("SELECT", 3)
            clients["c"].connection.send_command("BLPOP", "never", 0)
            clients["d"].execute_command("WATCH", "k"), clients["d"].execute_command("MULTI")
            clients["d"].execute_command("PING")
            self.wait_until_blocked(server, 1)

            def see(lines):
                known = ["name", "db", "sub", "psub", "multi", "flags", "cmd", "user", "resp"]
                # By name: a client that has had to dial again has a later place.
                notes.append(sorted([line[key] for key in known] + sorted(line)
                                    for line in lines if line["name"]))
            see(plain.client_list()), see([clients["b"].client_info()])
            see(plain.execute_command("CLIENT LIST", "ID", ids["b"], 9999, ids["d"]))
            for kind in ("normal", "master", "replica", "pubsub"):
                see(plain.client_list(_type=kind))
            r.client_list(_type="nobody")
            notes.append({(line["addr"].partition(":")[0], line["laddr"] == mine)
                          for line in plain.client_list()})
            notes.append(plain.client_unblock(ids["c"], error=True))
            Recorded(clients["c"].connection, notes).read_response()
            for words in ["ID 0", "ID x", "ID 9999", "SKIPME maybe", "USER nobody", "TYPE foo",
                          "USER default TYPE pubsub", "TYPE slave SKIPME no", "FOO bar",
                          "LADDR 1.1.1.1:1", "ADDR 1.1.1.1:1 USER nobody", "1.1.1.1:1",
                          "ID 5 SKIPME", "a b c d e", "id 99999 user DEFAULT"]:
                r.execute_command("CLIENT", "KILL", *words.split())
            notes.append(plain.client_kill_filter(_id=ids["a"], _type="normal", user="default"))
            notes.append(plain.client_kill_filter(_id=ids["b"], _type="master"))
            see(plain.client_list()), plain.client_kill_filter(laddr=mine), see(plain.client_list())
            lonely = server.client(client_name="lonely", single_connection_client=True)
            own_end = ("CLIENT", "KILL", "ID", lonely.client_id(), "SKIPME", "no")
            lonely.connection.send_packed_command(lonely.connection.pack_commands(
                [("SET", "x", "1"), own_end, ("SET", "x", "2")]))
            for _ in range(3):
                Recorded(lonely.connection, notes).read_response()
            r.get("x")
        self.same(body)

    def test_what_the_server_says_of_itself(self):
        def body(server, r, notes):
            plain = r._wrapped
            plain.mset({"a": 1, "b": 2}), plain.set("t", 1, ex=1000)
            server.client(db=5).set("c", 1)
            told = plain.info()
            keyspace = {name: {key: told[name][key] for key in ("keys", "expires")}
                        for name in ("db0", "db5")}
            notes.append([keyspace] + [told[key] for key in (
                "redis_version", "redis_mode", "role", "connected_slaves", "loading", "maxmemory",
                "maxmemory_policy", "blocked_clients", "aof_enabled", "maxclients")])
            notes.append(sorted(plain.info("keyspace")))
            for pattern in ("max*", "*listpack*", "save", "APPENDONLY", "no-such*", "slave-s*"):
                r.config_get(pattern)
            r.config_set("maxmemory", "100mb"), r.config_get("maxmemory"), r.config_set("no", 1)
            r.config_set("maxmemory", 0), r.config_set("databases", 3), r.config_resetstat()
            known = ["get", "set", "zadd", "xreadgroup", "eval", "client", "blpop", "hgetall"]
            commands = plain.command()
            for name in known:
                notes.append([commands[name][key] for key in (
                    "arity", "first_key_pos", "last_key_pos", "step_count")])
                notes.append(sorted(map(str, commands[name]["flags"])))
            r.command_getkeys("MSET", "a", 1, "b", 2), r.command_getkeys("PING")
            r.dbsize()
            notes.append([len(plain.time()), type(plain.time()[0])])
            r.echo("x"), r.ping(), r.swapdb(0, 5), r.keys("*"), r.flushdb(), r.move("c", 1)
        self.same(body)

    def test_streams_tell_about_themselves(self):
        def body(_server, r, notes):
            plain = r._wrapped
            for i in range(1, 6):
                plain.xadd("s", {"n": i}, id=f"{i}-0")
            r.xgroup_create("s", "g", id="0", entries_read=None)
            r.xgroup_createconsumer("s", "g", "idle"), r.xgroup_createconsumer("s", "g", "idle")
            r.xreadgroup("g", "c", {"s": ">"}, count=3), r.xinfo_stream("s"), r.xinfo_groups("s")
            r.xinfo_stream("none")
            notes.append([(one["name"], one["pending"]) for one in plain.xinfo_consumers("s", "g")])
            full = plain.xinfo_stream("s", full=True)
            notes.append([full["length"], full["last-generated-id"], len(full["groups"])])
            notes.append([(one["message_id"], one["consumer"], one["times_delivered"])
                          for one in plain.xpending_range("s", "g", "-", "+", 10)])
            r.xdel("s", "2-0"), r.xautoclaim("s", "g", "d", 0, "0-0", count=5)
            r.xautoclaim("s", "g", "d", 0, justid=True), r.xautoclaim("s", "no", "d", 0)
            r.xclaim("s", "g", "e", 0, ["1-0", "3-0"], justid=True), r.xpending("s", "g")
            r.xread({"s": "0", "other": "0"}), r.xread({"s": "$"}, block=20)
            r.xtrim("s", minid="4"), r.xlen("s")
        self.same(body)

    def test_many_connections(self):
        def body(server, r, notes):
            clients = [server.client(single_connection_client=True) for _ in range(200)]
            for i, client in enumerate(clients):
                client.rpush("l", i)
            notes.append([client.incr("n") for client in reversed(clients)])
            notes.append(len({client.client_id() for client in clients}))
            for client in clients:
                client.close()
            r.llen("l")
        self.same(body)

    def test_nobody_is_let_in_beyond_maxclients(self):
        def body(server, r, notes):
            r.config_get("maxclients"), r.config_set("maxclients", 0)
            r.config_set("maxclients", "x")
            r._wrapped.client_kill_filter(_type="normal")  # whom the other tests have left
            r.config_set("maxclients", 6)
            clients = [server.client(single_connection_client=True) for _ in range(5)]
            notes.append([client.ping() for client in clients])
            with socket.create_connection(("127.0.0.1", server.port), timeout=60) as late:
                notes.append(late.makefile("rb").read())
            for client in clients:
                client.connection_pool.disconnect()  # close() keeps the socket for a next user
            wait_until(lambda: len(r._wrapped.client_list()) == 1)
            notes.append(server.client().ping())
            r.config_set("maxclients", 10000)
        self.same(body)

    def test_wrong_commands(self):
        def body(_server, r, _notes):
            for words in [["NOPE"], ["NOPE", "a" * 200, "b"], ["GET"], ["GET", "a", "b"], ["SET"],
                          ["SET", "a", "b", "EX"], ["SET", "a", "b", "NX", "XX"], ["CONFIG", "NO"],
                          ["CONFIG"], ["SELECT", "99"], ["SELECT", "x"], ["AUTH", "secret"],
                          ["CLIENT", "KILL"], ["HELLO", "x"], ["EVAL", "return 1", "x"],
                          ["LPOP", "a", "-1"], ["EXPIRE", "a", "x"], ["HSET", "h", "f"],
                          ["ZADD", "z", "1"], ["XADD", "s", "*", "f"], ["MSET", "a"],
                          ["HELLO", "9"],
                          ["get\0", "x"], ["COMMAND", "COUNT", "x"], ["MULTI", "x"]]:
                r.execute_command(*words)
            r.ping()
        self.same(body)


if __name__ == "__main__":
    main()
