#include "sim/redis/random_requests.h"

namespace rollcall::sim::redis {

const RequestFamily& stream_requests() {
  static const RequestFamily family{"streams", 1, {}, {"GET {key}"}};
  return family;
}

}  // namespace rollcall::sim::redis
