#include "tools/redis_listener.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>

#include "engine/check.h"
#include "sim/redis/config_texts.h"
#include "sim/redis/numbers.h"
#include "tools/jobs.h"

namespace rollcall::tools {
namespace {

using sim::redis::ClientType;
using sim::redis::ConnectionId;
using sim::redis::UnixMs;

constexpr UnixMs cycle_ms = 100;
constexpr std::size_t read_most = 64 * 1024;  // of one client in one turn
constexpr std::uint64_t listener_key = 0;     // connection ids start at 1

UnixMs wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// DEBUG SLEEP; who ends the server does not have to wait for its end.
void sleep_unless_interrupted(std::int64_t ms) {
  constexpr std::int64_t slice = 100;
  for (; ms > 0 && !interrupted(); ms -= slice) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(ms, slice)));
  }
}

using AddressList = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

AddressList look_up(const std::string& host, std::uint16_t port, std::string& why) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (failure != 0) why = gai_strerror(failure);
  return {failure == 0 ? found : nullptr, freeaddrinfo};
}

FileDescriptor listen_on(const addrinfo& address) {
  FileDescriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool bound = bind(socket.number(), address.ai_addr, address.ai_addrlen) == 0 &&
                     listen(socket.number(), 511) == 0;
  return bound ? std::move(socket) : FileDescriptor();
}

// Of one end of a socket: getsockname's or getpeername's.
std::string address_of(int socket, int (*name_of)(int, sockaddr*, socklen_t*)) {
  sockaddr_storage end{};
  socklen_t size = sizeof end;
  name_of(socket, reinterpret_cast<sockaddr*>(&end), &size);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  getnameinfo(reinterpret_cast<sockaddr*>(&end), size, host.data(), host.size(), port.data(),
              port.size(), NI_NUMERICHOST | NI_NUMERICSERV);
  const bool colons = std::strchr(host.data(), ':') != nullptr;
  return fmt::format("{}{}{}:{}", colons ? "[" : "", host.data(), colons ? "]" : "", port.data());
}

std::int64_t port_of(std::string_view address) {
  return sim::redis::parse_integer(address.substr(address.rfind(':') + 1)).value_or(0);
}

}  // namespace

struct RedisListener::Client {
  FileDescriptor socket;
  ConnectionId connection;
  std::string unsent{};
  std::size_t sent = 0;  ///< of `unsent`
  bool waits_to_send = false;
  std::optional<std::size_t> data_left{};  ///< of a replica: the data that `unsent` begins with
  std::optional<UnixMs> over_since{};      ///< the soft limit of its output
};

std::expected<std::unique_ptr<RedisListener>, std::string> RedisListener::open(
    const std::string& host, std::uint16_t port) {
  std::string why;
  const AddressList addresses = look_up(host, port, why);
  for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
    FileDescriptor socket = listen_on(*address);
    if (socket.number() < 0) {
      why = std::strerror(errno);
      continue;
    }
    std::string bound = address_of(socket.number(), getsockname);
    return std::unique_ptr<RedisListener>(new RedisListener(
        std::move(socket), FileDescriptor(epoll_create1(EPOLL_CLOEXEC)), std::move(bound)));
  }
  return std::unexpected(fmt::format(
      "cannot listen on {} port {}: {}; choose others with --host and --port", host, port, why));
}

RedisListener::RedisListener(FileDescriptor socket, FileDescriptor poll, std::string address)
    : socket_(std::move(socket)),
      poll_(std::move(poll)),
      address_(std::move(address)),
      server_({.port = port_of(address_),
               .started_at_ms = wall_clock(),
               .host_keeps_files = false,
               .host_replicates = false}) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = listener_key}};
  ROLLCALL_CHECK(epoll_ctl(poll_.number(), EPOLL_CTL_ADD, socket_.number(), &event) == 0, "epoll");
  server_.set_host(*this);
}

RedisListener::~RedisListener() = default;

bool RedisListener::ends() const { return server_.wants_shutdown(); }

int RedisListener::patience_ms() const {
  const UnixMs until = std::min(server_.next_deadline(), last_expiry_ + cycle_ms);
  return static_cast<int>(std::clamp<UnixMs>(until - wall_clock(), 0, cycle_ms));
}

void RedisListener::turn() {
  serve(patience_ms());
  look_after_time();
  if (!ends()) answer_all();
}

void RedisListener::serve(int patience_ms) {
  std::array<epoll_event, 256> events;
  const int count = epoll_wait(poll_.number(), events.data(), events.size(), patience_ms);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == listener_key) {
      accept_all();
      continue;
    }
    const ConnectionId connection{event.data.u64};
    const auto found = clients_.find(connection);
    if (found == clients_.end()) continue;                  // it left while a script ran
    if (connection == server_.busy_connection()) continue;  // that script is its own
    if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read_from(*found->second);
    to_answer_.push_back(connection);
  }
}

// It keeps no files.
bool RedisListener::save() {
  server_.note_saved(server_.dirty(), wall_clock());
  return true;
}

std::optional<UnixMs> RedisListener::pause_script(std::uint64_t) {
  if (interrupted()) return std::nullopt;
  if (server_.busy_connection()) {
    serve(0);
    if (!ends()) answer_all();
  }
  return wall_clock();
}

