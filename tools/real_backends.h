// The stores that `validate` runs against: its own redis-server and a temporary file, or those that
// the user named. What was not started here is never flushed, restarted or ended; what was written
// is taken away again.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/os/os_host.h"
#include "engine/os/redis_server_process.h"
#include "engine/os/temporary_folder.h"
#include "engine/redis/redis_client.h"
#include "engine/stores.h"

namespace rollcall::tools {

class RealBackends {
 public:
  struct Named {
    std::string redis;     ///< URL; empty: an own server
    std::string database;  ///< file, which must be new or empty; empty: in a temporary folder
  };
  /// The error is one line.
  [[nodiscard]] static std::expected<std::unique_ptr<RealBackends>, std::string> open(
      const Named& named);
  /// Takes away what was written.
  ~RealBackends();
  RealBackends(const RealBackends&) = delete;
  RealBackends& operator=(const RealBackends&) = delete;

  [[nodiscard]] const Stores& stores() const { return stores_; }
  /// What will be written, and where; for people.
  [[nodiscard]] std::string announcement() const;
  /// Redis's own count of each command since `open` (INFO commandstats); empty when it does not
  /// tell.
  [[nodiscard]] std::map<std::string, std::int64_t> command_counts();

 private:
  explicit RealBackends(TemporaryFolder folder) : folder_(std::move(folder)) {}
  std::expected<void, std::string> open_redis(const std::string& url);
  std::expected<void, std::string> open_database(const std::string& path);
  [[nodiscard]] std::map<std::string, std::int64_t> read_command_counts();
  void remove_keys();

  OsHost host_;
  TemporaryFolder folder_;
  Stores stores_;
  std::unique_ptr<RedisServerProcess> own_server_;
  bool own_database_ = false;
  bool database_existed_ = false;
  std::unique_ptr<RedisClient> redis_;
  std::map<std::string, std::int64_t> counts_before_;
};

}  // namespace rollcall::tools
