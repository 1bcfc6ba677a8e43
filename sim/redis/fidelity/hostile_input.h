// What hostile clients might send, as bytes that a fuzzer can mutate and a folder can keep.
//
// An input is what up to four connections send. 0xff and a byte b begin a new piece: connection
// b % 4 sends what follows, b / 4 * 250 ms later. The first piece is of connection 0.
#pragma once

#include <string_view>

namespace rollcall::sim::redis {

// Lets a server have the input, and ends the program when the server does not keep up afterwards:
// when it does not answer a new connection, or when its own append-only file or snapshot do not
// come back. The same bytes are also loaded as a file and as a snapshot, whose checksum is right.
void survive_hostile_input(std::string_view input);

}  // namespace rollcall::sim::redis
