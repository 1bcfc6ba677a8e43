#include "engine/os/loopback_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

#include "engine/check.h"

namespace rollcall {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void read_to_the_end(int connection, bool echo) {
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t size = recv(connection, buffer.data(), buffer.size(), 0);
    if (size <= 0) return;
    if (echo) send_all(connection, {buffer.data(), static_cast<std::size_t>(size)});
  }
}

void reset_after_a_byte(int connection) {
  char byte = 0;
  if (recv(connection, &byte, 1, 0) <= 0) return;
  const linger at_once{.l_onoff = 1, .l_linger = 0};  // close() sends RST
  setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

LoopbackPeer::LoopbackPeer(Peer kind) : kind_(kind) {
  bind_to_free_port();
  if (kind == Peer::refusing) return;  // bound, so that nobody else listens there either
  ROLLCALL_CHECK(listen(listener_.number(), kind == Peer::unreachable ? 0 : 64) == 0,
                 "a bound socket listens");
  if (kind == Peer::unreachable) {
    fill_backlog();
  } else {
    server_ = std::thread([this] { serve(); });
  }
}

LoopbackPeer::~LoopbackPeer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    shutdown(listener_.number(), SHUT_RDWR);
    if (connection_ >= 0) shutdown(connection_, SHUT_RDWR);
  }
  if (server_.joinable()) server_.join();
}

void LoopbackPeer::bind_to_free_port() {
  listener_ = FileDescriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  ROLLCALL_CHECK(bind(listener_.number(), reinterpret_cast<sockaddr*>(&address), size) == 0,
                 "loopback has a free port");
  getsockname(listener_.number(), reinterpret_cast<sockaddr*>(&address), &size);
  endpoint_ = {.host = "127.0.0.1", .port = ntohs(address.sin_port)};
}

void LoopbackPeer::fill_backlog() {
  // Linux drops further connects silently once the queue is full; a backlog of 0 holds one.
  for (int i = 0; i < 3; ++i) {
    FileDescriptor filler(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const sockaddr_in address = loopback(endpoint_.port);
    // Those that do not fit stay unanswered, which is the point.
    (void)connect(filler.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    backlog_.push_back(std::move(filler));
  }
}

void LoopbackPeer::serve() {
  while (true) {
    const FileDescriptor accepted(accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (accepted.number() < 0) return;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      connection_ = accepted.number();
    }
    talk(accepted.number());
    const std::lock_guard lock(mutex_);
    connection_ = -1;
  }
}

void LoopbackPeer::talk(int connection) const {
  switch (kind_) {
    case Peer::echoing:
      return read_to_the_end(connection, true);
    case Peer::silent:
      return read_to_the_end(connection, false);
    case Peer::not_reading: {
      pollfd watched{.fd = connection, .events = POLLRDHUP, .revents = 0};
      poll(&watched, 1, -1);
      return;
    }
    case Peer::closing:
      return send_all(connection, "hello");
    case Peer::resetting:
      return reset_after_a_byte(connection);
    case Peer::refusing:
    case Peer::unreachable:
      return;
  }
}

}  // namespace rollcall
