// A rule as a lambda, installed while it lives.
#pragma once

#include <functional>
#include <utility>

#include "sim/hooks.h"

namespace rollcall::sim {

class TestRule final : public Rule {
 public:
  TestRule(Hooks& hooks, std::function<Verdict(const Point&)> answer)
      : hooks_(hooks), answer_(std::move(answer)) {
    hooks_.install(*this);
  }
  TestRule(const TestRule&) = delete;
  TestRule& operator=(const TestRule&) = delete;
  ~TestRule() override { hooks_.remove(*this); }

  [[nodiscard]] Verdict at(const Point& point) override { return answer_(point); }

 private:
  Hooks& hooks_;
  std::function<Verdict(const Point&)> answer_;
};

}  // namespace rollcall::sim
