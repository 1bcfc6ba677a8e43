#include "scenarios/contents.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/redis/redis_client.h"
#include "engine/sqlite/database.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using properties::Contents;
using Read = std::expected<void, std::string>;

constexpr Duration patience = 10s;

bool is_secret_field(std::string_view name) {
  return name.contains("password") || name.contains("token") || name.contains("secret");
}

template <class T>
std::expected<T, std::string> of_sqlite(SqliteResult<T> result) {
  if (result) return std::move(*result);
  return std::unexpected("SQLite could not be read: " + result.error().text);
}

Read read_rows(Database& database, Contents& into) {
  auto users = database.query("SELECT id, phone, name, organization_id FROM users ORDER BY id");
  if (!users) return std::unexpected("SQLite could not be read: " + users.error().text);
  for (;;) {
    const auto row = of_sqlite(users->step());
    if (!row) return std::unexpected(row.error());
    if (!*row) break;
    into.users.push_back({users->integer(0), users->text(1), users->text(2), users->integer(3)});
  }
  auto sessions = database.query("SELECT count(*) FROM sessions");
  if (!sessions) return std::unexpected("SQLite could not be read: " + sessions.error().text);
  const auto row = of_sqlite(sessions->step());
  if (!row) return std::unexpected(row.error());
  into.sessions = static_cast<std::uint64_t>(sessions->integer(0));
  return {};
}

Read read_sqlite(Host& host, const Stores& stores, Contents& into) {
  auto database = Database::open(host, {.path = stores.sqlite_path, .busy_timeout = patience});
  if (!database) return std::unexpected("SQLite could not be opened: " + database.error().text);
  return read_rows(**database, into);
}

class RedisReader {
 public:
  RedisReader(Host& host, const Stores& stores)
      : host_(host),
        prefix_(stores.key_prefix),
        client_(host,
                {stores.redis, stores.redis_username, stores.redis_password, stores.redis_database},
                1) {}

  Read read(Contents& into) {
    const auto keys = ask({"KEYS", prefix_ + "*"});
    if (!keys) return std::unexpected(keys.error());
    std::vector<std::string> names;
    for (const RedisReply& key : keys->elements) names.emplace_back(key.text);
    std::ranges::sort(names);
    for (const std::string& name : names) {
      if (name.starts_with(prefix_ + "session:")) continue;  // its name holds the token
      if (Read read = read_key(name, into); !read) return read;
    }
    return {};
  }

 private:
  Read read_key(const std::string& name, Contents& into) {
    const auto type = ask({"TYPE", name});
    if (!type) return std::unexpected(type.error());
    const std::string shown = name.substr(prefix_.size());
    if (type->text == "hash") {
      const auto fields = ask({"HGETALL", name});
      if (!fields) return std::unexpected(fields.error());
      auto& hash = into.hashes[shown];
      const auto& flat = fields->elements;
      for (std::size_t i = 0; i + 1 < flat.size(); i += 2) {
        if (!is_secret_field(flat[i].text)) hash.emplace(flat[i].text, flat[i + 1].text);
      }
    } else if (type->text == "string") {
      const auto value = ask({"GET", name});
      if (!value) return std::unexpected(value.error());
      into.strings.emplace(shown, value->text);
    }
    return {};
  }

  std::expected<RedisReply, std::string> ask(const Command& command) {
    auto reply = client_.call(command, host_.now() + patience);
    if (reply) return std::move(*reply);
    return std::unexpected("Redis could not be read: " + reply.error().text);
  }

  Host& host_;
  std::string prefix_;
  RedisClient client_;
};

}  // namespace

std::expected<Contents, std::string> read_contents(Host& host, const Stores& stores) {
  Contents contents;
  if (Read read = read_sqlite(host, stores, contents); !read) return std::unexpected(read.error());
  if (Read read = RedisReader(host, stores).read(contents); !read)
    return std::unexpected(read.error());
  return contents;
}

}  // namespace rollcall::scenarios
