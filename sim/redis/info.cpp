#include "sim/redis/info.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

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

void server(const Instance&, Section section) {
  section.field("redis_version", redis_version)
      .field("redis_mode", "standalone")
      .field("arch_bits", std::uint64_t{64})
      .field("tcp_port", std::uint64_t{6379})
      .field("hz", std::uint64_t{10});
}

void clients(const Instance& instance, Section section) {
  section.field("connected_clients", instance.sessions.size())
      .field("maxclients", static_cast<std::uint64_t>(instance.config.maxclients))
      .field("blocked_clients", instance.blocked.count());
}

void memory(const Instance&, Section section) {
  section.field("maxmemory", std::uint64_t{0}).field("maxmemory_policy", "noeviction");
}

void persistence(const Instance& instance, Section section) {
  section.field("loading", std::uint64_t{instance.loading})
      .field("rdb_changes_since_last_save", instance.dirty - instance.dirty_saved)
      .field("aof_enabled", std::uint64_t{appends_to_file(instance.config.persistence)});
}

void stats(const Instance& instance, Section section) {
  section.field("total_connections_received", instance.statistics.connections)
      .field("total_commands_processed", instance.statistics.commands)
      .field("expired_keys", instance.statistics.expired_keys)
      .field("evicted_keys", std::uint64_t{0});
}

void replication(const Instance&, Section section) {
  section.field("role", "master").field("connected_slaves", std::uint64_t{0});
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
};

constexpr std::array info_sections = {
    SectionRow{"Server", server},     SectionRow{"Clients", clients},
    SectionRow{"Memory", memory},     SectionRow{"Persistence", persistence},
    SectionRow{"Stats", stats},       SectionRow{"Replication", replication},
    SectionRow{"Keyspace", keyspace},
};

bool is_wanted(std::string_view name, Arguments sections) {
  return sections.empty() ||
         std::any_of(sections.begin(), sections.end(), [&](std::string_view wanted) {
           return equals_ignoring_case(wanted, name) || equals_ignoring_case(wanted, "all") ||
                  equals_ignoring_case(wanted, "default") ||
                  equals_ignoring_case(wanted, "everything");
         });
}

}  // namespace

std::string info_text(const Instance& instance, Arguments sections) {
  std::string text;
  for (const SectionRow& row : info_sections) {
    if (!is_wanted(row.name, sections)) continue;
    if (!text.empty()) text += "\r\n";
    text += "# ";
    text += row.name;
    text += "\r\n";
    row.write(instance, Section(text));
  }
  return text;
}

}  // namespace rollcall::sim::redis
