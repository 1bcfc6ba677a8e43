// Snapshots that are whole, by their checksum, but that no server wrote: refused with one error,
// and nothing of them is kept.
#include "sim/redis/snapshot.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/recorded_server.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/hash.h"
#include "sim/redis/server.h"
#include "sim/redis/snapshot_bytes.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;
constexpr std::string_view magic = "rollcall-redis-1\n";
constexpr std::uint8_t end_marker = 255;
enum Type : std::uint8_t { string, list, set, hash, sorted_set, stream, compact = 64 };

std::string sealed(SnapshotWriter writer) {
  writer.number(checksum_of(writer.bytes));
  return std::move(writer.bytes);
}

void begin_key(SnapshotWriter& writer, int type, std::uint8_t database = 0) {
  writer.number(static_cast<std::uint8_t>(type));
  writer.number(database);
  writer.number(no_expiry);
  writer.text("key");
}

using Write = std::function<void(SnapshotWriter&)>;

std::string snapshot_of(const Write& write) {
  SnapshotWriter writer;
  writer.bytes = magic;
  write(writer);
  writer.number(end_marker);
  return sealed(std::move(writer));
}

Write container(int type, std::uint32_t count, const Write& elements) {
  return [=](SnapshotWriter& writer) {
    begin_key(writer, type);
    writer.number(count);
    elements(writer);
  };
}

void nothing(SnapshotWriter&) {}

void scored(SnapshotWriter& writer, double score) {
  writer.text("member");
  writer.number(score);
}

struct StreamParts {
  StreamId last{5, 0};
  std::vector<StreamId> entries{{1, 0}, {2, 0}};
  std::vector<std::string> fields{"f", "v"};
  std::uint32_t live = 2;
  StreamId node{1, 0};
  std::uint8_t knows_read = 1;
  std::vector<std::string> consumers{"c"};
  std::vector<std::string> owners{"c"};  // of 1-0, each time it is pending
};

Write stream_of(StreamParts parts) {
  return [parts = std::move(parts)](SnapshotWriter& writer) {
    begin_key(writer, stream);
    writer.number(parts.last);
    writer.number(StreamId{});
    writer.number(std::uint64_t{2});
    writer.count(parts.entries.size());
    for (const StreamId id : parts.entries) {
      writer.number(id);
      writer.count(parts.fields.size());
      for (const std::string& word : parts.fields) writer.text(word);
    }
    writer.count(1);
    writer.number(parts.node);
    writer.number(parts.live);
    writer.count(0);
    writer.number(std::uint64_t{50});
    writer.number(StreamId{2, 0});
    writer.count(1);
    writer.text("f");
    writer.count(1);
    writer.text("group");
    writer.number(StreamId{1, 0});
    writer.number(parts.knows_read);
    writer.number(std::int64_t{0});
    writer.count(parts.consumers.size());
    for (const std::string& name : parts.consumers) {
      writer.text(name);
      writer.number(start_ms);
    }
    writer.count(parts.owners.size());
    for (const std::string& owner : parts.owners) {
      writer.number(StreamId{1, 0});
      writer.text(owner);
      writer.number(start_ms);
      writer.number(std::uint64_t{1});
    }
  };
}

constexpr std::string_view refusal = "Bad data format in DB. Unrecoverable error, aborting now.";

void expect_refused(std::string_view what, const Write& write) {
  Server server({});
  const ConnectionId client = server.connect();
  server.feed(client, resp_request({"SET", "old", "value"}), start_ms);
  const std::string before = server.snapshot();
  const auto report = server.load_snapshot(snapshot_of(write), start_ms);
  ASSERT_FALSE(report) << what;
  EXPECT_EQ(report.error(), refusal) << what;
  EXPECT_EQ(server.snapshot(), before) << what;
}

TEST(Snapshots, that_a_server_may_have_written_are_taken) {
  const std::vector<Write> good = {
      nothing, stream_of({}), stream_of({.entries = {}, .live = 0}),
      container(sorted_set | compact, 1, [](auto& writer) { scored(writer, 1); }),
      container(list, 2, [](auto& writer) { writer.text("a"), writer.text("a"); })};
  for (const Write& write : good) {
    const std::string bytes = snapshot_of(write);
    Server server({});
    ASSERT_TRUE(server.load_snapshot(bytes, start_ms));
    EXPECT_EQ(server.snapshot(), bytes);
  }
}

TEST(Snapshots, whose_containers_no_server_has_are_refused) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  expect_refused("NaN", container(sorted_set, 1, [](auto& writer) { scored(writer, nan); }));
  expect_refused("a member twice", container(sorted_set, 2, [](auto& writer) {
                   scored(writer, 1);
                   scored(writer, 2);
                 }));
  expect_refused("a member twice", container(set, 2, [](auto& writer) {
                   writer.text("a");
                   writer.text("a");
                 }));
  expect_refused("a field twice", container(hash, 2, [](auto& writer) {
                   for (const auto* word : {"a", "1", "a", "2"}) writer.text(word);
                 }));
  for (const int type : {list, set, hash, sorted_set}) {
    expect_refused("an empty container", container(type, 0, nothing));
    expect_refused("fewer elements than announced", container(type, 1000, nothing));
    expect_refused("more elements than there are bytes", container(type, 0xffffffff, nothing));
  }
}

