#include "sim/redis/fidelity/compared_client.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>

#include "engine/check.h"
#include "sim/redis/fidelity/clock_skew.h"
#include "sim/redis/fidelity/coverage.h"
#include "sim/redis/fidelity/known_differences.h"
#include "sim/redis/fidelity/normal_form.h"
#include "sim/redis/fidelity/population.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view candidate) {
    return equals_ignoring_case(name, candidate);
  });
}

std::string account_of(const Words& words, const RespNode& actual, const RespNode& modelled) {
  std::string account;
  for (const std::string& word : words) account += word + " ";
  return account + "\n  redis: " + actual.shown() + "\n  model: " + modelled.shown();
}

// Of "name:5" in INFO.
std::string_view field_of(std::string_view info, std::string_view name) {
  const std::size_t at = info.find("\n" + std::string(name) + ":");
  if (at == std::string_view::npos) return {};
  info.remove_prefix(at + name.size() + 2);
  return info.substr(0, info.find('\r'));
}

}  // namespace

UnixMs wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

ComparedClient::ComparedClient(const RealRedis& real, Server& model, Course& course)
    : model_(model),
      server_(real),
      connection_(model.connect()),
      real_(std::make_unique<RealConnection>(real)),
      witness_(real),
      course_(course) {
  learn_id();
}

void ComparedClient::learn_id() {
  const Words question{"CLIENT", "ID"};
  id_ = {.in_model = ask_model(question).text, .in_real = ask_real(question).text};
}

std::optional<std::string> ComparedClient::ask(const Words& words) { return ask(words, words); }

std::optional<std::string> ComparedClient::ask(const Words& words, const Words& sent_to_real) {
  if (auto difference = note_population(words)) return difference;
  const bool starts_child = this->starts_child(words);
  const std::string before = starts_child ? ask_witness({"INFO", "persistence"}) : "";
  if (starts_child && course_.log != nullptr) course_.log->hold();

  asked_at_ = wall_clock();
  model_.feed(connection_, resp_request(words), asked_at_);
  real_->send(resp_request(sent_to_real));
  if (model_.is_waiting(connection_)) return wait_for_deadline(words);
  const std::string modelled = model_.take_output(connection_);
  const bool is_cut = !modelled.empty() && !resp_length(modelled);
  const std::string answer = is_cut ? real_->receive_rest() : receive_as_many(modelled);
  course_.skew_ms = std::max(course_.skew_ms, wall_clock() - asked_at_);
  auto difference = compare(words, answer, modelled);
  if (starts_child) wait_for_child(answer, before);
  return difference;
}

std::optional<std::string> ComparedClient::check_whether_served() {
  if (model_.was_killed(connection_)) {
    waits_for_.reset();
    return close_with_the_model();
  }
  if (waits()) settle();
  const std::string modelled = model_.take_output(connection_);
  const bool goes_on = waits() && model_.is_waiting(connection_);
  if (waits() && (!goes_on || (modelled.empty() && real_->has_more()))) {
    const Words words = *std::exchange(waits_for_, std::nullopt);
    return compare(words, receive_as_many(modelled), modelled);
  }
  if (!modelled.empty()) {
    if (auto difference = compare_messages(modelled)) return difference;
  }
  return close_with_the_model();
}

std::optional<std::string> ComparedClient::check_for_messages() {
  settle();
  if (!real_->has_more()) return std::nullopt;
  return "redis says what the model does not: " + take_all(real_->receive(1)).shown();
}

// What nobody has asked for.
std::optional<std::string> ComparedClient::compare_messages(const std::string& modelled_bytes) {
  const Words nothing{"(another's request)"};
  RespNode modelled = take_all(modelled_bytes);
  RespNode actual = take_all(receive_as_many(modelled_bytes));
  normalise(modelled, nothing);
  normalise(actual, nothing);
  if (actual == modelled) return std::nullopt;
  return account_of(nothing, actual, modelled);
}

std::string ComparedClient::receive_as_many(const std::string& modelled) {
  return real_->receive(std::max<std::size_t>(1, resp_count(modelled)));
}

RespNode ComparedClient::ask_model(const Words& words) {
  model_.feed(connection_, resp_request(words), wall_clock());
  return take_all(model_.take_output(connection_));
}

RespNode ComparedClient::ask_real(const Words& words) {
  real_->send(resp_request(words));
  return take_all(real_->receive(1));
}

// Until the real server has dealt with all that was sent before: twice round its event loop.
void ComparedClient::settle() {
  for (int round = 0; round < 2; ++round) static_cast<void>(ask_witness({"PING"}));
}

