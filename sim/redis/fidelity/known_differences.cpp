#include "sim/redis/fidelity/known_differences.h"

#include <algorithm>
#include <initializer_list>
#include <map>

#include "sim/redis/command_table.h"
#include "sim/redis/fidelity/real_redis.h"
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

bool counts_commands(const Words& words, const RespNode& real, const RespNode& model) {
  if (begins(words, {"COMMAND", "COUNT"})) return real.type == ':' && model.type == ':';
  return begins(words, {"COMMAND", "LIST"}) && model.type == '*' &&
         is_part_of(texts(model), texts(real));
}

// Name, arity, flags, first and last key, step: what clients route by.
constexpr std::size_t described = 6;

bool describes_commands(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"COMMAND"}) || model.type != '*') return false;
  if (words.size() > 1 && !begins(words, {"COMMAND", "INFO"})) return false;
  std::map<std::string, const RespNode*> known;
  for (const RespNode& entry : real.items) {
    if (!entry.items.empty()) known.emplace(entry.items[0].text, &entry);
  }
  return std::ranges::all_of(model.items, [&](const RespNode& entry) {
    if (entry.items.empty()) return true;
    const auto found = known.find(entry.items[0].text);
    return found != known.end() && entry.items.size() >= described &&
           std::equal(entry.items.begin(), entry.items.begin() + described,
                      found->second->items.begin());
  });
}

// The names alone, without a word about them.
bool documents(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"COMMAND", "DOCS"}) || real.type != '*' || model.type != '*') return false;
  std::vector<std::string> told;
  for (std::size_t at = 0; at + 1 < model.items.size(); at += 2) {
    if (!model.items[at + 1].items.empty()) return false;
    told.push_back(model.items[at].text);
  }
  std::ranges::sort(told);
  return is_part_of(told, texts(real));
}

bool lists_clients(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"CLIENT", "LIST"}) && !begins(words, {"CLIENT", "INFO"})) return false;
  const auto first_line = [](const RespNode& reply) {
    return names_in(reply.text.substr(0, reply.text.find('\n')), ' ', '=');
  };
  return real.type == '$' && model.type == '$' && !model.text.empty() &&
         is_part_of(first_line(model), first_line(real));
}

bool tells_about_itself(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"INFO"}) || real.type != '$' || model.type != '$') return false;
  std::vector<std::string> told = names_in(model.text, '\n', ':');
  // Of the errors that commands had which are not modelled.
  std::erase_if(told, [](const std::string& name) { return name.starts_with("errorstat_"); });
  return is_part_of(told, names_in(real.text, '\n', ':'));
}

// Of the server that the model is compared with: where it lives, and what differential_options()
// asks of it.
bool belongs_to_the_test(std::string_view parameter) {
  constexpr std::string_view names[] = {"auto-aof-rewrite-percentage",
                                        "dir",
                                        "enable-debug-command",
                                        "logfile",
                                        "port",
                                        "save",
                                        "unixsocket"};
  return std::ranges::find(names, parameter) != std::end(names);
}

bool tells_parameters(const Words& words, const RespNode& real, const RespNode& model) {
  if (!begins(words, {"CONFIG", "GET"}) || model.type != '*') return false;
  std::map<std::string, std::string> known;
  for (std::size_t at = 0; at + 1 < real.items.size(); at += 2) {
    known.emplace(real.items[at].text, real.items[at + 1].text);
  }
  for (std::size_t at = 0; at + 1 < model.items.size(); at += 2) {
    const auto found = known.find(model.items[at].text);
    if (found == known.end()) return false;
    if (found->second != model.items[at + 1].text && !belongs_to_the_test(found->first))
      return false;
  }
  return true;
}

bool estimates_memory(const Words& words, const RespNode& real, const RespNode& model) {
  return begins(words, {"MEMORY", "USAGE"}) && real.type == ':' && model.type == ':';
}

bool dumps_a_container(const Words& words, const RespNode& real, const RespNode& model) {
  return begins(words, {"DUMP"}) && real.type == '$' && model.type == '$' && !real.text.empty() &&
         !model.text.empty() && real.text[0] != 0 && model.text[0] != 0;
}

bool tells_addresses(const Words& words, const RespNode& real, const RespNode& model) {
  return begins(words, {"DEBUG", "OBJECT"}) && real.text.starts_with("Value at:") &&
         model.text.starts_with("Value at:");
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
     "COMMAND INFO tells names, arities, flags and keys; the ACL categories are not complete, "
     "tips, "
     "key specifications and subcommands are not modelled",
     describes_commands},
    {"command-documentation",
     "COMMAND DOCS tells names only: its texts are the documentation of Redis", documents},
    {"client-buffers",
     "CLIENT LIST and INFO say 0 for times and for what clients occupy, and a simulated client has "
     "no address",
     lists_clients},
    {"server-fields",
     "INFO has the fields that are true of a model; none of memory allocators and processes",
     tells_about_itself},
    {"parameters",
     "CONFIG GET with a pattern tells the parameters that are modelled, each with Redis's value",
     tells_parameters},
    {"dumped-containers",
     "DUMP writes containers in a plain form that Redis restores, too, and no streams",
     dumps_a_container},
    {"addresses",
     "DEBUG OBJECT tells an address and a serialized length, which a model does not have",
     tells_addresses},
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
