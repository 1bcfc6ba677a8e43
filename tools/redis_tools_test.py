"""redis-cli and redis-benchmark against the model behind its port, and against redis-server.

    redis_tools_test.py PROGRAM
"""

import re

from both_redises import BothServers, main


class RedisTools(BothServers):
    def same_output(self, *words, lines=lambda text: text, **options):
        """A tool's output on both servers; `lines` picks what may be compared."""
        real, ours = (server.tool(*words, **options) for server in self.servers)
        self.assertEqual(real[0], ours[0], ours)
        self.assertEqual(lines(real[1]), lines(ours[1]))
        self.assertEqual(real[2], ours[2])
        return ours[1]

    def fill(self):
        for server in self.servers:
            with server.client() as client:
                client.flushall()
                client.mset({f"key:{i}": "x" * i for i in range(100)})
                client.rpush("list", *range(500))
                client.hset("hash", mapping={"a": "1", "b": "two words"})
                client.sadd("set", "only")
                client.zadd("zset", {"a": 1, "b": 2.5})
                client.xadd("stream", {"f": "v"}, id="1-1")

    def test_redis_cli(self):
        self.fill()
        for words in [["--raw", "GET", "key:9"], ["--csv", "LRANGE", "list", "0", "9"],
                      ["--no-raw", "MGET", "key:1", "none"], ["ZRANGE", "zset", "0", "-1"],
                      ["-n", "3", "SET", "x", "y"], ["-r", "3", "INCR", "n"], ["-e", "GET", "list"],
                      ["--no-raw", "XRANGE", "stream", "-", "+"], ["--eval", "/dev/null"],
                      ["EVAL", "return {1,{2,'x'}}", "0"], ["-d", ";", "LRANGE", "list", "0", "2"]]:
            self.same_output("redis-cli", *words)
        self.same_output("redis-cli", "-x", "SET", "typed", input=b"a\0b\xff\r\nc\n")
        self.same_output("redis-cli", "--csv", "GET", "typed")
        typed = (b"MULTI\nSET a 1\nINCR a\nEXEC\nMULTI\nNOPE\nEXEC\n"
                 b'SET b "quoted \\x00 \\n"\nGET b\nSELECT 2\nGET b\nHGETALL hash\n')
        self.same_output("redis-cli", input=typed)
        raw = b"".join(b"*3\r\n$3\r\nSET\r\n$4\r\n%04d\r\n$1\r\nx\r\n" % i for i in range(5000))
        self.same_output("redis-cli", "--pipe", input=raw, lines=lambda text: text.splitlines()[-1])

    def test_redis_cli_in_resp3(self):
        self.fill()
        for words in [["HGETALL", "hash"], ["SMEMBERS", "set"], ["ZSCORE", "zset", "b"],
                      ["ZRANGE", "zset", "0", "-1", "WITHSCORES"], ["GET", "none"],
                      ["ZPOPMIN", "zset", "2"], ["XREAD", "STREAMS", "stream", "0"],
                      ["XINFO", "STREAM", "stream"], ["CONFIG", "GET", "maxmemory"],
                      ["SPOP", "set", "1"],
                      ["EVAL", "redis.setresp(3) return {true, {double=0.5}, false}", "0"],
                      ["EVAL", "return {map={a={set={b=1}}}}", "0"], ["BLPOP", "none", "0.01"]]:
            for form in ["--raw", "--no-raw", "--csv", "--json"]:
                self.same_output("redis-cli", "-3", form, *words)
        typed = b"HELLO 2\nHGETALL hash\nMULTI\nHGETALL hash\nHELLO 3\nHGETALL hash\nEXEC\n"
        self.same_output("redis-cli", "-3", input=typed,
                         lines=lambda text: re.sub(r"(\bid\W+)\d+", r"\1", text))

    def test_redis_cli_looks_around(self):
        self.fill()
        self.same_output("redis-cli", "--scan", lines=lambda text: sorted(text.split()))
        self.same_output("redis-cli", "--scan", "--pattern", "key:1*",
                         lines=lambda text: sorted(text.split()))
        summary = self.same_output(
            "redis-cli", "--bigkeys",
            lines=lambda text: sorted(text.partition("summary")[2].split("\n")))
        self.assertIn("1 streams with 1 entries", summary)
        for server in self.servers:
            code, out, err = server.tool("redis-cli", "--latency", "-i", "0.2")
            self.assertEqual((code, err), (0, ""))
            self.assertRegex(out, r"^\d+ \d+ \d+\.\d+ \d+\n$")

    def test_redis_benchmark(self):
        for more in [["-c", "50"], ["-P", "16", "-r", "1000", "-d", "300"]]:
            said = []
            for server in self.servers:
                code, out, err = server.tool("redis-benchmark", "-n", "500", "-q", *more)
                self.assertEqual((code, err), (0, ""), out)
                said.append(re.findall(r"(\w+)(?: \([\w ]+\))?: (?:[\d.]+|inf) requests", out))
                self.assertNotIn("rror", out)
            self.assertEqual(*said)
            self.assertEqual(len(said[0]), 20)


if __name__ == "__main__":
    main()
