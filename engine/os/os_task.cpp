#include "engine/os/os_task.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "engine/check.h"

namespace rollcall {
namespace {

constexpr std::size_t stack_bytes = 512 * 1024;

struct Start {
  std::string name;
  std::function<void()> body;
  Gauge::Mark live;  ///< from here on, and not from when the thread first gets a core
};

/// noexcept: an exception that is no std::exception has no business here, and ends the program as
/// well.
void* run(void* argument) noexcept {
  const std::unique_ptr<Start> start(static_cast<Start*>(argument));
  pthread_setname_np(pthread_self(), start->name.substr(0, 15).c_str());
  try {
    start->body();
  } catch (const std::exception& escaped) {
    const std::string message =
        fmt::format("task {} let an exception escape: {}", start->name, escaped.what());
    check_failed(__FILE__, __LINE__, "tasks return", message.c_str());
  }
  return nullptr;
}

}  // namespace

OsTask::OsTask(std::string_view name, std::function<void()> body, Gauge& tasks) {
  std::unique_ptr<Start> start(new Start{std::string(name), std::move(body), Gauge::Mark(tasks)});
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  const int failure = pthread_create(&thread_, &attributes, run, start.get());
  pthread_attr_destroy(&attributes);
  if (failure != 0) {
    const std::string message = fmt::format("cannot start a thread for task {}: {}", name,
                                            std::generic_category().message(failure));
    check_failed(__FILE__, __LINE__, "threads start", message.c_str());
  }
  [[maybe_unused]] const Start* const handed_over = start.release();  // the thread frees it
}

void OsTask::join() noexcept {
  if (joined_) return;
  pthread_join(thread_, nullptr);
  joined_ = true;
}

}  // namespace rollcall
