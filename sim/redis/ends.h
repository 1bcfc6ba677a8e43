// The two ends of a connection, as CLIENT LIST shows them and CLIENT KILL finds them.
#pragma once

#include <string>

namespace rollcall::sim::redis {

// As "127.0.0.1:6379"; a host without a network has neither.
struct Ends {
  std::string client = "?:0";
  std::string server = "?:0";
};

}  // namespace rollcall::sim::redis
