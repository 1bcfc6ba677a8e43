// The peers of the host conformance suite as real sockets on 127.0.0.1. For tests.
#pragma once

#include <mutex>
#include <thread>
#include <vector>

#include "engine/host_conformance.h"
#include "engine/os/file_descriptor.h"

namespace rollcall {

/// Serves one connection after the other until destroyed.
class LoopbackPeer {
 public:
  explicit LoopbackPeer(Peer kind);
  ~LoopbackPeer();
  LoopbackPeer(const LoopbackPeer&) = delete;
  LoopbackPeer& operator=(const LoopbackPeer&) = delete;

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

 private:
  void bind_to_free_port();
  void fill_backlog();
  void serve();
  void talk(int connection) const;

  Peer kind_;
  Endpoint endpoint_;
  FileDescriptor listener_;
  std::vector<FileDescriptor> backlog_;  ///< connections that stand in the way of further ones
  std::mutex mutex_;                     ///< guards the two below
  bool stopping_ = false;
  int connection_ = -1;
  std::thread server_;
};

}  // namespace rollcall
