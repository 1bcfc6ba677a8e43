#include "sim/redis/instance.h"

#include <string>
#include <utility>

#include "sim/redis/eviction.h"
#include "sim/redis/functions.h"
#include "sim/redis/script_engine.h"
#include "sim/redis/script_run.h"

namespace rollcall::sim::redis {

Instance::Instance(Config settings, InterpreterPool* interpreters)
    : config(std::move(settings)),
      effects(appends_to_file(config.persistence)),
      saved_at(config.started_at_ms),
      interpreters_(interpreters) {
  if (config.persistence != Persistence::rdb) config.save_points.clear();
}

Instance::~Instance() = default;

bool Instance::is_expired(const Entry& entry, UnixMs now) const {
  if (entry.expires_at == no_expiry || loading || conditions.loading) return false;
  return (script != nullptr ? script->caller().now : now) > entry.expires_at;
}

bool Instance::is_busy() const { return script != nullptr && script->is_busy(); }

void Instance::delete_expired(std::size_t database, std::string_view key) {
  if ((conditions.replica && config.replica_read_only) || pause.is_on()) return;
  keyspace.database(database).erase(key);
  touch(database, key);
  effects.add_deleted(database, key);
  ++statistics.expired_keys;
}

void Instance::touch(std::size_t database, std::string_view key) {
  if (!blocked.empty()) {
    const Entry* const entry = keyspace.database(database).find(key);
    blocked.touch(database, key, entry != nullptr ? &entry->value : nullptr);
  }
  touch_watches(database, key);
}

void Instance::touch_watches(std::size_t database, std::string_view key) {
  if (config.maxmemory > 0) count_memory(*this, database, key);
  if (watches.empty()) return;
  watches.touch(database, key, keyspace.database(database).find(key) != nullptr);
}

void Instance::stir(Session& session) {
  if (!std::exchange(session.stirred, true)) stirred.push_back(session.id);
}

void Instance::hang_up_on(Session& session) {
  session.closing = session.killed = true;
  stir(session);
}

void Instance::note_saved(std::uint64_t changes, UnixMs now) {
  dirty_saved = changes;
  saved_at = now;
}

std::size_t Instance::flush(std::size_t number) {
  Database& database = keyspace.database(number);
  watches.touch_all(number, database);
  blocked.end_all(number);
  const std::size_t keys = database.size();
  database.clear();
  return keys;
}

Functions& Instance::functions() {
  if (functions_ == nullptr) functions_ = std::make_unique<Functions>(interpreters_);
  return *functions_;
}

std::vector<std::string_view> Instance::function_libraries() const {
  std::vector<std::string_view> code;
  if (functions_ == nullptr) return code;
  for (const auto& [name, library] : functions_->libraries()) code.emplace_back(library.code);
  return code;
}

std::size_t Instance::cached_scripts() const { return scripts_ == nullptr ? 0 : scripts_->size(); }

ScriptEngine& Instance::scripts() {
  if (scripts_ == nullptr) scripts_ = std::make_unique<ScriptEngine>(interpreters_);
  return *scripts_;
}

}  // namespace rollcall::sim::redis
