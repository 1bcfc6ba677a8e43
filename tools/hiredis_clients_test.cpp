// hiredis's own synchronous interface, which nobody here wrote, against the model behind its port
// and against redis-server: each body runs on both, and what its clients are told must be equal.
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "sim/redis/fidelity/real_redis.h"
#include "tools/redis_listener.h"

namespace rollcall::tools {
namespace {

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(void* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, Free>;
using Notes = std::vector<std::string>;

std::string text_of(const redisReply& reply) {
  std::string text(reply.str == nullptr ? "" : reply.str, reply.str == nullptr ? 0 : reply.len);
  if (reply.type == REDIS_REPLY_NIL) return "nil";
  if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
  if (reply.type == REDIS_REPLY_STATUS) return "+" + text;
  if (reply.type == REDIS_REPLY_ERROR) return "-" + text;
  if (reply.type != REDIS_REPLY_ARRAY) return '"' + text + '"';
  std::string list = "[";
  for (std::size_t i = 0; i < reply.elements; ++i) list += text_of(*reply.element[i]) + ' ';
  return list + ']';
}

// A connection; what it is told is noted.
class Client {
 public:
  Client(Context context, Notes& notes) : context_(std::move(context)), notes_(notes) {}

  // As redisCommand.
  template <class... Arguments>
  std::string ask(const char* format, Arguments... arguments) {
    return note(redisCommand(context_.get(), format, arguments...));
  }
  // One after the other; between them is "; ".
  void ask_all(std::string_view commands) {
    while (!commands.empty()) {
      const std::size_t end = std::min(commands.find("; "), commands.size());
      ask(std::string(commands.substr(0, end)).c_str());
      commands.remove_prefix(std::min(end + 2, commands.size()));
    }
  }
  // Now, and not only when a reply is asked for.
  template <class... Arguments>
  void send(const char* format, Arguments... arguments) {
    redisAppendCommand(context_.get(), format, arguments...);
    for (int done = 0; done == 0;) {
      if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return;
    }
  }
  template <class... Arguments>
  void append(const char* format, Arguments... arguments) {
    redisAppendCommand(context_.get(), format, arguments...);
  }
  std::string receive() {
    void* reply = nullptr;
    redisGetReply(context_.get(), &reply);
    return note(reply);
  }
  void reconnect() { EXPECT_EQ(redisReconnect(context_.get()), REDIS_OK); }
  redisContext* context() { return context_.get(); }

 private:
  std::string note(void* answer) {
    const std::unique_ptr<void, Free> reply(answer);
    notes_.push_back(reply ? text_of(*static_cast<redisReply*>(answer))
                           : "broken: " + std::to_string(context_->err));
    return notes_.back();
  }

  Context context_;
  Notes& notes_;
};

class ModelBehindAPort {
 public:
  [[nodiscard]] Context dial() const {
    const std::string& address = listener_->address();
    const int port = std::stoi(address.substr(address.rfind(':') + 1));
    return Context(redisConnect("127.0.0.1", port));
  }

 private:
  std::unique_ptr<RedisListener> listener_ = RedisListener::open("127.0.0.1", 0).value();
  std::jthread turns_{[this](const std::stop_token& stop) {
    while (!stop.stop_requested()) listener_->turn();
  }};
};

using Dial = std::function<Client()>;

Notes notes_on(const std::function<Context()>& dial, const std::function<void(const Dial&)>& body) {
  Notes notes;
  body([&] { return Client(dial(), notes); });
  return notes;
}

void expect_same(const std::function<void(const Dial&)>& body) {
  const sim::redis::RealRedis real;
  const std::string socket = (real.folder() / "socket").string();
  const ModelBehindAPort model;
  const Notes expected = notes_on([&] { return Context(redisConnectUnix(socket.c_str())); }, body);
  const Notes seen = notes_on([&] { return model.dial(); }, body);
  ASSERT_FALSE(expected.empty());
  ASSERT_EQ(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], expected[i]) << "reply " << i;
}

// Until the other one of two clients waits.
void wait_until_blocked(Client& watching) {
  for (bool blocked = false; !blocked;) {
    const std::unique_ptr<void, Free> info(redisCommand(watching.context(), "INFO clients"));
    const std::string_view text = static_cast<redisReply*>(info.get())->str;
    blocked = text.contains("blocked_clients:1\r");
  }
}

TEST(Hiredis, reads_values_of_every_type) {
  expect_same([](const Dial& dial) {
    Client client = dial();
    const std::string bytes("\0\r\n$-1\r\n\xff", 9);
    client.ask("SET %b %b", bytes.data(), bytes.size(), bytes.data(), bytes.size());
    client.ask("GET %b", bytes.data(), bytes.size());
    client.ask("SET empty %s", "");
    client.ask_all(
        "GET empty; GET none; INCRBY n 41; INCRBYFLOAT n 0.5; APPEND n x; RPUSH list a b c d; "
        "LRANGE list 0 -1; LPOP list 2; LPOS list d; HSET hash f 1 g 2; HGETALL hash; "
        "HMGET hash f none; HINCRBY hash f 6; SADD set 7 7; SMEMBERS set; SISMEMBER set 9; "
        "ZADD z 1.5 a -inf b 3e5 c; ZRANGE z 0 -1 WITHSCORES; ZPOPMIN z; ZSCORE z none; "
        "ZINCRBY z inf a; GETRANGE n 1 2; TYPE z; TTL z; PEXPIRE z 90000000; KEYS z*; "
        "DEL z none list; LPUSH hash x; GET hash; NO-SUCH command; GET; "
        "SCAN 0 MATCH h* COUNT 100; CONFIG GET maxmemory-s*; COMMAND INFO nope; "
        "COMMAND GETKEYS MSET a 1 b 2; CLIENT GETNAME; DBSIZE");
  });
}

TEST(Hiredis, sends_and_receives_what_fills_every_buffer) {
  expect_same([](const Dial& dial) {
    Client client = dial();
    const std::string large(30'000'000, 'x');
    client.ask("SET large %b", large.data(), large.size());
    client.ask("STRLEN large");
    const std::string back = client.ask("GET large");
    EXPECT_EQ(back.size(), large.size() + 2);
    for (int i = 0; i < 20'000; ++i) {
      client.append("SET key:%d %d", i, i * i);
      client.append("GET key:%d", i);
      if (i % 1000 == 0) client.append("LPUSH key:%d wrong", i);
    }
    for (int i = 0; i < 40'020; ++i) client.receive();
  });
}

TEST(Hiredis, makes_transactions_and_breaks_watches) {
  expect_same([](const Dial& dial) {
    Client one = dial();
    Client other = dial();
    for (const char* const change : {"PING", "SET a 5", "DEL a", "EXPIRE a 100", "FLUSHALL"}) {
      one.ask("SET a 1");
      one.ask("WATCH a b");
      other.ask(change);
      for (const char* const words : {"MULTI", "INCR a", "LPUSH a x", "GET a", "EXEC", "GET a"})
        one.append(words);
      for (int i = 0; i < 6; ++i) one.receive();
    }
    for (const char* const words : {"MULTI", "NO-SUCH", "EXEC", "EXEC", "MULTI", "DISCARD"})
      one.ask(words);
  });
}

TEST(Hiredis, finds_a_script_again_after_the_server_has_lost_it) {
  expect_same([](const Dial& dial) {
    Client client = dial();
    const char* const script = "return {redis.call('INCR', KEYS[1]), ARGV[1], 3.9, false}";
    const std::string quoted = client.ask("SCRIPT LOAD %s", script);
    const std::string sha = quoted.substr(1, quoted.size() - 2);
    for (const char* const loses : {"PING", "SCRIPT FLUSH", "SCRIPT FLUSH ASYNC"}) {
      client.ask(loses);
      if (client.ask("EVALSHA %s 1 n x", sha.c_str()).starts_with("-NOSCRIPT"))
        client.ask("EVAL %s 1 n y", script);
      client.ask("EVALSHA %s 1 n z", sha.c_str());
    }
    client.ask("EVAL %s 0", "return redis.call('NO-SUCH')");
    client.ask("EVAL %s 0", "return {err = 'MINE own'}");
  });
}

TEST(Hiredis, waits_until_it_is_served_or_the_time_is_over) {
  expect_same([](const Dial& dial) {
    Client waiting = dial();
    Client giving = dial();
    for (const char* const words :
         {"BLPOP a b 0.02", "BRPOPLPUSH a b 0.02", "BZPOPMAX z 0.02", "BLMPOP 0.02 1 a LEFT",
          "XREAD BLOCK 20 STREAMS s $", "BLPOP a x"}) {
      waiting.ask(words);
    }
    const std::vector<std::pair<const char*, const char*>> meetings = {
        {"BLPOP a b 0", "RPUSH b 1 2"},          {"BLMOVE c d LEFT RIGHT 0", "RPUSH c 3"},
        {"BZPOPMIN y z 60", "ZADD z 2.5 m"},     {"XREAD BLOCK 0 STREAMS s $", "XADD s 7-1 f v"},
        {"BLMPOP 0 2 p q RIGHT", "RPUSH q 1 2"}, {"BLPOP e 0", "EVAL redis.call('LPUSH','e',7) 0"},
    };
    for (const auto& [waits, gives] : meetings) {
      waiting.send(waits);
      wait_until_blocked(giving);
      giving.ask(gives);
      waiting.receive();
    }
    giving.ask("LRANGE d 0 -1");
  });
}

TEST(Hiredis, gives_up_a_blocked_connection_and_dials_again) {
  expect_same([](const Dial& dial) {
    Client waiting = dial();
    redisSetTimeout(waiting.context(), {.tv_sec = 0, .tv_usec = 50'000});
    waiting.ask("BLPOP none 0");
    waiting.reconnect();
    redisSetTimeout(waiting.context(), {.tv_sec = 60, .tv_usec = 0});
    waiting.ask("RPUSH none kept");
    waiting.ask("LRANGE none 0 -1");
  });
}

TEST(Hiredis, reads_streams_and_their_groups) {
  expect_same([](const Dial& dial) {
    Client client = dial();
    client.ask_all(
        "XADD s 1-1 f v g w; XADD s 2-1 f x; XADD s 3-* f y; XADD s 1-1 f late; "
        "XGROUP CREATE s g 0; XGROUP CREATE s g 0; "
        "XREADGROUP GROUP g one COUNT 2 STREAMS s >; XREADGROUP GROUP g two STREAMS s >; "
        "XREADGROUP GROUP g two STREAMS s >; XPENDING s g; XACK s g 1-1 9-9; "
        "XCLAIM s g two 0 2-1; XDEL s 2-1; XAUTOCLAIM s g one 0 0 COUNT 10; "
        "XREADGROUP GROUP g one STREAMS s 0; XINFO GROUPS s; XINFO STREAM s; "
        "XRANGE s - + COUNT 1; XREVRANGE s + -; XLEN s; XTRIM s MAXLEN 1; "
        "XREADGROUP GROUP none c STREAMS s >; XGROUP DELCONSUMER s g one; XGROUP DESTROY s g; "
        "XREAD COUNT 1 STREAMS s t 0 0");
  });
}

TEST(Hiredis, learns_that_its_connection_has_been_killed) {
  expect_same([](const Dial& dial) {
    Client killer = dial();
    Client victim = dial();
    victim.ask("CLIENT SETNAME victim");
    victim.ask("CLIENT GETNAME");
    victim.send("BLPOP none 0");
    wait_until_blocked(killer);
    killer.ask("CLIENT KILL TYPE normal");
    victim.receive();
    victim.reconnect();
    victim.append("SET before yes");
    victim.append("CLIENT KILL TYPE normal SKIPME no");
    victim.append("SET after yes");
    for (int i = 0; i < 3; ++i) victim.receive();
    victim.reconnect();
    for (const char* const words : {"MULTI", "CLIENT KILL SKIPME no", "SET after yes", "EXEC"})
      victim.append(words);
    for (int i = 0; i < 4; ++i) victim.receive();
    killer.reconnect();
    killer.ask("MGET before after");
  });
}

TEST(Hiredis, is_hung_up_on_after_what_is_no_request) {
  expect_same([](const Dial& dial) {
    for (const std::string_view bytes :
         {"*1\r\n!\r\n", "*-9\r\nPING\r\nQUIT\r\n", "*1\r\n$9999999999\r\n", "\"x\r\n"}) {
      Client client = dial();
      redisAppendFormattedCommand(client.context(), bytes.data(), bytes.size());
      for (int i = 0; i < 3; ++i) client.receive();
    }
  });
}

}  // namespace
}  // namespace rollcall::tools
