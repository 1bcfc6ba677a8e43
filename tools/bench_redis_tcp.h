// The model of Redis behind its port beside a redis-server, as redis-benchmark sees them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace rollcall::tools {

struct TcpLoad {
  std::uint64_t requests = 0;  // of SET, and as many of GET, from 50 connections
  std::uint64_t pipelined = 1;
};
struct TcpRates {
  double model = 0;  // requests per second
  double redis = 0;
};
// Starts both servers, lets them take turns, and ends them. The error says what is missing.
[[nodiscard]] std::expected<TcpRates, std::string> measure_tcp_rates(const TcpLoad& load);

}  // namespace rollcall::tools
