#include "sim/schedule/task.h"

#include "engine/check.h"

namespace rollcall::sim {

SimTask::SimTask(TaskGroup& group, Key key, std::string_view name, std::function<void()> body)
    : group_(group), key_(key), name_(name), body_(std::move(body)), timer_(mix(key, 0), *this) {
  older_ = group.youngest_;
  if (older_ != nullptr) older_->younger_ = this;
  group.youngest_ = this;
}

SimTask::~SimTask() {
  if (older_ != nullptr) older_->younger_ = younger_;
  (younger_ != nullptr ? younger_->older_ : group_.youngest_) = older_;
}

TaskGroup::~TaskGroup() { ROLLCALL_CHECK(empty(), "a group ends after its tasks"); }

}  // namespace rollcall::sim
