#include "sim/net/client_stream.h"

#include "sim/alive.h"

namespace rollcall::sim {

std::expected<void, StreamError> ClientStream::connect(Connection& connection, SimTask& task,
                                                       Duration delay, MonotonicTime deadline) {
  connection_ = &connection;
  connection.ask(*this, task, delay);
  while (!broken()) {
    if (connection_->phase() == Connection::Phase::established) return {};
    if (connection_->phase() == Connection::Phase::refused) {
      return std::unexpected(StreamError::refused);
    }
    if (!wait(reader_, task, deadline) && !broken()) return std::unexpected(StreamError::timeout);
  }
  return std::unexpected(StreamError::reset);
}

std::expected<void, StreamError> ClientStream::write(std::string_view bytes,
                                                     MonotonicTime deadline) {
  SimTask& task = alive_task();
  do {
    if (broken()) return std::unexpected(StreamError::reset);
    const std::size_t room = connection_->outbound(Connection::Side::client).room();
    if (room == 0) {
      const bool in_time = wait(writer_, task, deadline);
      throw_if_dead(task);
      if (!in_time) return std::unexpected(StreamError::timeout);
      continue;
    }
    const std::string_view part = bytes.substr(0, room);
    if (part.empty()) return {};
    const auto sent = connection_->send_request(task, part);
    throw_if_dead(task);
    if (!sent) return sent;
    bytes.remove_prefix(part.size());
  } while (!bytes.empty());
  return {};
}

std::expected<std::size_t, StreamError> ClientStream::read(std::span<char> buffer,
                                                           MonotonicTime deadline) {
  SimTask& task = alive_task();
  for (bool in_time = true;; in_time = wait(reader_, task, deadline)) {
    throw_if_dead(task);
    if (connection_ == nullptr) return std::unexpected(StreamError::reset);
    Channel& channel = connection_->inbound(Connection::Side::client);
    if (channel.unread()) return channel.read(buffer);
    if (channel.ending == Channel::Ending::closed) return std::unexpected(StreamError::closed);
    if (channel.ending == Channel::Ending::reset) return std::unexpected(StreamError::reset);
    if (!in_time || deadline <= scheduler_.now()) return std::unexpected(StreamError::timeout);
  }
}

void ClientStream::close() noexcept {
  if (connection_ != nullptr) connection_->end(Connection::Side::client, Segment::Kind::close);
}

bool ClientStream::wait(SimTask*& waiting, SimTask& task, MonotonicTime deadline) {
  waiting = &task;
  const Scheduler::Wait end = scheduler_.block_until(deadline);
  waiting = nullptr;
  return end == Scheduler::Wait::woken;
}

bool ClientStream::broken() const {
  return connection_ == nullptr ||
         connection_->inbound(Connection::Side::client).ending == Channel::Ending::reset;
}

void ClientStream::wake() {
  if (reader_ != nullptr) wake_if_alive(scheduler_, *reader_);
  if (broken()) wake_writer();
}

void ClientStream::wake_writer() {
  if (writer_ != nullptr) wake_if_alive(scheduler_, *writer_);
}

void ClientStream::detach() {
  connection_ = nullptr;
  wake();
}

}  // namespace rollcall::sim
