#include "tools/redis_url.h"

#include <charconv>
#include <optional>

namespace rollcall::tools {
namespace {

constexpr const char* form = "write redis://[user:password@]host[:port][/database]";

template <class Number>
std::optional<Number> number(std::string_view text, Number most) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || value > most)
    return std::nullopt;
  return value;
}

int hex(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// RFC 3986, section 2.1: passwords may hold any character this way.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

std::expected<void, std::string> parse_redis_url(std::string_view url, Stores& into) {
  if (url.starts_with("rediss://")) {
    return std::unexpected(
        "--redis: rediss:// asks for TLS, which is not built in: use a local tunnel and redis://");
  }
  constexpr std::string_view scheme = "redis://";
  if (!url.starts_with(scheme))
    return std::unexpected(std::string("--redis: not a Redis URL: ") + form);
  url.remove_prefix(scheme.size());
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    const std::string_view credentials = url.substr(0, at);
    const auto colon = credentials.find(':');
    into.redis_username =
        percent_decoded(credentials.substr(0, std::min(colon, credentials.size())));
    if (colon != std::string_view::npos)
      into.redis_password = percent_decoded(credentials.substr(colon + 1));
    url.remove_prefix(at + 1);
  }
  if (const auto slash = url.find('/'); slash != std::string_view::npos) {
    const std::string_view database = url.substr(slash + 1);
    const auto index = database.empty() ? 0 : number<std::int64_t>(database, 1'000'000);
    if (!index || *index < 0)
      return std::unexpected("--redis: the database after '/' is a number from 0: " +
                             std::string(form));
    into.redis_database = *index;
    url = url.substr(0, slash);
  }
  std::string_view host = url;
  into.redis.port = 6379;
  const auto colon = url.rfind(':');
  if (colon != std::string_view::npos && !url.ends_with(']')) {
    const auto port = number<std::uint16_t>(url.substr(colon + 1), 65535);
    if (!port || *port == 0)
      return std::unexpected("--redis: the port is a number from 1 to 65535: " + std::string(form));
    into.redis.port = *port;
    host = url.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return std::unexpected(std::string("--redis: there is no host name: ") + form);
  into.redis.host = std::string(host);
  return {};
}

}  // namespace rollcall::tools
