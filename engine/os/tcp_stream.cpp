#include "engine/os/tcp_stream.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "engine/os/os_clock.h"

namespace rollcall {
namespace {

using AddressList = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

AddressList look_up(const Endpoint& peer) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(peer.host.c_str(), fmt::format("{}", peer.port).c_str(), &wanted, &found) != 0) {
    found = nullptr;
  }
  return {found, freeaddrinfo};
}

/// False: the deadline passed first.
bool wait_for(int socket, short event, MonotonicTime deadline) {
  while (true) {
    pollfd watched{.fd = socket, .events = event, .revents = 0};
    const timespec left = time_left(deadline);
    if (ppoll(&watched, 1, &left, nullptr) > 0) return true;
    if (os_now() >= deadline) return false;
  }
}

StreamError connect_error(int number) {
  return number == ETIMEDOUT ? StreamError::timeout : StreamError::refused;
}

/// A connect to a local port that nobody listens on may be given that very port as its own, and
/// then TCP connects the socket to itself (RFC 9293, simultaneous open): it would read its own
/// requests as replies.
bool is_connected_to_itself(int socket) {
  sockaddr_storage own{};
  sockaddr_storage peer{};
  socklen_t own_size = sizeof own;
  socklen_t peer_size = sizeof peer;
  getsockname(socket, reinterpret_cast<sockaddr*>(&own), &own_size);
  getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &peer_size);
  return own_size == peer_size && std::memcmp(&own, &peer, own_size) == 0;
}

std::expected<FileDescriptor, StreamError> connect_to(const addrinfo& address,
                                                      MonotonicTime deadline) {
  FileDescriptor socket(::socket(
      address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol));
  if (socket.number() < 0) return std::unexpected(StreamError::refused);
  if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return std::unexpected(connect_error(errno));
    if (!wait_for(socket.number(), POLLOUT, deadline)) return std::unexpected(StreamError::timeout);
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return std::unexpected(connect_error(error));
  }
  if (is_connected_to_itself(socket.number())) return std::unexpected(StreamError::refused);
  return socket;
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

std::expected<std::unique_ptr<TcpStream>, StreamError> TcpStream::connect(const Endpoint& peer,
                                                                          MonotonicTime deadline,
                                                                          Gauge& open) {
  StreamError error = StreamError::refused;
  const AddressList addresses = look_up(peer);
  for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
    auto socket = connect_to(*address, deadline);
    if (socket) return std::make_unique<TcpStream>(std::move(*socket), open);
    error = socket.error();
  }
  return std::unexpected(error);
}

TcpStream::TcpStream(FileDescriptor socket, Gauge& open) : socket_(std::move(socket)), open_(open) {
  const int on = 1;
  setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

std::expected<void, StreamError> TcpStream::write(std::string_view bytes, MonotonicTime deadline) {
  while (!bytes.empty()) {
    if (broken_) return std::unexpected(StreamError::reset);
    const ssize_t sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (would_block()) {
      if (!wait_for(socket_.number(), POLLOUT, deadline)) {
        return std::unexpected(StreamError::timeout);
      }
    } else if (errno != EINTR) {
      return std::unexpected(broken());
    }
  }
  if (broken_) return std::unexpected(StreamError::reset);
  return {};
}

std::expected<std::size_t, StreamError> TcpStream::read(std::span<char> buffer,
                                                        MonotonicTime deadline) {
  while (true) {
    const ssize_t size = ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
    if (broken_) return std::unexpected(StreamError::reset);
    if (size > 0) return static_cast<std::size_t>(size);
    if (size == 0) return std::unexpected(StreamError::closed);
    if (would_block()) {
      if (!wait_for(socket_.number(), POLLIN, deadline)) {
        return std::unexpected(StreamError::timeout);
      }
    } else if (errno != EINTR) {
      return std::unexpected(broken());
    }
  }
}

void TcpStream::close() noexcept {
  broken_ = true;
  shutdown(socket_.number(), SHUT_RDWR);
}

StreamError TcpStream::broken() {
  broken_ = true;
  return StreamError::reset;
}

}  // namespace rollcall
