// A Lua script that Redis runs as one atomic step, named by the SHA-1 of its text.
#pragma once

#include <string>
#include <string_view>

namespace rollcall {

class Script {
 public:
  /// `name` is for people. The digest is computed here, once.
  Script(std::string_view name, std::string_view text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  /// 40 lower-case hexadecimal digits, as EVALSHA wants them.
  [[nodiscard]] const std::string& sha1() const { return sha1_; }

 private:
  std::string name_;
  std::string text_;
  std::string sha1_;
};

}  // namespace rollcall
