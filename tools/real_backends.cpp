#include "tools/real_backends.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/redis_url.h"

namespace rollcall::tools {
namespace {

using namespace std::chrono_literals;

constexpr Duration patience = 5s;
constexpr std::string_view statistics_prefix = "cmdstat_";

std::string random_prefix(Host& host) {
  std::array<std::byte, 8> bytes{};
  host.entropy(bytes);
  std::string prefix = "rollcall-validate-";
  for (const std::byte byte : bytes) prefix += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return prefix + ":";
}

}  // namespace

std::expected<std::unique_ptr<RealBackends>, std::string> RealBackends::open(const Named& named) {
  auto folder = TemporaryFolder::make("rollcall-validate-");
  if (!folder) return std::unexpected(folder.error());
  std::unique_ptr<RealBackends> backends(new RealBackends(std::move(*folder)));
  if (auto opened = backends->open_database(named.database); !opened)
    return std::unexpected(opened.error());
  if (auto opened = backends->open_redis(named.redis); !opened)
    return std::unexpected(opened.error());
  backends->counts_before_ = backends->read_command_counts();
  return backends;
}

std::expected<void, std::string> RealBackends::open_database(const std::string& path) {
  own_database_ = path.empty();
  if (own_database_) {
    stores_.sqlite_path = (folder_.path() / "users.db").string();
    return {};
  }
  std::error_code error;
  database_existed_ = std::filesystem::exists(path, error);
  if (database_existed_ && (!std::filesystem::is_regular_file(path, error) ||
                            std::filesystem::file_size(path, error) > 0)) {
    return std::unexpected(fmt::format(
        "--db: {} is not empty, and nothing of yours is overwritten: name a new file", path));
  }
  const std::ofstream writable(path, std::ios::app);
  if (!writable)
    return std::unexpected(
        fmt::format("--db: {} cannot be written: name a file in a folder of yours", path));
  stores_.sqlite_path = path;
  return {};
}

std::expected<void, std::string> RealBackends::open_redis(const std::string& url) {
  if (url.empty()) {
    auto server = RedisServerProcess::start({});
    if (!server) return std::unexpected(server.error());
    own_server_ = std::move(*server);
    stores_.redis = own_server_->endpoint();
  } else {
    if (auto parsed = parse_redis_url(url, stores_); !parsed) return parsed;
    stores_.key_prefix = random_prefix(host_);
  }
  redis_ =
      std::make_unique<RedisClient>(host_,
                                    RedisAddress{stores_.redis, stores_.redis_username,
                                                 stores_.redis_password, stores_.redis_database},
                                    1);
  const auto answer = redis_->call({"PING"}, host_.now() + patience);
  if (answer && answer->kind == RedisReply::Kind::status) return {};
  return std::unexpected(fmt::format("--redis: no usable Redis at {}:{}: {}", stores_.redis.host,
                                     stores_.redis.port,
                                     answer ? answer->text : answer.error().text));
}

RealBackends::~RealBackends() {
  if (own_server_ == nullptr && redis_ != nullptr) remove_keys();
  if (own_database_ || stores_.sqlite_path.empty()) return;
  std::error_code ignored;
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    std::filesystem::remove(stores_.sqlite_path + suffix, ignored);
  }
  if (database_existed_) {
    std::filesystem::resize_file(stores_.sqlite_path, 0, ignored);
  } else {
    std::filesystem::remove(stores_.sqlite_path, ignored);
  }
}

// By prefix and in small steps: KEYS would stop somebody else's server for as long as it takes.
void RealBackends::remove_keys() {
  std::string cursor = "0";
  do {
    const auto reply =
        redis_->call({"SCAN", cursor, "MATCH", stores_.key_prefix + "*", "COUNT", "500"},
                     host_.now() + patience);
    if (!reply || reply->elements.size() != 2) return;
    cursor = reply->elements[0].text;
    for (const RedisReply& key : reply->elements[1].elements) {
      (void)redis_->call({"UNLINK", key.text}, host_.now() + patience);
    }
  } while (cursor != "0");
}

std::string RealBackends::announcement() const {
  const std::string redis =
      own_server_ != nullptr
          ? fmt::format("an own redis-server on {}:{}", stores_.redis.host, stores_.redis.port)
          : fmt::format("Redis at {}:{}, database {}, keys {}*", stores_.redis.host,
                        stores_.redis.port, stores_.redis_database, stores_.key_prefix);
  return fmt::format("writes to {} and to the SQLite file {}; both are cleaned up at the end",
                     redis, stores_.sqlite_path);
}

std::map<std::string, std::int64_t> RealBackends::read_command_counts() {
  std::map<std::string, std::int64_t> counts;
  const auto reply = redis_->call({"INFO", "commandstats"}, host_.now() + patience);
  if (!reply) return counts;
  std::string_view rest = reply->text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto calls = line.find(":calls=");
    if (!line.starts_with(statistics_prefix) || calls == std::string_view::npos) continue;
    std::int64_t count = 0;
    const std::string_view digits = line.substr(calls + 7);
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    counts.emplace(line.substr(statistics_prefix.size(), calls - statistics_prefix.size()), count);
  }
  return counts;
}

std::map<std::string, std::int64_t> RealBackends::command_counts() {
  std::map<std::string, std::int64_t> counts = read_command_counts();
  for (auto& [name, count] : counts) {
    const auto before = counts_before_.find(name);
    if (before != counts_before_.end()) count -= before->second;
  }
  std::erase_if(counts,
                [](const auto& entry) { return entry.second <= 0 || entry.first == "info"; });
  return counts;
}

}  // namespace rollcall::tools
