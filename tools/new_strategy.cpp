#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <vector>

#include "engine/strategy.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/invocation.h"
#include "tools/output_file.h"
#include "tools/skeleton.h"

namespace rollcall::tools {
namespace {

namespace fs = std::filesystem;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// Lower-case words of letters and digits between single hyphens, so that it makes a file's name and
// a C++ identifier.
bool is_kebab_case(std::string_view name) {
  if (name.empty() || !is_lower(name.front()) || name.back() == '-') return false;
  if (name.find("--") != std::string_view::npos) return false;
  return std::ranges::all_of(
      name, [](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '-'; });
}

std::expected<void, std::string> check_name(const std::string& name) {
  if (!is_kebab_case(name)) {
    return std::unexpected(fmt::format(
        "\"{}\" is no name for a strategy: lower-case words with hyphens between them, as my-way",
        name));
  }
  if (name.ends_with("-test")) {
    return std::unexpected(
        fmt::format("\"{}\" would be a file of tests: give it an ending other than -test", name));
  }
  if (find_strategy(name) != nullptr) {
    return std::unexpected(
        fmt::format("there is a strategy \"{}\" already: choose another name", name));
  }
  return {};
}

// "my-way" as "my_way".
std::string in_snake_case(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

// "my-way" as "MyWay".
std::string in_pascal_case(std::string_view name) {
  std::string result;
  bool begins = true;
  for (const char c : name) {
    if (c != '-') result += begins && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    begins = c == '-';
  }
  return result;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

std::string skeleton_of(const std::string& name) {
  std::string text(strategy_skeleton());
  replace_all(text, "my-way", name);
  replace_all(text, "my_way", in_snake_case(name));
  replace_all(text, "MyWay", in_pascal_case(name));
  return text;
}

// Never over a file that is there.
std::expected<void, std::string> write_new(const fs::path& path, const std::string& text) {
  std::FILE* const file = std::fopen(path.c_str(), "wx");
  if (file == nullptr && errno == EEXIST) {
    return std::unexpected(path.string() +
                           ": is there already and stays as it is: choose another name, or a "
                           "folder with --in");
  }
  const bool written = file != nullptr && std::fputs(text.c_str(), file) >= 0;
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (written && closed) return {};
  const std::string why = std::generic_category().message(errno);
  if (file != nullptr) std::ignore = std::remove(path.c_str());
  return std::unexpected(fmt::format("{}: cannot be written: {}", path.string(), why));
}

std::vector<fs::path> folders_of_this_build() {
  std::vector<fs::path> folders;
  std::string_view rest = own_strategy_folders();
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(';'));
    folders.emplace_back(folder);
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
  }
  return folders;
}

// What makes the next configuration see the folder: nothing where this one does.
std::string configuring(const fs::path& folder) {
  const auto is_it = [&](const fs::path& other) {
    std::error_code ignored;
    return fs::equivalent(folder, other, ignored);
  };
  const std::string root(project_root());
  const std::vector<fs::path> known = folders_of_this_build();
  if (is_it(root + "/engine/strategies") || std::ranges::any_of(known, is_it)) return {};
  std::string folders;
  for (const fs::path& other : known) folders += other.string() + ";";
  folders += fs::weakly_canonical(folder).string();
  return fmt::format("  cmake -S {} --preset release {}\n", quoted(root),
                     quoted("-DROLLCALL_STRATEGIES=" + folders));
}

}  // namespace

Exit create(const NewOptions& options) {
  if (const auto good = check_name(options.name); !good) return complain(good.error());
  if (options.folder.find(';') != std::string::npos) {
    return complain(options.folder + ": CMake separates folders by ;, so that no name may hold it");
  }
  if (const auto made = make_folder(options.folder, "--in"); !made) return complain(made.error());
  const fs::path path = fs::path(options.folder) / (in_snake_case(options.name) + ".cpp");
  if (const auto written = write_new(path, skeleton_of(options.name)); !written)
    return complain(written.error());
  fmt::print("{}: a strategy that compiles and keeps every promise; make it yours, then\n\n{}",
             path.string(), configuring(options.folder));
  fmt::print("  {} release rollcall\n  {}\n", quoted(std::string(project_root()) + "/tools/build"),
             program_command("compare --strategies write-through," + options.name));
  return Exit::kept;
}

}  // namespace rollcall::tools
