#include "sim/redis/fidelity/known_differences.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>

#include "sim/redis/command_table.h"
#include "sim/redis/config_parameters.h"
#include "sim/redis/fidelity/normal_form.h"
#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/restored_content.h"
#include "sim/redis/numbers.h"
#include "sim/redis/server.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

bool begins(const Words& words, std::initializer_list<std::string_view> names) {
  return words.size() >= names.size() &&
         std::equal(names.begin(), names.end(), words.begin(),
                    [](std::string_view name, const std::string& word) {
                      return equals_ignoring_case(name, word);
                    });
}

// A container without a subcommand is none that could be run.
bool has_command(const Words& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  const Command* const command = find_command(views);
  return command != nullptr && (words.size() == 1 || command->run != nullptr);
}

std::vector<std::string> texts(const RespNode& array) {
  std::vector<std::string> texts;
  for (const RespNode& item : array.items) texts.push_back(item.text);
  std::ranges::sort(texts);
  return texts;
}

bool is_part_of(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return std::ranges::includes(whole, part);
}

// What stands before the first ':' or '=' of each line or word.
std::vector<std::string> names_in(std::string_view text, char separator, char sign) {
  std::vector<std::string> names;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    const std::string_view field = text.substr(from, to - from);
    if (const std::size_t end = field.find(sign); end != std::string_view::npos) {
      names.emplace_back(field.substr(0, end));
    }
    from = to + 1;
  }
  std::ranges::sort(names);
  return names;
}

// Both are of that type, or of the one that RESP3 has for it.
bool are_both(char type, char resp3_type, const RespNode& real, const RespNode& model) {
  return real.type == model.type && (real.type == type || real.type == resp3_type);
}

bool are_texts(const RespNode& real, const RespNode& model) {
  return are_both('$', '=', real, model);
}

bool are_maps(const RespNode& real, const RespNode& model) {
  return are_both('*', '%', real, model);
}

bool is_unknown(const Words& words, const RespNode& real, const RespNode& model) {
  if (begins(words, {"COMMAND", "GETKEYS"}) && words.size() > 2) {
    return !has_command({words.begin() + 2, words.end()}) && model.type == '-';
  }
  return !has_command(words) && model.type == '-' && model.text.starts_with("ERR unknown ") &&
         !real.text.starts_with("ERR unknown command");
}

bool is_help(const Words& words, const RespNode& real, const RespNode& model) {
  return words.size() == 2 && equals_ignoring_case(words[1], "HELP") && real.type == '*' &&
         model.type == '-';
}

// "client|list" is a subcommand.
bool is_modelled(const std::string& name) {
  const std::size_t bar = name.find('|');
  Words words{name.substr(0, bar)};
  if (bar != std::string::npos) words.push_back(name.substr(bar + 1));
  return has_command(words);
}

// All of `told` is true, and what the model has is not left out. Both are sorted.
bool is_the_modelled_part(const std::vector<std::string>& told, std::vector<std::string> real) {
  if (!is_part_of(told, real)) return false;
  std::erase_if(real, [](const std::string& name) { return !is_modelled(name); });
  return is_part_of(real, told);
}

bool counts_commands(const Words& words, const RespNode& real, const RespNode& model) {
  if (begins(words, {"COMMAND", "COUNT"})) {
    return real.type == ':' && model.text == std::to_string(all_commands().size());
  }
  if (!begins(words, {"COMMAND", "LIST"}) || model.type != '*') return false;
  // Which categories a command's family brings is not modelled.
  const bool by_category = words.size() > 3 && equals_ignoring_case(words[3], "ACLCAT");
  if (by_category) return is_part_of(texts(model), texts(real));
  return is_the_modelled_part(texts(model), texts(real));
}

// Name, arity, flags, first and last key, step: what clients route by.
constexpr std::size_t described = 6;

bool is_same_command(const RespNode& real, const RespNode& model) {
  if (model.items.empty()) return !real.items.empty() && !is_modelled(real.items[0].text);
  return real.items.size() >= described && model.items.size() >= described &&
         std::equal(model.items.begin(), model.items.begin() + described, real.items.begin());
}

bool describes_commands(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"COMMAND"}) || real.type != '*' || model.type != '*') return false;
  if (begins(words, {"COMMAND", "INFO"}) && words.size() > 2) {
    return std::ranges::equal(real.items, model.items, [](const RespNode& a, const RespNode& b) {
      return a == b || is_same_command(a, b);
    });
  }
  if (words.size() > 1 && !begins(words, {"COMMAND", "INFO"})) return false;
  std::map<std::string, const RespNode*> known;
  for (const RespNode& entry : real.items) known.emplace(entry.items.at(0).text, &entry);
  return model.items.size() == all_commands().size() &&
         std::ranges::all_of(model.items, [&](const RespNode& entry) {
           const auto found = known.find(entry.items.at(0).text);
           return found != known.end() && is_same_command(*found->second, entry);
         });
}

