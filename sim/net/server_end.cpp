#include "sim/net/server_end.h"

namespace rollcall::sim {

bool ServerEnd::take(std::string& into) {
  if (connection_ == nullptr) return false;
  Channel& channel = connection_->inbound(Connection::Side::server);
  if (channel.unread()) {
    channel.take(into);
    connection_->taken();
  }
  return channel.ending == Channel::Ending::none;
}

void ServerEnd::send(std::string_view bytes, std::string_view label) {
  if (connection_ == nullptr || bytes.empty()) return;
  const Connection::Side here = Connection::Side::server;
  if (!connection_->at(here).up()) return;
  if (connection_->inbound(here).ending == Channel::Ending::reset) return;
  connection_->send_reply(bytes, label);
}

void ServerEnd::finish(Segment::Kind how) {
  if (connection_ != nullptr) connection_->end(Connection::Side::server, how);
}

}  // namespace rollcall::sim
