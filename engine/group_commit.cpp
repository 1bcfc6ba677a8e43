#include "engine/group_commit.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/steps.h"

namespace rollcall {
namespace {

bool failed_as(const std::vector<Reply<Registered>>& answers, Failure::Kind kind) {
  return !answers.empty() && !answers.front() && answers.front().error().kind == kind;
}

}  // namespace

/// One caller of `add`, on its stack.
class GroupCommit::Member {
 public:
  Member(GroupCommit& writer, const NewUser& added) : user(added), writer_(writer) {}
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;
  ~Member() { writer_.leave(*this); }

  void answer_with(Reply<Registered> reply) noexcept {
    const Guard guard(*bell_);
    answer = std::move(reply);
    bell_->notify_one();
  }
  void call_to_lead() noexcept {
    const Guard guard(*bell_);
    leads_ = true;
    bell_->notify_one();
  }
  /// True: it has to lead. False: it has its answer.
  [[nodiscard]] bool must_lead() {
    const Guard guard(*bell_);
    while (!answer && !leads_) (void)bell_->wait_until(MonotonicTime::max());
    return !answer;
  }

  const NewUser& user;
  std::optional<Reply<Registered>> answer;

 private:
  GroupCommit& writer_;
  std::unique_ptr<Monitor> bell_ = writer_.host_.make_monitor();  ///< guards answer and leads_
  bool leads_ = false;
};

/// Ends with the oldest of those who still wait as the next leader, however it ends.
class GroupCommit::Leadership {
 public:
  Leadership(GroupCommit& writer, Member& leader) : writer_(writer), leader_(leader) {}
  Leadership(const Leadership&) = delete;
  Leadership& operator=(const Leadership&) = delete;
  ~Leadership() {
    writer_.leave(leader_);
    writer_.hand_over();
  }

 private:
  GroupCommit& writer_;
  Member& leader_;
};

GroupCommit::GroupCommit(Host& host, UserStore& store, const Settings& settings,
                         Registering registered)
    : host_(host),
      store_(store),
      settings_(settings),
      registered_(std::move(registered)),
      monitor_(host.make_monitor()) {}

Reply<Registered> GroupCommit::add(const NewUser& user) {
  Member member(*this, user);
  const Place place = enter(member);
  if (place == Place::refused) {
    host_.reached(step::register_refused);
    return fail(Failure::Kind::unavailable, "too many registrations are waiting to be written");
  }
  if (place == Place::leads || member.must_lead()) {
    const std::vector<User> users = lead(member);
    if (registered_ && !users.empty()) registered_(users);
  }
  return *std::move(member.answer);
}

GroupCommit::Place GroupCommit::enter(Member& member) {
  const Guard guard(*monitor_);
  if (queue_.size() >= settings_.queue_max) return Place::refused;
  queue_.push_back(&member);
  return std::exchange(led_, true) ? Place::follows : Place::leads;
}

void GroupCommit::leave(Member& member) noexcept {
  const Guard guard(*monitor_);
  std::erase(queue_, &member);
}

void GroupCommit::hand_over() noexcept {
  const Guard guard(*monitor_);
  led_ = !queue_.empty();
  if (led_) queue_.front()->call_to_lead();
}

// The leader is the oldest, and so a member of its own batch.
std::vector<User> GroupCommit::lead(Member& leader) {
  const Leadership leadership(*this, leader);
  if (settings_.gather > Duration::zero()) host_.sleep_for(settings_.gather);
  const std::vector<Member*> batch = take();
  std::vector<Reply<Registered>> answers = commit(batch);
  // Whoever unwinds because the process was killed must not touch the others, who unwind too.
  host_.reached(step::batch_decided);
  // Before the answers, after which their callers may be gone; and while all of them are still in
  // the queue, so that the next leader finds them if there is no memory for this.
  std::vector<User> users;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (answers[i]) users.push_back(registered_user(batch[i]->user, *answers[i]));
  }
  {
    const Guard guard(*monitor_);
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(batch.size()));
  }
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->answer_with(std::move(answers[i]));
  return users;
}

std::vector<GroupCommit::Member*> GroupCommit::take() {
  const Guard guard(*monitor_);
  const std::size_t size = std::min(queue_.size(), settings_.batch_max);
  return {queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::vector<Reply<Registered>> GroupCommit::commit(const std::vector<Member*>& batch) {
  std::vector<const NewUser*> users;
  users.reserve(batch.size());
  for (const Member* member : batch) users.push_back(&member->user);
  Backoff backoff(host_, settings_.retry);
  std::vector<Reply<Registered>> answers;
  bool may_have_committed = false;
  // A transaction fails or commits as a whole, so that one such answer is everybody's. To ask again
  // is safe: the store answers a key that it has from its record.
  do {
    answers = store_.add_all(users);
    may_have_committed = may_have_committed || failed_as(answers, Failure::Kind::ambiguous);
  } while ((failed_as(answers, Failure::Kind::unavailable) ||
            failed_as(answers, Failure::Kind::ambiguous)) &&
           backoff.pause());
  // That the last try found SQLite busy says nothing of an earlier one.
  if (may_have_committed && failed_as(answers, Failure::Kind::unavailable)) {
    for (Reply<Registered>& answer : answers) answer.error().kind = Failure::Kind::ambiguous;
  }
  return answers;
}

}  // namespace rollcall
