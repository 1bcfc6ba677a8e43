#include "engine/password.h"

#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "engine/check.h"
#include "engine/pool.h"

namespace rollcall {
namespace {

/// The room in which one hash is computed. Holds nothing: the pool's order and bound are what is
/// wanted.
struct Bench {};
struct NoError {};
using Benches = Pool<Bench, NoError>;

std::size_t cores() {
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? static_cast<std::size_t>(online) : 1;
}

class Argon2Hasher final : public PasswordHasher {
 public:
  Argon2Hasher(Host& host, Argon2Cost cost)
      : cost_(cost),
        benches_(host, {.capacity = cost.at_once > 0 ? cost.at_once : cores(),
                        .open = [](MonotonicTime) { return std::make_unique<Bench>(); }}) {
    ROLLCALL_CHECK(sodium_init() >= 0, "libsodium starts");
  }

  std::string hash(Host& host, std::string_view password) override {
    const Benches::Lease bench = wait_for_bench(host);
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const int failed =
        crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                              cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
    return failed != 0 ? std::string() : std::string(text.data());
  }

  bool matches(Host& host, std::string_view hash, std::string_view password) override {
    if (hash.empty() || hash.size() >= crypto_pwhash_STRBYTES) return false;
    const Benches::Lease bench = wait_for_bench(host);
    return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) ==
           0;
  }

 private:
  /// As long as it takes: those who wait are served in order, and a hash takes milliseconds.
  Benches::Lease wait_for_bench(Host& host) {
    while (true) {
      auto bench = benches_.acquire(host.now() + std::chrono::hours(1));
      if (bench) return std::move(*bench);
    }
  }

  Argon2Cost cost_;
  Benches benches_;
};

}  // namespace

std::unique_ptr<PasswordHasher> make_argon2_hasher(Host& host, Argon2Cost cost) {
  return std::make_unique<Argon2Hasher>(host, cost);
}

}  // namespace rollcall
