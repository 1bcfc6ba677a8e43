// One client that is connected to the model and to a redis-server, and what differs in the answers
// to it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/real_log.h"
#include "sim/redis/fidelity/real_redis.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {

// What the clients of one comparison share.
struct Course {
  Tally* tally = nullptr;
  RealLog* log = nullptr;  // nullptr: nothing rewrites it
  // The longest that the real server has taken to answer, after the model was told the time.
  std::int64_t skew_ms = 0;
  UnixMs began_at = wall_clock();
  // The members that SPOP took out there, and those that it took out here instead.
  std::set<std::pair<std::string, std::string>> swapped{};
};

class ComparedClient {
 public:
  ComparedClient(const RealRedis& real, Server& model, Course& course);

  // It has no answer yet, and cannot send.
  [[nodiscard]] bool waits() const { return waits_for_.has_value(); }
  // An account of what differs in the answers.
  std::optional<std::string> ask(const Words& words);
  // The same where words name clients, whose ids differ between the servers.
  std::optional<std::string> ask(const Words& words, const Words& sent_to_real);
  // After somebody else's command: both serve this client now, or end it, or neither does, and both
  // have sent it the same messages.
  std::optional<std::string> check_whether_served();
  // In the end: there are no more messages.
  std::optional<std::string> check_for_messages();

  // As CLIENT ID tells it.
  struct Id {
    std::string in_model;
    std::string in_real;
  };
  [[nodiscard]] const Id& id() const { return id_; }

 private:
  void learn_id();
  RespNode ask_model(const Words& words);
  RespNode ask_real(const Words& words);
  void settle();
  std::string ask_witness(const Words& words);
  std::string receive_as_many(const std::string& modelled);
  std::optional<std::string> compare_messages(const std::string& modelled_bytes);

  std::optional<std::string> note_population(const Words& words);
  [[nodiscard]] bool starts_child(const Words& words) const;
  void wait_for_child(const std::string& answer, const std::string& before);
  std::optional<std::string> wait_for_deadline(const Words& words);

  std::optional<std::string> compare(const Words& words, const std::string& answer,
                                     std::string_view modelled_bytes);
  std::optional<std::string> strange_answer(const Words& words, RespNode& actual,
                                            RespNode& modelled);
  std::optional<std::string> close_with_the_model();
  bool matches(const Words& words, const RespNode& actual, const RespNode& modelled);
  bool matches_one(const Words& words, const RespNode& actual, RespNode modelled);
  void add(const Words& words, const RespNode& reply, bool same, bool listed);
  void normalise_all(RespNode& reply, const Words& words) const;
  void swap_popped(const Words& words, const RespNode& actual, const RespNode& modelled);
  void remember(const Words& words, const RespNode& reply);

  Server& model_;
  const RealRedis& server_;
  ConnectionId connection_;
  std::unique_ptr<RealConnection> real_;
  RealConnection witness_;
  Id id_;
  Course& course_;
  UnixMs asked_at_ = 0;
  bool in_transaction_ = false;
  std::vector<Words> queued_;           // since MULTI
  std::optional<RespNode> population_;  // of what the command that runs picks from
  std::optional<Words> waits_for_;
};

}  // namespace rollcall::sim::redis
