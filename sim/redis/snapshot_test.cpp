// Snapshots that are whole, by their checksum, but that no server wrote: refused with one error,
// and nothing of them is kept.
#include "sim/redis/snapshot.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/recorded_server.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/hash.h"
#include "sim/redis/listpack.h"
#include "sim/redis/rdb_writer.h"
#include "sim/redis/server.h"
#include "sim/redis/snapshot_bytes.h"
#include "sim/redis/stream_nodes.h"

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
  std::int64_t live = 2;
  std::int64_t deleted = 0;
  std::int64_t entry_size = 4;
  StreamId node{1, 0};
  StreamId first{1, 0};
  std::vector<std::string> consumers{"c"};
  std::vector<std::string> owners{"c"};  // of 1-0, each time it is pending
  std::string rest{};
};

std::string listpack_of(const StreamParts& parts) {
  std::string elements;
  for (const std::int64_t count : {parts.live, parts.deleted}) append_element(elements, count);
  elements += head_of_node(std::vector<std::string_view>{"f"});
  for (const StreamId id : parts.entries) {
    append_element(elements, has_names_of_node);
    append_element(elements, static_cast<std::int64_t>(id.ms - parts.node.ms));
    append_element(elements, static_cast<std::int64_t>(id.seq - parts.node.seq));
    append_element(elements, "v");
    append_element(elements, parts.entry_size);
  }
  return framed_listpack(elements, 5 + 5 * parts.entries.size());
}

void write_raw(RdbWriter& out, StreamId id) {
  for (const std::uint64_t part : {id.ms, id.seq}) {
    out.bytes += std::string(7, '\0') + static_cast<char>(part);
  }
}

void write_group(RdbWriter& out, const StreamParts& parts) {
  out.text("group");
  for (const std::uint64_t part : {1U, 0U, 0U})
    out.length(part);  // the last id, and how much was read
  out.length(parts.owners.size());
  for (std::size_t left = parts.owners.size(); left > 0; --left) {
    write_raw(out, {1, 0});
    out.little_endian(start_ms, 8);
    out.length(1);
  }
  out.length(parts.consumers.size());
  for (const std::string& name : parts.consumers) {
    out.text(name);
    out.little_endian(start_ms, 8);
    const auto owned = std::ranges::count(parts.owners, name);
    out.length(static_cast<std::uint64_t>(owned));
    for (std::ptrdiff_t left = owned; left > 0; --left) write_raw(out, {1, 0});
  }
}

Write stream_of(StreamParts parts) {
  return [parts = std::move(parts)](SnapshotWriter& writer) {
    begin_key(writer, stream);
    RdbWriter out;
    out.length(1);
    out.length(16);
    write_raw(out, parts.node);
    const std::string pack = listpack_of(parts);
    out.length(pack.size());
    out.bytes += pack;
    out.length(parts.entries.size());
    for (const StreamId id : {parts.last, parts.first, StreamId{}}) {
      out.length(id.ms);
      out.length(id.seq);
    }
    out.length(2);  // ever added
    out.length(1);
    write_group(out, parts);
    writer.text(out.bytes + parts.rest);
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
      nothing, stream_of({}), stream_of({.entries = {}, .live = 0, .first = {}}),
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
  expect_refused("ids that descend", stream_of({.entries = {{2, 0}, {1, 0}}, .first = {2, 0}}));
  expect_refused("an id twice", stream_of({.entries = {{1, 0}, {1, 0}}}));
  expect_refused("the id 0-0",
                 stream_of({.entries = {{0, 0}, {1, 0}}, .node = {0, 0}, .first = {0, 0}}));
  expect_refused("an id above the last", stream_of({.last = {1, 5}}));
  expect_refused("a field without a value", stream_of({.entry_size = 3}));
  expect_refused("a node with more entries than there are", stream_of({.live = 3}));
  expect_refused("a node with fewer", stream_of({.live = 1}));
  expect_refused("a node with deleted ones that are live", stream_of({.live = 1, .deleted = 1}));
  expect_refused("an entry in front of all nodes", stream_of({.node = {1, 1}}));
  expect_refused("a first id that is not there", stream_of({.first = {2, 0}}));
  expect_refused("a consumer twice", stream_of({.consumers = {"c", "c"}}));
  expect_refused("pending for nobody", stream_of({.owners = {"d"}}));
  expect_refused("pending twice", stream_of({.owners = {"c", "c"}}));
  expect_refused("more behind its end", stream_of({.rest = "x"}));
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