std::string ComparedClient::ask_witness(const Words& words) {
  witness_.send(resp_request(words));
  std::string answer = witness_.receive(1);
  ROLLCALL_CHECK(!answer.empty(), "redis-server has ended, or does not answer any more");
  return answer;
}

// All that the command may pick from, which must be the same in both.
std::optional<std::string> ComparedClient::note_population(const Words& words) {
  population_.reset();
  if (in_transaction_ || !is_pick(words)) return std::nullopt;
  const Words question = population_question(words);
  RespNode modelled = ask_model(question);
  RespNode actual = ask_real(question);
  normalise(modelled, question);
  normalise(actual, question);
  if (actual != modelled) return account_of(question, actual, modelled);
  population_ = actual;
  return std::nullopt;
}

// BGSAVE and BGREWRITEAOF: what is asked next must not depend on how soon their children end.
bool ComparedClient::starts_child(const Words& words) const {
  const auto starts = [](const Words& command) {
    return is_one_of(command[0], {"BGSAVE", "BGREWRITEAOF"});
  };
  return is_one_of(words[0], {"EXEC"}) ? std::ranges::any_of(queued_, starts) : starts(words);
}

// `before`: what INFO said before the command. In a transaction they start after its end.
void ComparedClient::wait_for_child(const std::string& answer, const std::string& before) {
  const auto has_begun = [&](std::string_view what, const std::string& info,
                             std::string_view count) {
    return !answer.contains(what) || field_of(info, count) != field_of(before, count);
  };
  const auto is_over = [&](const std::string& info) {
    return has_begun("Background saving", info, "rdb_saves") &&
           has_begun("Background append", info, "aof_rewrites") &&
           field_of(info, "rdb_bgsave_in_progress") == "0" &&
           field_of(info, "aof_rewrite_in_progress") == "0" &&
           field_of(info, "aof_rewrite_scheduled") == "0";
  };
  while (!is_over(ask_witness({"INFO", "persistence"}))) {
  }
  // The time of a snapshot is that of its end.
  course_.skew_ms = std::max(course_.skew_ms, wall_clock() - asked_at_);
  if (answer.contains("Background append") && course_.log != nullptr) course_.log->go_on();
}

std::optional<std::string> ComparedClient::wait_for_deadline(const Words& words) {
  const auto comes_soon = [&] { return model_.next_deadline() < wall_clock() + 1000; };
  if (comes_soon()) {
    // Soon enough to wait for: the model's clock then shows the same.
    const std::string answer = real_->receive(1);
    while (model_.is_waiting(connection_) && comes_soon()) {
      const UnixMs deadline = model_.next_deadline();
      course_.skew_ms = std::max(course_.skew_ms, wall_clock() - deadline);
      model_.time_out(deadline);
      static_cast<void>(model_.take_stirred());
      model_.feed(connection_, {}, deadline);  // what a pause has put off, and may wait again
    }
    return compare(words, answer, model_.take_output(connection_));
  }
  settle();
  if (real_->has_more()) {
    return compare(words, real_->receive(1), model_.take_output(connection_));
  }
  waits_for_ = words;
  return std::nullopt;
}

std::optional<std::string> ComparedClient::compare(const Words& words, const std::string& answer,
                                                   std::string_view modelled_bytes) {
  RespNode modelled = take_all(modelled_bytes);
  RespNode actual = take_all(answer);
  if (auto strange = strange_answer(words, actual, modelled)) return strange;
  normalise_all(modelled, words);
  normalise_all(actual, words);
  const bool same = matches(words, actual, modelled);
  remember(words, actual);
  if (auto difference = close_with_the_model()) return difference;
  if (same) return std::nullopt;
  return account_of(words, actual, modelled);
}

// Of picks and scans, whose answers need not be the same: what is wrong with them nevertheless.
std::optional<std::string> ComparedClient::strange_answer(const Words& words, RespNode& actual,
                                                          RespNode& modelled) {
  if (population_) {
    for (const RespNode* const reply : {&actual, &modelled}) {
      if (const auto stray = stray_pick(words, *reply, *population_)) {
        return account_of(words, actual, modelled) + "\n  where there is no " + *stray;
      }
    }
    population_.reset();
    if (is_one_of(words[0], {"SPOP"})) swap_popped(words, actual, modelled);
  }
  const bool scans = !in_transaction_ && cursor_position(words) && actual.items.size() == 2 &&
                     modelled.items.size() == 2;
  if (!scans) return std::nullopt;
  auto difference = scan_difference(
      words, actual, modelled, [this](const Words& next) { return ask_real(next); },
      [this](const Words& next) { return ask_model(next); });
  modelled.items[1] = actual.items[1];
  return difference;
}