void RedisListener::accept_all() {
  while (true) {
    FileDescriptor socket(
        accept4(socket_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.number() < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno != EAGAIN) heed_newcomers(false);  // there are no file descriptors left
      return;
    }
    const int on = 1;
    setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const ConnectionId id = server_.connect({.client = address_of(socket.number(), getpeername),
                                             .server = address_of(socket.number(), getsockname)});
    epoll_event event{.events = EPOLLIN, .data = {.u64 = static_cast<std::uint64_t>(id)}};
    if (epoll_ctl(poll_.number(), EPOLL_CTL_ADD, socket.number(), &event) != 0) {
      server_.disconnect(id);
      continue;
    }
    clients_.emplace(id, std::make_unique<Client>(Client{std::move(socket), id}));
    if (server_.wants_close(id)) to_answer_.push_back(id);  // there are maxclients already
  }
}

// Whoever waits to be let in wakes epoll again and again, unless that looks away.
void RedisListener::heed_newcomers(bool heed) {
  if (heed == heeds_newcomers_) return;
  heeds_newcomers_ = heed;
  epoll_event event{.events = heed ? EPOLLIN : 0U, .data = {.u64 = listener_key}};
  epoll_ctl(poll_.number(), EPOLL_CTL_MOD, socket_.number(), &event);
}

void RedisListener::read_from(Client& client) {
  std::array<char, read_most> buffer;
  const ssize_t got = recv(client.socket.number(), buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return forget(client);  // what it waits for is for others
  server_.receive(client.connection, {buffer.data(), static_cast<std::size_t>(got)});
  run_requests(client.connection);
}

void RedisListener::run_requests(ConnectionId connection) {
  while (const auto command = server_.run_next(connection, wall_clock())) {
    sleep_unless_interrupted(command->asleep_ms);
  }
}

// What time alone brings about, and whom that or somebody's command has served.
void RedisListener::look_after_time() {
  if (server_.take_snapshot_request()) static_cast<void>(save());  // which takes no time
  const UnixMs now = wall_clock();
  if (server_.next_deadline() <= now) server_.time_out(now);
  if (now >= last_expiry_ + cycle_ms || now < last_expiry_) {
    last_expiry_ = now;
    server_.active_expire(now);
    server_.replication_cycle(now);
    heed_newcomers(true);
    for (const auto& [connection, client] : clients_) {  // their time may be up
      if (client->over_since) to_answer_.push_back(connection);
    }
  }
  for (auto served = server_.take_stirred(); !served.empty(); served = server_.take_stirred()) {
    for (const ConnectionId connection : served) {
      if (!clients_.contains(connection)) continue;  // it left while a script ran
      run_requests(connection);
      to_answer_.push_back(connection);
    }
  }
}

void RedisListener::answer_all() {
  std::vector<ConnectionId> due = std::exchange(to_answer_, {});
  // The one whose script runs is answered, or found to have left, when that has ended.
  const auto busy = server_.busy_connection();
  if (busy && std::erase(due, *busy) > 0) to_answer_.push_back(*busy);
  // Hung up on before the one who has killed it is told so.
  for (const ConnectionId connection : due) {
    const auto found = clients_.find(connection);
    if (found != clients_.end() && server_.was_killed(connection)) forget(*found->second);
  }
  for (const ConnectionId connection : due) {
    const auto found = clients_.find(connection);
    if (found == clients_.end()) continue;
    Client& client = *found->second;
    take_output(client);
    const bool there = !is_over_limit(client) && send_to(client);
    const bool done = client.unsent.empty() && server_.wants_close(connection);
    if (!there || done) forget(client);
  }
}

void RedisListener::take_output(Client& client) {
  if (!server_.has_output(client.connection)) return;
  client.unsent += server_.take_output(client.connection);
  const bool replica = server_.client_type(client.connection) == ClientType::replica;
  if (client.data_left || !replica) return;
  client.data_left = client.unsent.size() - client.sent;
}

bool RedisListener::is_over_limit(Client& client) {
  const std::size_t unsent = client.unsent.size() - client.sent;
  const std::size_t free = client.data_left.value_or(sim::redis::reply_chunk);
  const auto since = std::exchange(client.over_since, std::nullopt);
  if (unsent <= free) return false;
  const auto limit =
      sim::redis::output_limit(server_.config(), server_.client_type(client.connection));
  if (limit.forbids(unsent - free)) return true;
  if (limit.soft <= 0 || static_cast<std::int64_t>(unsent - free) < limit.soft) return false;
  client.over_since = since.value_or(wall_clock());
  return wall_clock() - *client.over_since > limit.seconds * 1000;
}

bool RedisListener::send_to(Client& client) {
  std::string_view rest = std::string_view(client.unsent).substr(client.sent);
  while (!rest.empty()) {
    const ssize_t sent = send(client.socket.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent < 0) break;
    const auto length = static_cast<std::size_t>(sent);
    rest.remove_prefix(length);
    if (client.data_left) *client.data_left -= std::min(*client.data_left, length);
  }
  const bool must_wait = !rest.empty();
  client.sent = client.unsent.size() - rest.size();
  // Not at every step, which would move what waits for a slow reader again and again.
  if (client.sent * 2 >= client.unsent.size()) {
    client.unsent.erase(0, std::exchange(client.sent, 0));
  }
  if (must_wait == client.waits_to_send) return true;
  client.waits_to_send = must_wait;
  epoll_event event{.events = EPOLLIN | (must_wait ? EPOLLOUT : 0U),
                    .data = {.u64 = static_cast<std::uint64_t>(client.connection)}};
  epoll_ctl(poll_.number(), EPOLL_CTL_MOD, client.socket.number(), &event);
  return true;
}

void RedisListener::forget(Client& client) {
  server_.disconnect(client.connection);
  clients_.erase(client.connection);  // closes the socket, which epoll forgets with it
}

}  // namespace rollcall::tools
