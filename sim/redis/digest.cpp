#include "sim/redis/digest.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>
#include <variant>

#include "sim/redis/sha1.h"

namespace rollcall::sim::redis {
namespace {

// Method: what has an order is mixed in, so that the order counts; what has none is added, so that
// it does not.
class Digest {
 public:
  void add(std::string_view bytes) {
    const Sha1 sum = sha1_of(bytes);
    for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] ^= sum[i];
  }
  void add(const Digest& part) { add(part.bytes()); }
  void mix(std::string_view bytes) {
    add(bytes);
    sum_ = sha1_of(this->bytes());
  }
  // As four bytes, the most significant first.
  void mix(std::uint32_t number) {
    const std::array<char, 4> bytes = {
        static_cast<char>(number >> 24 & 0xff), static_cast<char>(number >> 16 & 0xff),
        static_cast<char>(number >> 8 & 0xff), static_cast<char>(number & 0xff)};
    mix(std::string_view(bytes.data(), bytes.size()));
  }

  [[nodiscard]] std::string hexadecimal() const {
    std::string text;
    for (const std::uint8_t byte : sum_) {
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 0xf];
    }
    return text;
  }

 private:
  [[nodiscard]] std::string_view bytes() const {
    return {reinterpret_cast<const char*>(sum_.data()), sum_.size()};
  }

  Sha1 sum_{};
};

// By type, as Redis numbers them.
struct MixValue {
  Digest& digest;

  void operator()(const String& string) const {
    digest.mix(0U);
    digest.mix(string);
  }
  void operator()(const std::unique_ptr<List>& list) const {
    digest.mix(1U);
    list->for_each([&](std::string_view element) { digest.mix(element); });
  }
  void operator()(const std::unique_ptr<Set>& set) const {
    digest.mix(2U);
    set->for_each([&](std::string_view member) { digest.add(member); });
  }
  void operator()(const std::unique_ptr<SortedSet>& set) const {
    digest.mix(3U);
    set->for_each(set->all(), [&](const SortedSet::Element& element) {
      std::array<char, 64> score;
      const int length = std::snprintf(score.data(), score.size(), "%.17g", element.score);
      Digest part;
      part.mix(element.member);
      part.mix(std::string_view(score.data(), static_cast<std::size_t>(length)));
      digest.add(part);
    });
  }
  void operator()(const std::unique_ptr<Hash>& hash) const {
    digest.mix(4U);
    hash->for_each([&](std::string_view field, std::string_view value) {
      Digest part;
      part.mix(field);
      part.mix(value);
      digest.add(part);
    });
  }
  void operator()(const std::unique_ptr<Stream>& stream) const {
    digest.mix(6U);
    for (const auto& [id, fields] : stream->range(lowest_id, highest_id, 0)) {
      digest.mix(std::to_string(id.ms) + "." + std::to_string(id.seq));
      for (const std::string& word : fields) digest.mix(word);
    }
  }
};

void mix_entry(Digest& digest, const Entry& entry) {
  std::visit(MixValue{digest}, entry.value);
  if (entry.expires_at != no_expiry) digest.add("!!expire!!");
}

}  // namespace

std::string digest_of(const Keyspace& keyspace) {
  Digest whole;
  std::uint32_t number = 0;
  for (const Database& database : keyspace.used()) {
    if (database.size() > 0) whole.mix(number);
    database.keys().for_each([&](std::string_view key, const Entry& entry) {
      Digest digest;
      digest.mix(key);
      mix_entry(digest, entry);
      whole.add(digest);
    });
    ++number;
  }
  return whole.hexadecimal();
}

std::string digest_of(const Entry* entry) {
  Digest digest;
  if (entry != nullptr) mix_entry(digest, *entry);
  return digest.hexadecimal();
}

}  // namespace rollcall::sim::redis