// The names alone, without a word about them.
bool documents(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"COMMAND", "DOCS"}) || !are_maps(real, model)) return false;
  const auto names_of = [](const RespNode& reply) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < reply.items.size(); at += 2)
      names.push_back(reply.items[at].text);
    std::ranges::sort(names);
    return names;
  };
  for (std::size_t at = 1; at < model.items.size(); at += 2) {
    if (!model.items[at].items.empty()) return false;
  }
  return is_the_modelled_part(names_of(model), names_of(real));
}

// As CLIENT LIST shows it; only the real client's connection is a Unix socket, flag U.
std::string shown_field(std::string_view name, std::string_view field) {
  if (name == "cmd" && !is_modelled(std::string(field.substr(4)))) return "cmd=NULL";
  std::string shown(field);
  if (name == "flags") std::erase(shown, 'U');
  return shown == "flags=" ? "flags=N" : shown;
}

// "name=value", of those that tell what a client is and does; sorted lines, one for each client. A
// command that is not modelled counts as the unknown one that the model takes it for.
std::vector<std::string> clients_in(std::string_view text) {
  constexpr std::string_view compared[] = {"name",  "flags", "db",   "sub", "psub",
                                           "multi", "cmd",   "user", "resp"};
  std::vector<std::string> clients;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    std::string& client = clients.emplace_back();
    while (!line.empty()) {
      const std::string_view field = line.substr(0, line.find(' '));
      line.remove_prefix(std::min(field.size() + 1, line.size()));
      const std::string_view name = field.substr(0, field.find('='));
      if (std::ranges::find(compared, name) == std::end(compared)) continue;
      client.append(shown_field(name, field)).append(" ");
    }
  }
  std::ranges::sort(clients);
  return clients;
}

// The real server has more clients: those that watch over the comparison.
bool lists_clients(const Words& words, const RespNode& real, const RespNode& model) {
  const bool one = begins(words, {"CLIENT", "INFO"});
  if (!one && !begins(words, {"CLIENT", "LIST"})) return false;
  const auto first_line = [](const RespNode& reply) {
    return names_in(reply.text.substr(0, reply.text.find('\n')), ' ', '=');
  };
  const auto told = clients_in(model.text);
  const auto known = clients_in(real.text);
  return are_texts(real, model) && !told.empty() && is_part_of(told, known) &&
         (!one || told.size() == known.size()) && is_part_of(first_line(model), first_line(real));
}

// Those that follow from what clients have asked for, and are the same in both.
bool must_be_equal(std::string_view field) {
  constexpr std::string_view names[] = {
      "redis_version", "redis_mode",   "arch_bits",       "maxclients",       "blocked_clients",
      "maxmemory",     "loading",      "maxmemory_human", "maxmemory_policy", "aof_enabled",
      "role",          "evicted_keys", "connected_slaves"};
  const bool is_keyspace = field.starts_with("db") && field.find("keys") == std::string_view::npos;
  return is_keyspace || std::ranges::find(names, field) != std::end(names);
}

std::map<std::string, std::string> fields_that_must_be_equal(std::string_view text) {
  std::map<std::string, std::string> fields;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string_view name = line.substr(0, line.find(':'));
    // An average is taken by Redis's active expiry, now and then.
    if (name.size() < line.size() && must_be_equal(name))
      fields.emplace(name, line.substr(0, line.find(",avg_ttl=")));
  }
  return fields;
}

bool tells_about_itself(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"INFO"}) || !are_texts(real, model)) return false;
  std::vector<std::string> told = names_in(model.text, '\n', ':');
  // Of the errors that commands had which are not modelled.
  std::erase_if(told, [](const std::string& name) { return name.starts_with("errorstat_"); });
  return is_part_of(told, names_in(real.text, '\n', ':')) &&
         fields_that_must_be_equal(model.text) == fields_that_must_be_equal(real.text);
}

// Of the server that the model is compared with: where it lives, and what differential_options()
// asks of it.
bool belongs_to_the_test(std::string_view parameter) {
  constexpr std::string_view names[] = {"auto-aof-rewrite-percentage",
                                        "dir",
                                        "unixsocket",
                                        "enable-debug-command",
                                        "port",
                                        "logfile",
                                        "hz"};
  return std::ranges::find(names, parameter) != std::end(names);
}

std::map<std::string, std::string> parameters_in(const RespNode& reply) {
  std::map<std::string, std::string> parameters;
  for (std::size_t at = 0; at + 1 < reply.items.size(); at += 2) {
    parameters.emplace(reply.items[at].text, reply.items[at + 1].text);
  }
  return parameters;
}

bool is_modelled_parameter(std::string_view name) {
  for (const auto parameters : {parameters_with_effect, parameters_without_effect}) {
    for (const Parameter& parameter : parameters()) {
      if (equals_ignoring_case(parameter.name, name)) return true;
    }
  }
  return false;
}

bool tells_parameters(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"CONFIG", "GET"}) || !are_maps(real, model)) return false;
  const auto told = parameters_in(model);
  const auto known = parameters_in(real);
  for (const auto& [name, value] : told) {
    const auto found = known.find(name);
    if (found == known.end()) return false;
    if (found->second != value && !belongs_to_the_test(name)) return false;
  }
  return std::ranges::all_of(known, [&](const auto& parameter) {
    return told.contains(parameter.first) || !is_modelled_parameter(parameter.first);
  });
}

