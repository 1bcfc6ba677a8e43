// Parameters that clients and their test suites set and ask for, but that change nothing here:
// times of Redis's housekeeping, limits of its buffers, threads, logs and sockets. They are checked
// as Redis checks them, kept, shown, and have no effect; but see output_limit().
#include <array>

#include "sim/redis/config_parameters.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::int64_t int_max = std::numeric_limits<std::int32_t>::max();
constexpr std::array<std::string_view, 4> log_levels = {"debug", "verbose", "notice", "warning"};
constexpr std::array<std::string_view, 3> diskless_loads = {"disabled", "on-empty-db", "swapdb"};
constexpr std::array<std::string_view, 4> oom_score_bases = {"no", "yes", "relative", "absolute"};
constexpr std::array<std::string_view, 3> sanitizings = {"no", "yes", "clients"};
using enum Parameter::Kind;

constexpr std::array without_effect = {
    Parameter{.name = "acllog-max-len", .kind = integer, .initial = "128"},
    Parameter{
        .name = "active-expire-effort", .kind = integer, .initial = "1", .least = 1, .most = 10},
    Parameter{.name = "activedefrag", .kind = yes_no, .initial = "no"},
    Parameter{.name = "activerehashing", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "aof-load-truncated", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "aof-rewrite-incremental-fsync", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "aof-timestamp-enabled", .kind = yes_no, .initial = "no"},
    Parameter{.name = "aof-use-rdb-preamble", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "appenddirname", .kind = immutable, .initial = "appendonlydir"},
    Parameter{.name = "appendfilename", .kind = immutable, .initial = "appendonly.aof"},
    Parameter{.name = "auto-aof-rewrite-min-size", .kind = memory, .initial = "67108864"},
    Parameter{
        .name = "auto-aof-rewrite-percentage", .kind = integer, .initial = "100", .most = int_max},
    Parameter{.name = "bind", .kind = text, .initial = "* -::*"},
    Parameter{.name = "client-output-buffer-limit",
              .kind = text,
              .initial = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
              .normal_form = normal_output_limits},
    Parameter{.name = "client-query-buffer-limit",
              .kind = memory,
              .initial = "1073741824",
              .least = 1 << 20},
    Parameter{.name = "cluster-enabled", .kind = immutable, .initial = "no"},
    Parameter{.name = "cluster-node-timeout", .kind = integer, .initial = "15000"},
    Parameter{.name = "daemonize", .kind = immutable, .initial = "no"},
    Parameter{.name = "dbfilename", .kind = restricted, .initial = "dump.rdb"},
    Parameter{.name = "dir", .kind = restricted, .initial = "/"},
    Parameter{.name = "dynamic-hz", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "enable-debug-command", .kind = immutable, .initial = "yes"},
    Parameter{.name = "hll-sparse-max-bytes", .kind = memory, .initial = "3000"},
    Parameter{.name = "hz",
              .kind = integer,
              .initial = "10",
              .most = int_max,
              .kept_least = 1,
              .kept_most = 500},
    Parameter{.name = "io-threads", .kind = immutable, .initial = "1"},
    Parameter{.name = "jemalloc-bg-thread", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "latency-monitor-threshold", .kind = integer, .initial = "0"},
    Parameter{.name = "latency-tracking", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "latency-tracking-info-percentiles",
              .kind = text,
              .initial = "50 99 99.9",
              .normal_form = normal_percentiles},
    Parameter{.name = "lazyfree-lazy-eviction", .kind = yes_no, .initial = "no"},
    Parameter{.name = "lazyfree-lazy-expire", .kind = yes_no, .initial = "no"},
    Parameter{.name = "lazyfree-lazy-server-del", .kind = yes_no, .initial = "no"},
    Parameter{.name = "lazyfree-lazy-user-del", .kind = yes_no, .initial = "no"},
    Parameter{.name = "lazyfree-lazy-user-flush", .kind = yes_no, .initial = "no"},
    Parameter{.name = "list-compress-depth", .kind = integer, .initial = "0", .most = int_max},
    Parameter{.name = "list-max-listpack-size",
              .kind = integer,
              .initial = "-2",
              .older_name = "list-max-ziplist-size",
              .least = -int_max - 1,
              .most = int_max},
    Parameter{.name = "logfile", .kind = immutable, .initial = ""},
    Parameter{.name = "loglevel", .kind = choice, .initial = "notice", .choices = log_levels},
    Parameter{.name = "masteruser", .kind = text, .initial = ""},
    Parameter{.name = "maxmemory-clients",
              .kind = text,
              .initial = "0",
              .normal_form = normal_memory_or_percent},
    Parameter{.name = "maxmemory-eviction-tenacity", .kind = integer, .initial = "10", .most = 100},
    Parameter{.name = "no-appendfsync-on-rewrite", .kind = yes_no, .initial = "no"},
    Parameter{.name = "notify-keyspace-events",
              .kind = text,
              .initial = "",
              .normal_form = normal_keyspace_events},
    Parameter{.name = "oom-score-adj", .kind = choice, .initial = "no", .choices = oom_score_bases},
    Parameter{.name = "oom-score-adj-values",
              .kind = text,
              .initial = "0 200 800",
              .normal_form = normal_oom_scores},
    Parameter{.name = "protected-mode", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "rdb-save-incremental-fsync", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "rdbchecksum", .kind = immutable, .initial = "yes"},
    Parameter{.name = "rdbcompression", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "repl-backlog-size",
              .kind = memory,
              .initial = "1048576",
              .least = 1,
              .kept_least = 1 << 14},
    Parameter{.name = "repl-backlog-ttl", .kind = integer, .initial = "3600"},
    Parameter{.name = "repl-disable-tcp-nodelay", .kind = yes_no, .initial = "no"},
    Parameter{.name = "repl-diskless-load",
              .kind = choice,
              .initial = "disabled",
              .choices = diskless_loads},
    Parameter{.name = "repl-diskless-sync", .kind = yes_no, .initial = "yes"},
    Parameter{.name = "repl-diskless-sync-delay", .kind = integer, .initial = "5", .most = int_max},
    Parameter{.name = "repl-ping-replica-period",
              .kind = integer,
              .initial = "10",
              .older_name = "repl-ping-slave-period",
              .least = 1,
              .most = int_max},
    Parameter{
        .name = "repl-timeout", .kind = integer, .initial = "60", .least = 1, .most = int_max},
    Parameter{.name = "replica-lazy-flush",
              .kind = yes_no,
              .initial = "no",
              .older_name = "slave-lazy-flush"},
    Parameter{.name = "replica-priority",
              .kind = integer,
              .initial = "100",
              .older_name = "slave-priority",
              .most = int_max},
    Parameter{
        .name = "sanitize-dump-payload", .kind = choice, .initial = "no", .choices = sanitizings},
    Parameter{.name = "shutdown-timeout", .kind = integer, .initial = "10", .most = int_max},
    Parameter{.name = "slowlog-log-slower-than", .kind = integer, .initial = "10000", .least = -1},
    Parameter{.name = "slowlog-max-len", .kind = integer, .initial = "128"},
    Parameter{.name = "syslog-enabled", .kind = immutable, .initial = "no"},
    Parameter{.name = "syslog-facility", .kind = immutable, .initial = "local0"},
    Parameter{.name = "syslog-ident", .kind = immutable, .initial = "redis"},
    Parameter{.name = "tcp-backlog", .kind = immutable, .initial = "511"},
    Parameter{.name = "tcp-keepalive", .kind = integer, .initial = "300", .most = int_max},
    Parameter{.name = "tracking-table-max-keys", .kind = integer, .initial = "1000000"},
    Parameter{.name = "unixsocket", .kind = immutable, .initial = ""},
};

}  // namespace

std::span<const Parameter> parameters_without_effect() { return without_effect; }

}  // namespace rollcall::sim::redis
