#include "sim/alive.h"

#include <exception>

namespace rollcall::sim {

void run_to_its_end(const std::function<void()>& body) {
  try {
    body();
  } catch (const Killed&) {
    return;
  } catch (const std::exception& escaped) {
    check_failed(__FILE__, __LINE__, current_task().name().c_str(), escaped.what());
  }
}

}  // namespace rollcall::sim