// An estimate, but no nonsense.
bool estimates_memory(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"MEMORY", "USAGE"}) || real.type != ':' || model.type != ':') return false;
  const auto actual = parse_integer(real.text).value_or(0);
  const auto estimate = parse_integer(model.text).value_or(0);
  return estimate <= actual * 8 && actual <= estimate * 8;
}

// Other bytes, from which the same comes back. Those of strings are the same.
bool dumps_in_a_plain_form(const Words& words, const RespNode& real, const RespNode& model) {
  if (!are_texts(real, model) || real.text.empty()) return false;
  const bool functions = begins(words, {"FUNCTION", "DUMP"});
  if (!functions && (!begins(words, {"DUMP"}) || real.text.front() == '\0')) return false;
  return functions ? restore_the_same_functions(real.text, model.text)
                   : restore_the_same_value(real.text, model.text);
}

// Behind the address " refcount:... encoding:...".
std::string_view told_of_object(std::string_view text) {
  const std::size_t from = std::min(text.find(" refcount:"), text.size());
  return text.substr(from, text.find(" serializedlength:") - from);
}

bool tells_addresses(const Words& words, const RespNode& real, const RespNode& model) {
  return begins(words, {"DEBUG", "OBJECT"}) && real.text.starts_with("Value at:") &&
         model.text.starts_with("Value at:") &&
         told_of_object(real.text) == told_of_object(model.text) &&
         is_part_of(names_in(model.text, ' ', ':'), names_in(real.text, ' ', ':'));
}

// A copy of a small integer, which is an object of its own until it is loaded or set again.
bool shares_a_copy(const Words& words, const RespNode& real, const RespNode& model) {
  if (begins(words, {"DEBUG", "OBJECT"})) {
    return told_of_object(real.text) == " refcount:1 encoding:int" &&
           told_of_object(model.text) == " refcount:2147483647 encoding:int";
  }
  return begins(words, {"OBJECT", "REFCOUNT"}) && real == RespNode{.type = ':', .text = "1"} &&
         model == RespNode{.type = ':', .text = "2147483647"};
}

constexpr KnownDifference table[] = {
    {"commands-not-modelled",
     "a command that the model does not have is answered as an unknown one, so that who needs it "
     "learns so at once",
     is_unknown},
    {"help-texts", "HELP of most commands is not modelled: it is for people at a prompt", is_help},
    {"number-of-commands", "COMMAND COUNT and LIST tell of the commands that are modelled",
     counts_commands},
    {"command-details",
     "COMMAND INFO tells names, arities, flags and keys; not all ACL categories, and no tips, key "
     "specifications and subcommands",
     describes_commands},
    {"command-documentation",
     "COMMAND DOCS tells names only: its texts are the documentation of Redis", documents},
    {"client-buffers",
     "CLIENT LIST and INFO say 0 for times and what clients occupy; a simulated one has no address",
     lists_clients},
    {"server-fields",
     "INFO has the fields that are true of a model; none of memory allocators and processes",
     tells_about_itself},
    {"parameters",
     "CONFIG GET with a pattern tells the parameters that are modelled, each with Redis's value",
     tells_parameters},
    {"dumped-containers",
     "DUMP and FUNCTION DUMP write the plain forms that Redis restores, too: no compact encodings "
     "but those of streams, and nothing compressed",
     dumps_in_a_plain_form},
    {"addresses",
     "DEBUG OBJECT tells an address and a serialized length, which a model does not have, times "
     "of which OBJECT IDLETIME tells, and of the nodes of a list",
     tells_addresses},
    {"copied-integers",
     "OBJECT REFCOUNT and DEBUG OBJECT say of every small integer that it is shared; one that COPY "
     "has made is not",
     shares_a_copy},
    {"memory-estimate",
     "MEMORY USAGE is an estimate from lengths, which does not depend on an allocator",
     estimates_memory},
};

}  // namespace

std::span<const KnownDifference> known_differences() { return table; }

const KnownDifference* known_difference(const Words& words, const RespNode& real,
                                        const RespNode& model) {
  for (const KnownDifference& known : table) {
    if (known.explains(words, real, model)) return &known;
  }
  return nullptr;
}

std::vector<std::string> commands_not_modelled() {
  const RealRedis server;
  RealConnection connection(server);
  connection.send(resp_request({"COMMAND", "LIST"}));
  const std::string answer = connection.receive(1);
  std::string_view rest = answer;
  std::vector<std::string> missing;
  for (const RespNode& command : take_resp(rest).items) {
    const std::size_t bar = command.text.find('|');
    Words words{command.text.substr(0, bar)};
    const bool is_part_of_one = bar != std::string::npos;
    if (is_part_of_one && !has_command(words)) continue;  // its container is named
    if (is_part_of_one) words.push_back(command.text.substr(bar + 1));
    if (!has_command(words)) missing.push_back(command.text);
  }
  std::ranges::sort(missing);
  return missing;
}

}  // namespace rollcall::sim::redis
