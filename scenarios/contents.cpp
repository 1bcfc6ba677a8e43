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
    const auto found = ask({{"KEYS", prefix_ + "*"}});
    if (!found) return std::unexpected(found.error());
    std::vector<std::string> names;
    for (const RedisReply& key : found->front().elements) {
      if (!key.text.starts_with(prefix_ + "session:"))  // its name holds the token
        names.emplace_back(key.text);
    }
    std::ranges::sort(names);
    return read_keys(names, into);
  }

 private:
  Read read_keys(const std::vector<std::string>& names, Contents& into) {
    std::vector<Command> questions;
    for (const std::string& name : names) questions.push_back({"TYPE", name});
    const auto types = ask(questions);
    if (!types) return std::unexpected(types.error());

    std::vector<std::string_view> read;
    questions.clear();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string& type = (*types)[i].text;
      if (type != "hash" && type != "string") continue;
      read.push_back(names[i]);
      questions.push_back({type == "hash" ? "HGETALL" : "GET", names[i]});
    }
    const auto values = ask(questions);
    if (!values) return std::unexpected(values.error());
    for (std::size_t i = 0; i < read.size(); ++i) {
      keep(std::string(read[i].substr(prefix_.size())), (*values)[i], into);
    }
    return {};
  }

  static void keep(const std::string& shown, const RedisReply& value, Contents& into) {
    if (value.kind != RedisReply::Kind::array) {
      into.strings.emplace(shown, value.text);
      return;
    }
    auto& hash = into.hashes[shown];
    for (std::size_t i = 0; i + 1 < value.elements.size(); i += 2) {
      const RedisReply& name = value.elements[i];
      if (!is_secret_field(name.text)) hash.emplace(name.text, value.elements[i + 1].text);
    }
  }

  /// All in one round trip; one reply for each.
  std::expected<std::vector<RedisReply>, std::string> ask(const std::vector<Command>& commands) {
    std::vector<RedisReply> replies;
    if (commands.empty()) return replies;
    for (auto& reply : client_.pipeline(commands, host_.now() + patience)) {
      if (!reply) return std::unexpected("Redis could not be read: " + reply.error().text);
      replies.push_back(std::move(*reply));
    }
    return replies;
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
