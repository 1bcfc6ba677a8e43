"""Clients of redis-py that tell each other something, or hold each other up.

    redis_messages_test.py PROGRAM

Each body runs against the model behind its port and against redis-server, as in
redis_clients_test.py.
"""

import threading

from both_redises import BothServers, Recorded, main, wait_until


class RedisMessages(BothServers):
    def test_messages_reach_those_who_listen(self):
        def body(server, r, notes):
            with server.client() as client, client.pubsub() as listener:
                heard = Recorded(listener, notes)
                listener.subscribe("news", "weather"), listener.psubscribe("n*")
                for _ in range(3):
                    heard.get_message(timeout=60)
                r.publish("news", "rain"), r.publish("nobody hears", 1), r.publish("weather", 2)
                for _ in range(4):
                    heard.get_message(timeout=60)
                with r._wrapped.pipeline() as pipeline:
                    pipeline.set("a", 1).publish("news", b"\0\r\n" * 5000)
                    Recorded(pipeline, notes).execute()
                heard.get_message(timeout=60), heard.get_message(timeout=60)
                r.eval("return redis.call('publish', KEYS[1], ARGV[1])", 1, "weather", "dry")
                heard.get_message(timeout=60)
                listener.ping(), heard.get_message(timeout=60)
                r.pubsub_channels("w*"), r.pubsub_numsub("news", "none"), r.pubsub_numpat()
                listener.unsubscribe("news"), heard.get_message(timeout=60)
                r.publish("news", "snow"), heard.get_message(timeout=60)
            wait_until(lambda: not r._wrapped.pubsub_channels())
            r.publish("weather", "nobody")
        self.same(body)

    def test_a_pause_puts_off_what_is_asked(self):
        def body(server, r, notes):
            r.client_pause(150), r.ping(), r.client_pause(60_000, all=False), r.get("k")
            plain, late = r._wrapped, []
            with server.client() as other:
                setting = threading.Thread(target=lambda: Recorded(other, late).set("k", 1))
                setting.start()
                wait_until(lambda: plain.info("clients")["blocked_clients"] == 1)
                r.get("k"), r.client_unpause()
                setting.join()
            notes.append(late)
            r.get("k"), r.client_pause("x"), r.client_pause(-1)
        self.same(body)


if __name__ == "__main__":
    main()
