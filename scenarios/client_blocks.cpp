#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/blocks.h"
#include "scenarios/process_name.h"

namespace rollcall::scenarios {
namespace {

constexpr std::array actions = {Action::register_user, Action::login, Action::session, Action::find,
                                Action::find_by_phone};

class ClientReader {
 public:
  ClientReader(Case& into, ClientForm form, Problems& problems)
      : into_(into), form_(form), problems_(problems) {
    for (const Action action : actions) action_names_.push_back(to_string(action));
  }

  void read(const TomlValue& value, std::size_t block) {
    Section section(value, "[[client]]", problems_);
    std::uint32_t count = 1;
    if (form_.may_count) section.read("count", count, {1, limits::clients_most});
    const bool dealt = section.has("count") && form_.may_count && !section.has("process");
    Client client;
    client.id = read_name(section);
    section.read("process", client.process, limits::processes);
    section.read("deadline", client.deadline);
    section.read("retries", client.retries, limits::retries);
    section.read("retry_delay", client.retry_delay);
    if (into_.clients.size() + count > static_cast<std::size_t>(limits::clients_most)) {
      section.complain("count", "too many clients",
                       fmt::format("at most {}", limits::clients_most));
      return;
    }
    const std::span<const TomlValue> operations = section.items("operations");
    if (!has_room(operations_in(operations) * count)) {
      section.complain("operations", "too many operations",
                       fmt::format("at most {}", limits::operations_most));
      return;
    }
    for (std::uint32_t copy = 0; copy < count; ++copy) {
      if (dealt) client.process = copy % into_.world.processes + 1;
      add(client, operations, block);
      client.id = next_id();
    }
    section.finish();
  }

  std::vector<std::size_t> take_blocks() { return std::move(blocks_); }

 private:
  [[nodiscard]] bool has_room(std::size_t more) {
    operations_ += more;
    return operations_ <= static_cast<std::size_t>(limits::operations_most);
  }

  [[nodiscard]] std::uint64_t operations_in(std::span<const TomlValue> blocks) {
    std::uint64_t sum = 0;
    for (const TomlValue& value : blocks) {
      Problems later;  // what is wrong is said when the operation is read
      Section section(value, "an operation", later);
      sum += read_times(section);
    }
    return sum;
  }

  [[nodiscard]] std::uint32_t read_times(Section& section) const {
    std::uint32_t times = 1;
    if (form_.may_count) section.read("times", times, {1, limits::operations_most});
    return times;
  }

  [[nodiscard]] std::uint32_t next_id() const {
    return into_.clients.empty() ? 1 : into_.clients.back().id + 1;
  }

  std::uint32_t read_name(Section& section) {
    std::string name;
    section.read("name", name);
    if (name.empty()) return next_id();
    if (section.has("count")) {
      section.complain("name", "a block with a count has no name", "its clients are numbered");
    }
    if (const std::optional<std::uint32_t> id = parse_client_id(name)) return *id;
    section.complain("name", fmt::format("a client cannot be called \"{}\"", name),
                     "\"c\" and its number, such as \"c3\"");
    return next_id();
  }

  void add(const Client& shape, std::span<const TomlValue> operations, std::size_t block) {
    Client client = shape;
    for (const TomlValue& value : operations) {
      const std::uint32_t next = client.operations.empty() ? 1 : client.operations.back().id + 1;
      read_operation(value, {client.id, next}, client.operations);
    }
    into_.clients.push_back(std::move(client));
    blocks_.push_back(block);
  }

  /// As often as it says, each registration with a phone and a name of its own.
  void read_operation(const TomlValue& value, OperationId id, std::vector<Operation>& into) {
    Section section(value, "an operation", problems_);
    section.read("id", id.operation, limits::ids);
    Operation operation{.id = id.operation};
    section.require("do");
    std::string name;
    section.read("do", name, action_names_);
    const auto found = std::ranges::find(action_names_, name);
    if (found == action_names_.end()) return;  // reported already
    operation.action = actions[static_cast<std::size_t>(found - action_names_.begin())];
    section.read("after", operation.after);
    if (operation.action == Action::register_user) {
      operation.phone = own_phone(id);
      operation.name = own_name(id);
      section.read("phone", operation.phone);
      section.read("name", operation.name);
    } else {
      section.require("about");
      read_about(section, id, operation);
    }
    if (operation.action == Action::login) section.read("wrong_password", operation.wrong_password);
    const std::uint32_t times = read_times(section);
    const bool alike = operation.action != Action::register_user || section.has("phone");
    if (times > 1 && (alike || section.has("id"))) {
      section.complain("times", "only a registration is repeated whose phone and id are its own",
                       "leave out phone and id, or times");
    }
    section.finish();
    into.push_back(operation);
    for (std::uint32_t more = 1; more < times; ++more) {
      ++id.operation;
      operation.id = id.operation;
      operation.phone = own_phone(id);
      if (!section.has("name")) operation.name = own_name(id);
      into.push_back(operation);
    }
  }

  static void read_about(Section& section, OperationId id, Operation& operation) {
    if (const TomlValue* text = section.find_word_or_number("about")) {
      if (text->kind == TomlValue::Kind::integer) {
        operation.about = {id.client, 0};
        section.read("about", operation.about.operation, limits::ids);
        return;
      }
      if (const std::optional<OperationId> about = parse_operation_id(text->text)) {
        operation.about = *about;
        return;
      }
      section.complain("about", fmt::format("\"{}\" names no operation", text->text),
                       "such as \"c1.2\", or 2 for the client's own second");
    }
  }

  Case& into_;
  ClientForm form_;
  Problems& problems_;
  std::vector<std::string_view> action_names_;
  std::vector<std::size_t> blocks_;
  std::size_t operations_ = 0;
};

}  // namespace

std::vector<std::size_t> read_clients(Section& root, Case& into, ClientForm form,
                                      Problems& problems) {
  ClientReader reader(into, form, problems);
  std::size_t block = 0;
  for (const TomlValue& value : root.items("client")) reader.read(value, block++);
  return reader.take_blocks();
}

}  // namespace rollcall::scenarios