TEST(Snapshots, whose_keys_no_server_has_are_refused) {
  const auto one = [](int type, std::uint8_t database) {
    return [=](SnapshotWriter& writer) {
      begin_key(writer, type, database);
      writer.text("value");
    };
  };
  expect_refused("a key twice",
                 [&](auto& writer) { one(string, 0)(writer), one(string, 0)(writer); });
  expect_refused("database 16", one(string, 16));
  expect_refused("type 6", one(6, 0));
  expect_refused("type 200", one(200, 0));
  expect_refused("a compact string", one(string | compact, 0));
  expect_refused("bytes behind the end", [&](auto& writer) {
    writer.number(end_marker);
    writer.text("more");
  });
  expect_refused("a library that does not load", [](auto& writer) {
    writer.number(std::uint8_t{254});
    writer.text("#!lua name=lib\nerror('no')");
  });
}

TEST(Snapshots, whose_streams_no_server_has_are_refused) {
  expect_refused("ids that descend", stream_of({.entries = {{2, 0}, {1, 0}}}));
  expect_refused("an id twice", stream_of({.entries = {{1, 0}, {1, 0}}}));
  expect_refused("the id 0-0", stream_of({.entries = {{0, 0}, {1, 0}}, .node = {0, 0}}));
  expect_refused("an id above the last", stream_of({.last = {1, 5}}));
  expect_refused("a field without a value", stream_of({.fields = {"f"}}));
  expect_refused("no field", stream_of({.fields = {}}));
  expect_refused("a node with more entries than there are", stream_of({.live = 3}));
  expect_refused("a node with fewer", stream_of({.live = 1}));
  expect_refused("an entry in front of all nodes", stream_of({.node = {1, 1}}));
  expect_refused("neither true nor false", stream_of({.knows_read = 2}));
  expect_refused("a consumer twice", stream_of({.consumers = {"c", "c"}}));
  expect_refused("pending for nobody", stream_of({.owners = {"d"}}));
  expect_refused("pending twice", stream_of({.owners = {"c", "c"}}));
}

std::string changed_somewhere() {
  RecordedServer history;
  std::vector<const RequestFamily*> families = request_families();
  families.insert(families.end(), 3, &stream_group_requests());
  for (int step = 0; step < 20; ++step) {
    for (const Words& words : *any_requests(**rc::gen::elementOf(families))) {
      history.ask(words, start_ms);
    }
  }
  SnapshotWriter writer;
  writer.bytes = history.snapshot();
  writer.bytes.resize(writer.bytes.size() - sizeof(std::uint64_t));
  for (int changes = *rc::gen::inRange(1, 4); changes > 0; --changes) {
    const auto at = *rc::gen::inRange<std::size_t>(magic.size(), writer.bytes.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        writer.bytes[at] = *rc::gen::element('\0', '\1', '\2', '\5', '\x7f', '\x80', '\xff');
        break;
      case 1:
        writer.bytes.erase(at, *rc::gen::inRange<std::size_t>(1, 20));
        break;
      default:
        writer.bytes.insert(
            at, writer.bytes.substr(*rc::gen::inRange<std::size_t>(magic.size(), at + 1), 20));
    }
  }
  return sealed(std::move(writer));
}

// Whatever is believed can be used and written again.
RC_GTEST_PROP(Snapshots, with_any_bytes_changed_and_the_right_checksum_do_no_harm, ()) {
  const std::string bytes = changed_somewhere();
  Server server({.script_instructions_max = 300'000});
  if (!server.load_snapshot(bytes, start_ms)) {
    RC_ASSERT(server.snapshot() == Server({}).snapshot());
    return;
  }
  const ConnectionId client = server.connect();
  const auto ask = [&](const std::vector<std::string>& words) {
    server.feed(client, resp_request(words), start_ms);
    return server.take_output(client);
  };
  const std::string keys = ask({"KEYS", "*"});
  std::string_view rest = keys;
  for (const RespNode& key : take_resp(rest).items) {
    ask({"XINFO", "STREAM", key.text, "FULL"});
    ask({"XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", key.text, ">"});
    ask({"XAUTOCLAIM", key.text, "g", "c", "0", "0"});
    ask({"PTTL", key.text});
    ask({"OBJECT", "ENCODING", key.text});
    ask({"MEMORY", "USAGE", key.text});
    ask({"ZADD", key.text, "5", "member"});
    ask({"XADD", key.text, "*", "f", "v"});
    ask({"XTRIM", key.text, "MAXLEN", "1"});
  }
  const std::string later = server.snapshot();
  Server again({.script_instructions_max = 300'000});
  RC_ASSERT(again.load_snapshot(later, 0).has_value());
}

}  // namespace
}  // namespace rollcall::sim::redis
