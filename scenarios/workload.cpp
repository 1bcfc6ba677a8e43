#include "scenarios/workload.h"

#include <algorithm>
#include <utility>

#include "engine/check.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using properties::Call;

constexpr Duration probe_deadline = 10s;
constexpr Duration first_probe_pause = 20ms;  // four times as long from round to round

bool wants_retry(const Answer& answer) {
  const auto* failure = std::get_if<Failure>(&answer);
  return failure != nullptr &&
         (failure->kind == Failure::Kind::ambiguous || failure->kind == Failure::Kind::unavailable);
}

bool ambiguous(const Answer& answer) {
  const auto* failure = std::get_if<Failure>(&answer);
  return failure != nullptr && failure->kind == Failure::Kind::ambiguous;
}

}  // namespace

std::string password_of(OperationId registration) {
  return "password of " + properties::to_string(registration);
}

Workload::Workload(Host& host, Service& service, const Case& value)
    : host_(host), service_(service), case_(value), monitor_(host.make_monitor()) {
  history_.reserve(operation_count(value) * 2);
}

void Workload::storm() {
  std::vector<std::unique_ptr<Task>> tasks;
  for (const Client& client : case_.clients) {
    tasks.push_back(
        host_.spawn("c" + std::to_string(client.id), [this, &client] { play(client); }));
  }
  for (const auto& task : tasks) task->join();
}

void Workload::play(const Client& client) {
  for (const Operation& operation : client.operations) {
    if (operation.after > Duration::zero()) host_.sleep_for(operation.after);
    std::optional<Plan> planned = plan(client, operation);
    if (!planned) continue;
    for (std::uint32_t attempt = 0; attempt <= client.retries; ++attempt) {
      if (attempt > 0) host_.sleep_for(client.retry_delay);
      const std::uint32_t process = (client.process - 1 + attempt) % case_.world.processes + 1;
      if (!wants_retry(perform(*planned, process, client.deadline))) break;
    }
  }
}

Workload::Plan Workload::plan_registration(const Client& client, const Operation& operation) const {
  const OperationId id{client.id, operation.id};
  Plan plan;
  plan.call = {.id = id, .action = Action::register_user, .about = id, .name = operation.name};
  plan.call.phone = normalise_phone(operation.phone).value_or(operation.phone);
  plan.secrets = {.typed_phone = operation.phone, .password = password_of(id)};
  return plan;
}

std::optional<Workload::Plan> Workload::plan(const Client& client, const Operation& operation) {
  if (operation.action == Action::register_user) return plan_registration(client, operation);
  OperationId about = operation.about;
  std::string token;
  const Guard guard(*monitor_);
  if (operation.action == Action::session) {
    token = given_[about].token;
    if (token.empty()) return std::nullopt;
    about = find_operation(case_, about)->about;
  }
  Plan plan = plan_probe(about, operation.action);
  plan.call.id = {client.id, operation.id};
  plan.call.probe = false;
  plan.secrets.token = std::move(token);
  if (operation.action == Action::find) {
    const auto& registered = given_[about].registered;
    if (!registered) return std::nullopt;
    plan.call.handle = registered->handle;
  }
  if (operation.wrong_password) {
    plan.call.right_password = false;
    plan.secrets.password = "not the " + plan.secrets.password;
  }
  return plan;
}

Workload::Plan Workload::plan_probe(OperationId registration, Action action) const {
  const Operation* asked = find_operation(case_, registration);
  ROLLCALL_CHECK(asked != nullptr, "a call about a registration that the case does not have");
  Plan plan;
  plan.call = {.id = registration, .probe = true, .action = action, .about = registration};
  plan.call.phone = normalise_phone(asked->phone).value_or(asked->phone);
  if (action == Action::login) plan.secrets.password = password_of(registration);
  return plan;
}

