#include "sim/redis/info.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/redis/config_parameters.h"
#include "sim/redis/eviction.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"
#include "sim/redis/version.h"

namespace rollcall::sim::redis {
namespace {

class Section {
 public:
  explicit Section(std::string& out) : out_(out) {}

  Section& field(std::string_view name, std::string_view value) {
    out_ += name;
    out_ += ':';
    out_ += value;
    out_ += "\r\n";
    return *this;
  }
  Section& field(std::string_view name, std::uint64_t number) {
    std::string digits;
    append_integer(digits, static_cast<std::int64_t>(number));
    return field(name, digits);
  }

 private:
  std::string& out_;
};

void server(const Instance& instance, Section section) {
  section.field("redis_version", redis_version)
      .field("redis_mode", "standalone")
      .field("arch_bits", std::uint64_t{64})
      .field("tcp_port", static_cast<std::uint64_t>(instance.config.port))
      .field("hz", std::uint64_t{10});
}

void clients(const Instance& instance, Section section) {
  section.field("connected_clients", instance.sessions.size())
      .field("maxclients", static_cast<std::uint64_t>(instance.config.maxclients))
      .field("blocked_clients", instance.blocked.count() + instance.pause.postponed.size());
}

// "1.50M": two decimals of the largest unit that fits.
std::string human_bytes(std::uint64_t bytes) {
  std::string text;
  if (bytes < 1024) {
    append_integer(text, static_cast<std::int64_t>(bytes));
    return text + 'B';
  }
  std::uint64_t unit = 1024;
  std::size_t power = 0;
  constexpr std::string_view units = "KMGTP";
  while (bytes / unit >= 1024 && power + 1 < units.size()) unit *= 1024, ++power;
  const std::uint64_t whole = bytes / unit;
  const std::uint64_t hundredths = (bytes % unit * 100 + unit / 2) / unit + whole * 100;
  append_integer(text, static_cast<std::int64_t>(hundredths / 100));
  text += '.';
  text += static_cast<char>('0' + hundredths / 10 % 10);
  text += static_cast<char>('0' + hundredths % 10);
  return text + units[power];
}

void memory(const Instance& instance, Section section) {
  const std::uint64_t used = used_memory(instance);
  const auto limit = static_cast<std::uint64_t>(instance.config.maxmemory);
  section.field("used_memory", used)
      .field("used_memory_human", human_bytes(used))
      .field("number_of_cached_scripts", instance.cached_scripts())
      .field("number_of_libraries", instance.function_libraries().size())
      .field("maxmemory", limit)
      .field("maxmemory_human", human_bytes(limit))
      .field("maxmemory_policy", policy_name(instance.config.maxmemory_policy))
      .field("lazyfree_pending_objects", std::uint64_t{0})
      .field("lazyfreed_objects", instance.statistics.lazily_freed);
}

void persistence(const Instance& instance, Section section) {
  const Conditions& conditions = instance.conditions;
  section.field("loading", std::uint64_t{instance.loading || conditions.loading})
      .field("rdb_changes_since_last_save", instance.dirty - instance.dirty_saved)
      .field("rdb_bgsave_in_progress", std::uint64_t{conditions.saving})
      .field("rdb_last_save_time", static_cast<std::uint64_t>(instance.saved_at / 1000))
      .field("rdb_last_bgsave_status", conditions.snapshot_failed ? "err" : "ok")
      .field("aof_enabled", std::uint64_t{appends_to_file(instance.config.persistence)})
      .field("aof_rewrite_in_progress", std::uint64_t{0})
      .field("aof_rewrite_scheduled", std::uint64_t{0})
      .field("aof_last_bgrewrite_status", "ok")
      .field("aof_last_write_status", conditions.append_error.empty() ? "ok" : "err");
}

void stats(const Instance& instance, Section section) {
  section.field("total_connections_received", instance.statistics.connections)
      .field("total_commands_processed", instance.statistics.commands)
      .field("expired_keys", instance.statistics.expired_keys)
      .field("evicted_keys", instance.statistics.evicted_keys)
      .field("rejected_connections", instance.statistics.rejected_connections)
      .field("pubsub_channels", instance.pub_sub.subscribers(Topic::channel).size())
      .field("pubsub_patterns", instance.pub_sub.subscribers(Topic::pattern).size())
      .field("pubsubshard_channels", instance.pub_sub.subscribers(Topic::shard_channel).size())
      .field("migrate_cached_sockets", std::uint64_t{0})
      .field("total_error_replies", instance.statistics.calls.errors());
}

// No processor works in a model.
void cpu(const Instance&, Section section) {
  for (const std::string_view name :
       {"used_cpu_sys", "used_cpu_user", "used_cpu_sys_children", "used_cpu_user_children"}) {
    section.field(name, "0.000000");
  }
}

// In no time: the model's clock stands still while a command runs.
void command_stats(const Instance& instance, Section section) {
  instance.statistics.calls.by_command().for_each(
      [&](std::string_view name, const CallCounts::Calls& calls) {
        std::string text = "calls=" + std::to_string(calls.run);
        text += ",usec=0,usec_per_call=0.00,rejected_calls=" + std::to_string(calls.refused);
        text += ",failed_calls=" + std::to_string(calls.failed);
        section.field("cmdstat_" + lower_case(name), text);
      });
}

void error_stats(const Instance& instance, Section section) {
  for (const auto& [code, count] : instance.statistics.calls.by_error()) {
    section.field("errorstat_" + code, "count=" + std::to_string(count));
  }
}

void latency_stats(const Instance& instance, Section section) {
  instance.statistics.calls.by_command().for_each(
      [&](std::string_view name, const CallCounts::Calls& calls) {
        if (calls.run == 0) return;
        section.field("latency_percentiles_usec_" + lower_case(name),
                      "p50=0.000,p99=0.000,p99.9=0.000");
      });
}

// "slave0:ip=...,port=...,state=...,offset=...,lag=..."
void replicas(const Instance& instance, Section section) {
  std::vector<std::string> lines;
  for (const auto& [id, session] : instance.sessions) {
    if (!is_fed(session)) continue;
    const Replica& replica = *session.replica;
    const bool online = replica.acknowledged >= 0;
    std::string& line = lines.emplace_back("ip=" + replica.host + ",port=");
    append_integer(line, replica.port);
    line += online ? ",state=online,offset=" : ",state=send_bulk,offset=";
    append_integer(line, online ? replica.acknowledged : 0);
    line += ",lag=";
    append_integer(line, instance.clock / 1000 - replica.acknowledged_at / 1000);
  }
  const auto others = static_cast<std::uint64_t>(instance.conditions.good_replicas);
  section.field("connected_slaves", lines.size() + others);
  if (instance.config.min_replicas_to_write > 0 && instance.config.min_replicas_max_lag > 0) {
    const std::int64_t good = count_good_replicas(instance, instance.clock);
    section.field("min_slaves_good_slaves", static_cast<std::uint64_t>(good));
  }
  for (std::size_t number = 0; number < lines.size(); ++number) {
    std::string name = "slave";
    append_integer(name, static_cast<std::int64_t>(number));
    section.field(name, lines[number]);
  }
}

void replication(const Instance& instance, Section section) {
  const Conditions& conditions = instance.conditions;
  section.field("role", conditions.replica ? "slave" : "master");
  if (const MasterLink* const link = instance.replication.link.get()) {
    section.field("master_host", link->master().host)
        .field("master_port", std::uint64_t{link->master().port});
  }
  const auto offset = static_cast<std::uint64_t>(replication_offset(instance));
  if (conditions.replica) {
    section.field("master_link_status", conditions.master_link_down ? "down" : "up")
        .field("slave_repl_offset", offset)
        .field("slave_read_only", std::uint64_t{instance.config.replica_read_only});
  }
  replicas(instance, section);
  section.field("master_replid", replication_id(instance)).field("master_repl_offset", offset);
}

void keyspace(const Instance& instance, Section section) {
  std::uint64_t number = 0;
  for (const Database& database : instance.keyspace.used()) {
    if (database.size() > 0) {
      std::string name = "db";
      append_integer(name, static_cast<std::int64_t>(number));
      std::string counts = "keys=";
      append_integer(counts, static_cast<std::int64_t>(database.size()));
      counts += ",expires=";
      append_integer(counts, static_cast<std::int64_t>(database.volatile_size()));
      section.field(name, counts + ",avg_ttl=0");
    }
    ++number;
  }
}

struct SectionRow {
  std::string_view name;
  void (*write)(const Instance&, Section);
  bool unasked = true;  // also where no section is named
};

constexpr std::array info_sections = {
    SectionRow{"Server", server},
    SectionRow{"Clients", clients},
    SectionRow{"Memory", memory},
    SectionRow{"Persistence", persistence},
    SectionRow{"Stats", stats},
    SectionRow{"Replication", replication},
    SectionRow{"CPU", cpu},
    SectionRow{"Commandstats", command_stats, false},
    SectionRow{"Errorstats", error_stats},
    SectionRow{"Latencystats", latency_stats, false},
    SectionRow{"Keyspace", keyspace},
};

bool is_wanted(const SectionRow& row, Arguments sections) {
  if (sections.empty()) return row.unasked;
  return std::any_of(sections.begin(), sections.end(), [&](std::string_view wanted) {
    return equals_ignoring_case(wanted, row.name) || equals_ignoring_case(wanted, "all") ||
           equals_ignoring_case(wanted, "everything") ||
           (row.unasked && equals_ignoring_case(wanted, "default"));
  });
}

}  // namespace

std::string info_text(const Instance& instance, Arguments sections) {
  std::string text;
  for (const SectionRow& row : info_sections) {
    if (!is_wanted(row, sections)) continue;
    if (!text.empty()) text += "\r\n";
    text += "# ";
    text += row.name;
    text += "\r\n";
    row.write(instance, Section(text));
  }
  return text;
}

}  // namespace rollcall::sim::redis
