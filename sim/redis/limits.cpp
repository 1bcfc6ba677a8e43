#include "sim/redis/limits.h"

#include "sim/redis/lua_sandbox.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::string_view users[] = {"ACL"};
constexpr std::string_view modules[] = {"MODULE"};
constexpr std::string_view places[] = {
    "GEOADD",    "GEODIST",       "GEOHASH",           "GEOPOS",
    "GEORADIUS", "GEORADIUS_RO",  "GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO",
    "GEOSEARCH", "GEOSEARCHSTORE"};
constexpr std::string_view cardinalities[] = {"PFADD", "PFCOUNT", "PFDEBUG", "PFMERGE",
                                              "PFSELFTEST"};
constexpr std::string_view caches_of_clients[] = {"CLIENT|CACHING", "CLIENT|GETREDIR",
                                                  "CLIENT|TRACKING", "CLIENT|TRACKINGINFO"};
constexpr std::string_view clusters[] = {"ASKING",
                                         "CLUSTER|ADDSLOTS",
                                         "CLUSTER|ADDSLOTSRANGE",
                                         "CLUSTER|BUMPEPOCH",
                                         "CLUSTER|COUNT-FAILURE-REPORTS",
                                         "CLUSTER|COUNTKEYSINSLOT",
                                         "CLUSTER|DELSLOTS",
                                         "CLUSTER|DELSLOTSRANGE",
                                         "CLUSTER|FAILOVER",
                                         "CLUSTER|FLUSHSLOTS",
                                         "CLUSTER|FORGET",
                                         "CLUSTER|GETKEYSINSLOT",
                                         "CLUSTER|LINKS",
                                         "CLUSTER|MEET",
                                         "CLUSTER|REPLICAS",
                                         "CLUSTER|REPLICATE",
                                         "CLUSTER|SAVECONFIG",
                                         "CLUSTER|SET-CONFIG-EPOCH",
                                         "CLUSTER|SETSLOT",
                                         "CLUSTER|SLAVES",
                                         "MIGRATE",
                                         "READONLY",
                                         "READWRITE",
                                         "RESTORE-ASKING"};
constexpr std::string_view observation[] = {"LATENCY",      "MEMORY|DOCTOR", "MEMORY|MALLOC-STATS",
                                            "MEMORY|PURGE", "MEMORY|STATS",  "MONITOR",
                                            "SLOWLOG"};
constexpr std::string_view replication[] = {"FAILOVER"};
constexpr std::string_view help[] = {"CLIENT|HELP", "CLUSTER|HELP",  "COMMAND|HELP",
                                     "CONFIG|HELP", "FUNCTION|HELP", "MEMORY|HELP",
                                     "PUBSUB|HELP", "SCRIPT|HELP"};
constexpr std::string_view others[] = {"COMMAND|GETKEYSANDFLAGS", "LOLWUT", "SCRIPT|DEBUG"};

constexpr NotModelled groups[] = {
    {"users and what they may do", users},
    {"modules", modules},
    {"places on a map", places},
    {"HyperLogLog", cardinalities},
    {"caches of clients", caches_of_clients},
    {"clusters", clusters},
    {"watching a server at work", observation},
    {"planned failover", replication},
    {"texts of help", help},
    {"others", others},
};

std::string mib(std::size_t bytes) {
  std::string text;
  append_integer(text, static_cast<std::int64_t>(bytes >> 20));
  return text + " MiB";
}

}  // namespace

std::span<const NotModelled> not_modelled() { return groups; }

std::vector<std::string> limits() {
  return {
      "scripts and functions have " + mib(LuaHeap::arena) +
          " of memory, and end in an error when it is used up; Redis sets no limit",
      "used memory is estimated from the data, not measured: maxmemory evicts about when Redis "
      "does",
      "the snapshot has a format of its own, the append-only file is not rewritten, and this port "
      "writes no file at all",
      "this port serves replicas, but follows no master",
      "nothing is published about keys: notify-keyspace-events changes nothing",
      "RESTORE refuses damaged payloads that Redis takes because it looks at their outlines only, "
      "and "
      "reads no forms of before Redis 7 but those of strings, lists, sets, hashes and streams: no "
      "sorted sets with scores as text, no ziplists and zipmaps",
      "a replica that is paused goes on with what its master says",
      "CONFIG SET takes what Redis takes, but parameters of the machine (files, ports, threads, "
      "the log, buffers other than client-output-buffer-limit) change nothing",
  };
}

}  // namespace rollcall::sim::redis
