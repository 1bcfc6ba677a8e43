#include "sim/redis/random_requests.h"

namespace rollcall::sim::redis {

const RequestFamily& sorted_set_requests() {
  static const RequestFamily family{"sorted_sets", 1, {}, {"GET {key}"}};
  return family;
}

}  // namespace rollcall::sim::redis
