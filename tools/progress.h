// A line that says how far long work has come: on a terminal, and nowhere else.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace rollcall::tools {

class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();  ///< wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void operator()(std::uint64_t done, std::uint64_t of);

 private:
  std::string what_;
  bool terminal_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace rollcall::tools
