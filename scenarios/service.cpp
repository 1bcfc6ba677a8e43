#include "scenarios/service.h"

#include <fmt/compile.h>

#include <utility>

#include "engine/check.h"

namespace rollcall::scenarios {
namespace {

using properties::Action;
using properties::Call;

template <class T>
Answer flatten(Reply<T> reply) {
  if (reply) return Answer(std::move(*reply));
  return Answer(std::move(reply.error()));
}

struct Describe {
  std::string operator()(const Registered& reply) const {
    return fmt::format(FMT_COMPILE("registered as {} ({})"), reply.handle, to_string(reply.status));
  }
  std::string operator()(const Session& session) const {
    return fmt::format(FMT_COMPILE("a session of user {}"), session.user);
  }
  std::string operator()(const User& user) const {
    return fmt::format(FMT_COMPILE("user {}: {}, {} ({})"), user.handle, user.phone, user.name,
                       to_string(user.status));
  }
  std::string operator()(const Failure& failure) const {
    return fmt::format(FMT_COMPILE("{}: {}"), to_string(failure.kind), failure.reason);
  }
};

}  // namespace

Answer serve(Engine& engine, const Call& call, const Secrets& secrets) {
  switch (call.action) {
    case Action::register_user:
      return flatten(engine.register_user({.idempotency_key = properties::to_string(call.id),
                                           .phone = secrets.typed_phone,
                                           .name = call.name,
                                           .password = secrets.password,
                                           .organization_id = call.organization_id}));
    case Action::login:
      return flatten(engine.login(call.phone, secrets.password));
    case Action::session:
      return flatten(engine.session(secrets.token));
    case Action::find:
      return flatten(engine.find(call.handle));
    case Action::find_by_phone:
      return flatten(engine.find_by_phone(call.phone));
  }
  ROLLCALL_UNREACHABLE("an action without a handler");
}

std::string describe(const Call& call) {
  const std::string who = properties::to_string(call.id);
  switch (call.action) {
    case Action::register_user:
      return fmt::format(FMT_COMPILE("{} register {} {} ({})"), who, call.phone, call.name,
                         call.attempt);
    case Action::login:
      return fmt::format(FMT_COMPILE("{} login {} as {}{} ({})"), who, call.phone,
                         properties::to_string(call.about),
                         call.right_password ? "" : " with a wrong password", call.attempt);
    case Action::session:
      return fmt::format(FMT_COMPILE("{} session of {} ({})"), who,
                         properties::to_string(call.about), call.attempt);
    case Action::find:
      return fmt::format(FMT_COMPILE("{} find {} ({})"), who, call.handle, call.attempt);
    case Action::find_by_phone:
      return fmt::format(FMT_COMPILE("{} find_by_phone {} ({})"), who, call.phone, call.attempt);
  }
  ROLLCALL_UNREACHABLE("an action without a description");
}

std::string describe(const Answer& answer) { return std::visit(Describe{}, answer); }

}  // namespace rollcall::scenarios
