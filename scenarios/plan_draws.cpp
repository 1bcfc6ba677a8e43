#include "scenarios/plan_draws.h"

#include <algorithm>
#include <string>

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using Kind = Character::Kind;

/// The same phone as people type it. `phone` is "+49" and ten or more digits.
std::string typed(const std::string& phone, Draws& draws) {
  if (draws.chance(90)) return phone;
  switch (draws.between(0, 2)) {
    case 0:
      return "00" + phone.substr(1);
    case 1:
      return phone.substr(0, 3) + " " + phone.substr(3, 3) + "-" + phone.substr(6);
    default:
      return phone.substr(0, 3) + " (" + phone.substr(3, 4) + ") " + phone.substr(7);
  }
}

class PlanDraw {
 public:
  PlanDraw(Case& into, Character character, const Bounds& bounds, Draws draws)
      : into_(into), character_(character), bounds_(bounds), draws_(std::move(draws)) {}

  void run() {
    const std::int64_t clients = std::min<std::int64_t>(draw_client_count(), bounds_.clients);
    // Phones that several clients want: few, so that they meet.
    rival_phones_ = character_.kind == Kind::sober ? 0 : draws_.between(1, 2);
    const Duration instant = draws_.chance(70) ? Duration::zero() : draws_.scaled(1ms, 100ms);
    for (std::int64_t number = 1; number <= clients; ++number) {
      into_.clients.push_back(draw_client(static_cast<std::uint32_t>(number), instant));
    }
  }

 private:
  std::int64_t draw_client_count() {
    switch (character_.kind) {
      case Kind::sober:
        return draws_.chance(35) ? 1 : 2;
      case Kind::rivals:
        return draws_.between(2, 4);
      case Kind::crowd:
        return draws_.between(5, 10);
      case Kind::mixed:
        return draws_.between(2, 6);
    }
    return 1;
  }

  std::int64_t draw_operation_count() {
    switch (character_.kind) {
      case Kind::sober:
        return draws_.between(1, 4);
      case Kind::rivals:
        return draws_.between(1, 5);
      case Kind::crowd:
        return draws_.between(1, 3);
      case Kind::mixed:
        return draws_.between(2, 10);
    }
    return 1;
  }

  Client draw_client(std::uint32_t id, Duration instant) {
    Client client{.id = id};
    client.process = (id - 1) % into_.world.processes + 1;
    draw_patience(client);
    const std::int64_t most = std::min<std::int64_t>(draw_operation_count(), bounds_.operations);
    for (std::uint32_t number = 1; number <= most; ++number) {
      Operation operation = draw_operation(client, number);
      operation.after = draw_think_time(id, number, instant);
      client.operations.push_back(std::move(operation));
    }
    return client;
  }

  void draw_patience(Client& client) {
    const std::int64_t usual = character_.kind == Kind::sober ? 88 : 62;
    if (!draws_.chance(usual)) client.deadline = draw_short_deadline();
    if (draws_.chance(30)) client.retries = static_cast<std::uint32_t>(draws_.between(0, 4));
    if (draws_.chance(35)) client.retry_delay = draws_.scaled(5ms, 500ms);
  }

  /// A registration takes about 28 ms when nothing is in its way.
  Duration draw_short_deadline() {
    switch (draws_.between(0, 2)) {
      case 0:
        return draws_.between(20ms, 60ms);
      case 1:
        return draws_.between(60ms, 600ms);
      default:
        return draws_.scaled(2ms, 20ms);
    }
  }

  Duration draw_think_time(std::uint32_t client, std::uint32_t number, Duration instant) {
    if (number == 1) {
      // The second of two sober clients comes when the first has probably been served.
      if (character_.kind == Kind::sober) return client == 1 ? 0ms : draws_.scaled(60ms, 900ms);
      if (character_.kind == Kind::mixed && draws_.chance(40)) return draws_.scaled(1ms, 500ms);
      return instant;
    }
    if (draws_.chance(45)) return Duration::zero();
    return draws_.chance(70) ? draws_.scaled(1ms, 60ms) : draws_.scaled(50ms, 1s);
  }

  Operation draw_operation(const Client& client, std::uint32_t number) {
    const std::int64_t registers = character_.kind == Kind::sober ? 25 : 30;
    if (number == 1 || draws_.chance(registers)) return draw_registration(client, number);
    const std::vector<OperationId> registrations = known(client, Action::register_user);
    const std::vector<OperationId> logins = known(client, Action::login);
    const std::int64_t drawn = draws_.between(1, 100);
    if (drawn <= 30 && !logins.empty()) {
      return about(number, Action::session, draws_.among(logins));
    }
    const OperationId subject = draws_.among(registrations);
    if (drawn <= 55) {
      Operation login = about(number, Action::login, subject);
      login.wrong_password = draws_.chance(12);
      return login;
    }
    return about(number, drawn <= 80 ? Action::find : Action::find_by_phone, subject);
  }

  static Operation about(std::uint32_t number, Action action, OperationId subject) {
    Operation operation{.id = number, .action = action};
    operation.about = subject;
    return operation;
  }

  Operation draw_registration(const Client& client, std::uint32_t number) {
    const OperationId id{client.id, number};
    Operation operation{.id = number, .action = Action::register_user};
    operation.name = own_name(id);
    const std::int64_t contested = number == 1 ? first_is_contested() : 25;
    const bool rival = rival_phones_ > 0 && draws_.chance(contested);
    // No generated world has so many clients: these phones are nobody's own.
    const std::int64_t which = draws_.between(1, std::max<std::int64_t>(1, rival_phones_));
    const OperationId shared{99'999, static_cast<std::uint32_t>(which)};
    operation.phone = typed(own_phone(rival ? shared : id), draws_);
    return operation;
  }

  [[nodiscard]] std::int64_t first_is_contested() const {
    if (character_.kind == Kind::rivals) return 92;
    return character_.kind == Kind::crowd ? 50 : 35;
  }

  /// Operations before this one: of the client itself, and now and then of the clients before it.
  std::vector<OperationId> known(const Client& client, Action action) {
    std::vector<OperationId> found;
    const auto collect = [&](const Client& from) {
      for (const Operation& operation : from.operations) {
        if (operation.action == action) found.push_back({from.id, operation.id});
      }
    };
    collect(client);
    if (!found.empty() && draws_.chance(60)) return found;
    for (const Client& other : into_.clients) collect(other);
    return found;
  }

  Case& into_;
  Character character_;
  const Bounds& bounds_;
  Draws draws_;
  std::int64_t rival_phones_ = 0;
};

}  // namespace

void draw_clients(Case& into, Character character, const Bounds& bounds, Draws draws) {
  PlanDraw(into, character, bounds, std::move(draws)).run();
}

}  // namespace rollcall::scenarios
