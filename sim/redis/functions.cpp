#include "sim/redis/functions.h"

#include <utility>

#include "sim/redis/inline_request.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// The first line, "#!lua name=...", says what the library is called.
std::expected<std::string, std::string> name_of(std::string_view code) {
  if (!code.starts_with("#!")) return std::unexpected("ERR Missing library metadata");
  const std::size_t end = code.find('\n');
  const auto words = split_inline_request(code.substr(0, end));
  if (end == std::string_view::npos || !words || words->empty()) {
    return std::unexpected("ERR Invalid library metadata");
  }
  constexpr std::string_view name_option = "name=";
  std::optional<std::string> name;
  for (std::size_t at = 1; at < words->size(); ++at) {
    const std::string& word = (*words)[at];
    if (!equals_ignoring_case(word.substr(0, name_option.size()), name_option)) {
      return std::unexpected("ERR Invalid metadata value given: " + word);
    }
    if (name) {
      return std::unexpected("ERR Invalid metadata value, name argument was given multiple times");
    }
    name = word.substr(name_option.size());
  }
  if (!name) return std::unexpected("ERR Library name was not given");
  if (!is_valid_function_name(*name)) {
    return std::unexpected("ERR " + std::string(invalid_function_name));
  }
  const std::string engine = words->front().substr(2);
  if (!equals_ignoring_case(engine, "lua")) {
    return std::unexpected("ERR Engine '" + engine + "' not found");
  }
  return *name;
}

}  // namespace

std::expected<std::string, std::string> Functions::load(std::string_view code,
                                                        LoadOptions options) {
  const auto name = name_of(code);
  if (!name) return name;
  renew_if_worn(options.instructions_max);
  const auto held = libraries_.find(*name);
  if (held != libraries_.end() && !options.replace) {
    return std::unexpected("ERR Library '" + *name + "' already exists");
  }
  // Without its first line, whose end keeps the count of the others.
  auto functions = registered_by(code.substr(code.find('\n')), options.instructions_max);
  if (!functions) return std::unexpected(functions.error());
  if (functions->empty()) return std::unexpected("ERR No functions registered");
  for (const RegisteredFunction& function : *functions) {
    const RegisteredFunction* const other = find(function.name);
    const bool is_replaced = other != nullptr && held != libraries_.end() &&
                             held->second.functions.contains(other->name);
    if (other == nullptr || is_replaced) continue;
    forget(*functions);
    return std::unexpected("ERR Function " + function.name + " already exists");
  }

  erase(*name);
  Library library{std::string(code), {}};
  for (RegisteredFunction& function : *functions) {
    library.functions.emplace(function.name, std::move(function));
  }
  const Library& added = libraries_.emplace(*name, std::move(library)).first->second;
  for (const auto& [function_name, function] : added.functions) {
    by_name_[lower_case(function_name)] = &function;
  }
  return *name;
}

std::expected<std::vector<RegisteredFunction>, std::string> Functions::registered_by(
    std::string_view body, std::uint64_t instructions_max) {
  const auto chunk = runner_.compile(body, "@user_function");
  if (!chunk) return std::unexpected("ERR Error compiling function: " + chunk.error());
  FunctionRegistrar registrar;
  // As in Redis it has half a second, a tenth of what a script has.
  const auto done = runner_.run_alone(
      {.chunk = *chunk, .instructions = instructions_max / 10, .functions = registrar});
  runner_.forget(*chunk);
  auto functions = registrar.take();
  if (done) return functions;
  forget(functions);
  return std::unexpected("ERR Error registering functions: " + done.error());
}

void Functions::forget(const std::vector<RegisteredFunction>& functions) {
  for (const RegisteredFunction& function : functions) runner_.forget(function.function);
}

bool Functions::erase(std::string_view name) {
  const auto found = libraries_.find(name);
  if (found == libraries_.end()) return false;
  for (const auto& [function_name, function] : found->second.functions) {
    runner_.forget(function.function);
    by_name_.erase(lower_case(function_name));
  }
  libraries_.erase(found);
  return true;
}

void Functions::clear() {
  libraries_.clear();
  by_name_.clear();
  runner_.reset();
}

const RegisteredFunction* Functions::find(std::string_view name) const {
  const auto found = by_name_.find(lower_case(name));
  return found == by_name_.end() ? nullptr : found->second;
}

void Functions::renew_if_worn(std::uint64_t instructions_max) {
  if (!runner_.renew_if_worn()) return;
  by_name_.clear();
  for (const auto& [name, library] : std::exchange(libraries_, {})) {
    // What has been loaded before fails only where it takes other ways now, as after a draw.
    static_cast<void>(load(library.code, {.replace = false, .instructions_max = instructions_max}));
  }
}

void Functions::run(Call& call, std::string_view name, Arguments keys, Arguments values,
                    ScriptRights rights) {
  renew_if_worn(call.instance.config.script_instructions_max);
  const RegisteredFunction* const found = find(name);
  if (found == nullptr) return call.reply.error("ERR Function not found");
  const RegisteredFunction& function = *found;
  runner_.run(call, {.function = function.function,
                     .name = function.name,
                     .keys = keys,
                     .values = values,
                     .takes_parameters = true,
                     .rights = rights});
}

}  // namespace rollcall::sim::redis