std::optional<std::string> ComparedClient::close_with_the_model() {
  if (!model_.wants_close(connection_)) return std::nullopt;
  if (!real_->receive_rest().empty()) return "redis says more where the model closes";
  model_.disconnect(connection_);
  connection_ = model_.connect();
  real_ = std::make_unique<RealConnection>(server_);
  learn_id();
  queued_.clear();
  in_transaction_ = false;
  return std::nullopt;
}

// Counts the reply, or those to what was queued.
bool ComparedClient::matches(const Words& words, const RespNode& actual, const RespNode& modelled) {
  if (actual.text == "QUEUED") return modelled == actual;
  if (!is_one_of(words[0], {"EXEC"}) || actual.type != '*') {
    return matches_one(words, actual, modelled);
  }
  const std::size_t count = actual.items.size();
  bool same = modelled.items.size() == count && actual.text == modelled.text &&
              (count == queued_.size() || model_.wants_close(connection_));
  for (std::size_t at = 0; same && at < count; ++at) {
    same = matches_one(queued_[at], actual.items[at], modelled.items[at]);
  }
  add(words, actual, same, false);
  return same;
}

bool ComparedClient::matches_one(const Words& words, const RespNode& actual, RespNode modelled) {
  const AskedAt asked{
      .model_ms = asked_at_, .skew_ms = course_.skew_ms, .began_ms = course_.began_at};
  adopt_clock(modelled, actual, words, asked);
  if (actual != modelled && tells_seconds(words)) {
    const Words question{"PEXPIRETIME", words[1]};
    const ExpiryTimes expires{.model = ask_model(question), .real = ask_real(question)};
    adopt_seconds(modelled, actual, words, expires, asked);
  }
  const bool same = actual == modelled;
  const KnownDifference* const known = same ? nullptr : known_difference(words, actual, modelled);
  add(words, actual, same, known != nullptr);
  if (known != nullptr && course_.tally != nullptr)
    ++course_.tally->known_differences[std::string(known->name)];
  return same || known != nullptr;
}

void ComparedClient::add(const Words& words, const RespNode& reply, bool same, bool listed) {
  if (course_.tally == nullptr) return;
  CommandTally& command = course_.tally->commands[row_of(words)];
  ++command.ran;
  command.useful += has_content(words, reply) ? 1 : 0;
  command.agreed += same ? 1 : 0;
  command.listed += listed ? 1 : 0;
}

void ComparedClient::normalise_all(RespNode& reply, const Words& words) const {
  normalise(reply, words);
  if (is_one_of(words[0], {"EXEC"})) {
    for (std::size_t at = 0; at < reply.items.size() && at < queued_.size(); ++at) {
      normalise(reply.items[at], queued_[at]);
    }
  }
}

// Redis gets back what it has popped and loses what the model has popped, unseen by its file, so
// that both go on with the same set.
void ComparedClient::swap_popped(const Words& words, const RespNode& actual,
                                 const RespNode& modelled) {
  const auto members = [](const RespNode& reply) {
    return reply.type == '$' ? std::vector<RespNode>{reply} : reply.items;
  };
  const auto popped = members(actual);
  const auto wanted = members(modelled);
  if (popped.empty() || popped.size() != wanted.size()) return;
  Words script{"EVAL",
               "redis.set_repl(redis.REPL_NONE) for i, m in ipairs(ARGV) do "
               "redis.call(i <= #ARGV / 2 and 'sadd' or 'srem', KEYS[1], m) end",
               "1", words[1]};
  for (const RespNode& member : popped) script.push_back(member.text);
  for (const RespNode& member : wanted) script.push_back(member.text);
  for (std::size_t at = 0; at < popped.size(); ++at) {
    course_.swapped.emplace(popped[at].text, wanted[at].text);
  }
  static_cast<void>(ask_real(script));
}

void ComparedClient::remember(const Words& words, const RespNode& reply) {
  if (reply.text == "QUEUED") return queued_.push_back(words);
  const bool begins_or_ends = is_one_of(words[0], {"MULTI", "DISCARD", "RESET"});
  // EXEC ends a transaction even where it is refused.
  if ((begins_or_ends && reply.type != '-') || is_one_of(words[0], {"EXEC"})) {
    queued_.clear();
    in_transaction_ = is_one_of(words[0], {"MULTI"});
  }
}

}  // namespace rollcall::sim::redis