Answer Workload::perform(Plan& plan, std::uint32_t process, Duration deadline) {
  std::size_t place = 0;
  {
    const Guard guard(*monitor_);
    const bool own_count = plan.call.probe && plan.call.action != Action::register_user;
    plan.call.attempt = ++attempts_[{plan.call.id, plan.call.action, own_count}];
    plan.call.process = "app" + std::to_string(process);
    plan.call.invoked = host_.now();
    place = history_.size();
    history_.push_back(plan.call);
  }
  Service::Result result =
      service_.perform(plan.call, plan.secrets, process, plan.call.invoked + deadline);
  const Guard guard(*monitor_);
  Call& call = history_[place];
  if (result.answered) call.returned = host_.now();
  call.answer = result.answer;
  note(call, result.answer);
  return std::move(result.answer);
}

void Workload::note(const Call& call, const Answer& answer) {
  Given& given = given_[call.probe && call.action != Action::register_user ? call.about : call.id];
  if (const auto* registered = std::get_if<Registered>(&answer)) given.registered = *registered;
  if (const auto* session = std::get_if<Session>(&answer)) given.token = session->token;
  if (call.action != Action::register_user) return;
  given.uncertain = ambiguous(answer);
  given.refused = call.failed_as(Failure::Kind::phone_taken);
}

void Workload::calm(Duration bound) {
  const MonotonicTime until = host_.now() + bound;
  ask_again(until);
  std::vector<OperationId> open;
  for (const auto& [id, given] : given_) {
    const Operation* operation = find_operation(case_, id);
    if (operation->action == Action::register_user && (given.registered || given.refused))
      open.push_back(id);
  }
  const auto settled = [this](OperationId id) { return probe(id, given_[id]); };
  std::erase_if(open, settled);
  // Also when the first round took so long that the bound is over: whoever was asked early in it
  // may have settled since.
  bool last = false;
  for (Duration pause = first_probe_pause; !open.empty() && !last; pause *= 4) {
    host_.sleep_until(std::min(host_.now() + pause, until));
    last = host_.now() >= until;
    if (last) {
      std::erase_if(open, settled);
    } else {  // the first that is still open tells that the calm goes on
      open.erase(open.begin(), std::ranges::find_if_not(open, settled));
    }
  }
}

void Workload::ask_again(MonotonicTime until) {
  for (const Client& client : case_.clients) {
    for (const Operation& operation : client.operations) {
      const OperationId id{client.id, operation.id};
      if (operation.action != Action::register_user || !given_[id].uncertain) continue;
      Plan plan = plan_registration(client, operation);
      plan.call.probe = true;
      for (Duration pause = first_probe_pause;
           wants_retry(perform(plan, next_process(), probe_deadline)); pause *= 2) {
        if (host_.now() >= until) break;
        host_.sleep_until(std::min(host_.now() + pause, until));
      }
    }
  }
}

// True: there is nothing more to wait for.
bool Workload::probe(OperationId registration, const Given& given) {
  if (!given.registered)
    return probe_login(registration);  // a refused one must not open anybody's account
  Plan by_handle = plan_probe(registration, Action::find);
  by_handle.call.handle = given.registered->handle;
  const Answer found = perform(by_handle, next_process(), probe_deadline);
  const auto* user = std::get_if<User>(&found);
  Plan by_phone = plan_probe(registration, Action::find_by_phone);
  const bool found_by_phone =
      std::holds_alternative<User>(perform(by_phone, next_process(), probe_deadline));
  const bool entered = probe_login(registration);
  return user != nullptr && user->status == UserStatus::active && found_by_phone && entered;
}

bool Workload::probe_login(OperationId registration) {
  Plan login = plan_probe(registration, Action::login);
  const Answer answer = perform(login, next_process(), probe_deadline);
  const auto* opened = std::get_if<Session>(&answer);
  if (opened == nullptr) return given_[registration].refused && !wants_retry(answer);
  Plan session = plan_probe(registration, Action::session);
  session.secrets.token = opened->token;
  return std::holds_alternative<User>(perform(session, next_process(), probe_deadline));
}

// Probes go round all processes: what only one of them knows must not pass for settled.
std::uint32_t Workload::next_process() { return next_process_++ % case_.world.processes + 1; }

}  // namespace rollcall::scenarios
