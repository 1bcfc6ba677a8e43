#include "scenarios/app_server.h"

#include <memory>
#include <utility>

#include "scenarios/stand_in_hasher.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;

constexpr Duration open_again_after = 20ms;

}  // namespace

// The engine is reachable while this lives, and not while it unwinds.
class AppServer::Serving {
 public:
  Serving(AppServer& server, Engine& engine) : server_(server) { server_.engine_ = &engine; }
  ~Serving() { server_.engine_ = nullptr; }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

 private:
  AppServer& server_;
};

void AppServer::run(Host& host) {
  StandInHasher hasher(host, password_hash_);
  std::unique_ptr<Engine> engine;
  while (!engine) {
    auto opened = Engine::open(
        host, {.strategy = strategy_, .knobs = knobs_, .stores = {}, .hasher = hasher});
    if (opened) {
      engine = std::move(*opened);
    } else {
      host.sleep_for(open_again_after);
    }
  }
  const Serving serving(*this, *engine);
  host.sleep_until(MonotonicTime::max());
}

Answer AppServer::serve(const properties::Call& call, const Secrets& secrets) {
  if (engine_ == nullptr) return Failure{Failure::Kind::unavailable, "the app process is starting"};
  return scenarios::serve(*engine_, call, secrets);
}

}  // namespace rollcall::scenarios
