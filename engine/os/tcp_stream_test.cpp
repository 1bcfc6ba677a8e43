#include "engine/os/tcp_stream.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <filesystem>
#include <iterator>

#include "engine/os/loopback_peer.h"
#include "engine/os/os_clock.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

/// Linux gives even ports to connects first: only such a one can be met by chance soon.
std::uint16_t even_free_port() {
  for (std::uint16_t port = 40'000; port < 60'000; port = static_cast<std::uint16_t>(port + 2)) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      return port;
    }
  }
  return 0;
}

std::size_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(TcpStream, NeverTakesAConnectionToItselfForAServer) {
  const Endpoint nobody{"127.0.0.1", even_free_port()};
  Gauge open;
  for (int attempt = 0; attempt < 60'000; ++attempt) {
    const auto stream = TcpStream::connect(nobody, os_now() + 5s, open);
    ASSERT_FALSE(stream.has_value()) << "attempt " << attempt;
  }
}

TEST(TcpStream, ClosesItsSocket) {
  LoopbackPeer peer(Peer::silent);
  Gauge open;
  const std::size_t before = open_files();
  {
    const auto stream = TcpStream::connect(peer.endpoint(), os_now() + 5s, open);
    ASSERT_TRUE(stream.has_value());
    EXPECT_GT(open_files(), before);
    EXPECT_EQ(open.now(), 1U);
    (*stream)->close();
  }
  EXPECT_EQ(open.now(), 0U);
  const auto settled = [&] { return open_files() == before; };  // the peer closes its end as well
  const MonotonicTime deadline = os_now() + 5s;
  while (!settled() && os_now() < deadline) os_sleep_until(os_now() + 1ms);
  EXPECT_TRUE(settled());
}

}  // namespace
}  // namespace rollcall
