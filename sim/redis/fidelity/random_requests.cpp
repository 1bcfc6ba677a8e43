#include "sim/redis/fidelity/random_requests.h"

#include <map>
#include <sstream>

#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// What the words in braces stand for. Times are an hour and more away, or past.
const Choices& common_choices() {
  static const Choices table = {
      {"{key}", {"k1", "k2", "k3", "k4"}},
      {"{value}", {"", "a", "1", "-5", "10", "9223372036854775807", "3.0", " 1", "hello\nyou"}},
      {"{int}",
       {"0", "1", "-1", "2", "5", "100", "-100", "9223372036854775807", "-9223372036854775808",
        "1.5", "x", "", "+1", "01"}},
      {"{index}", {"0", "1", "-1", "2", "-2", "3", "-100", "100", "x"}},
      {"{field}", {"f1", "f2", "f3", ""}},
      {"{s}", {"3600", "7200", "90000", "90000", "0", "-1", "9223372036854775807", "x"}},
      {"{ms}", {"3600000", "7200000", "90000000", "0", "-1", "9223372036854775807", "x"}},
      {"{at-s}", {"1", "9999999999", "9999999999", "0", "-1", "x"}},
      {"{at-ms}", {"1", "9999999999000", "9999999999000", "0", "-1", "x"}},
      {"{pattern}", {"*", "k*", "k?", "k[12]", "k[^1]", "k[3-1]", "\\k1", "[", "nothing", "*1*"}},
      {"{db}", {"0", "0", "1", "15", "16", "-1", "x"}},
      {"{condition}", {"NX", "xx", "GT", "lt"}},
      // "bzz"
      {"{payload}",
       {std::string("\x00\x03"
                    "bzz\n\x00\xa9\xd8\x9a\x0fO\xcas\xac",
                    15),
        "x"}},
      {"{script}",
       {"return redis.call('set', KEYS[1], ARGV[1])", "return redis.call('get', KEYS[1])",
        "return redis.call('incr', KEYS[1])", "return redis.pcall('incr', KEYS[1])",
        "redis.call('set', KEYS[1], 'x') redis.call('lpush', KEYS[1], 1) return 1",
        "redis.call('set', KEYS[1], 1) return redis.call('incrby', KEYS[1], 2)",
        "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end",
        "return redis.call('hgetall', KEYS[1])",
        "return {redis.call('exists', KEYS[1]), redis.call('type', KEYS[1]), KEYS[1], ARGV[1]}",
        "return redis.call('select', 1)",
        "redis.call('select', 1) return redis.call('set', KEYS[1], ARGV[1])",
        "return redis.call('expire', KEYS[1], 7200)",
        "redis.set_repl(redis.REPL_NONE) return redis.call('set', KEYS[1], 'unseen')",
        "return {pcall(redis.call, 'hset', KEYS[1], 'f1', ARGV[1])}",
        "return redis.call('hset', KEYS[1], 'f1', ARGV[1], 'f2')",
        "redis.call('flushall') return redis.call('dbsize')", "error(ARGV[1])",
        "return ARGV[1] + 1"}},
  };
  return table;
}

const std::vector<std::string>* choices_for(const RequestFamily& family, const std::string& word) {
  for (const Choices* choices : {&family.choices, &common_choices()}) {
    if (const auto found = choices->find(word); found != choices->end()) return &found->second;
  }
  return nullptr;
}

std::vector<std::string> split(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

rc::Gen<std::string> any_word(const RequestFamily& family, const std::string& word,
                              std::size_t connection) {
  if (word == "{client-before}") {
    return rc::gen::just(
        client_id_word((connection + family.connections - 1) % family.connections));
  }
  if (word == "{client}") {
    return rc::gen::map(rc::gen::inRange<std::size_t>(0, family.connections), client_id_word);
  }
  const auto* const choice = choices_for(family, word);
  return choice == nullptr ? rc::gen::just(word) : rc::gen::elementOf(*choice);
}

// Of one client, or of one after the other where the line says so.
rc::Gen<std::vector<Step>> any_turn(const RequestFamily& family) {
  return rc::gen::exec([&family] {
    std::size_t connection = *rc::gen::inRange<std::size_t>(0, family.connections);
    const bool seed = !family.seeds.empty() && *rc::gen::inRange(0, 3) == 0;
    std::vector<Step> turn{{connection, {}}};
    for (const std::string& word : split(*rc::gen::elementOf(seed ? family.seeds : family.lines))) {
      if (word == "|") connection = (connection + 1) % family.connections;
      if (word == ";" || word == "|") {
        turn.push_back({connection, {}});
        continue;
      }
      turn.back().words.push_back(*any_word(family, word, connection));
    }
    Words& words = turn.back().words;
    // At its full size from the first sequence on: small ones would slip nearly always.
    const int slip = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 40));
    if (slip == 1 && words.size() > 1) words.pop_back();
    if (slip == 2) words.push_back("NX");
    if (slip % 8 == 3) words[0] = lower_case(words[0]);
    return turn;
  });
}

}  // namespace

Templates joined(std::initializer_list<Templates> parts) {
  Templates all;
  for (const Templates& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::vector<const RequestFamily*> request_families() {
  return {&string_requests(),       &string_edit_requests(), &key_requests(),
          &expiry_requests(),       &hash_requests(),        &list_requests(),
          &set_requests(),          &sorted_set_requests(),  &stream_requests(),
          &stream_group_requests(), &blocking_requests(),    &blocking_sorted_set_requests(),
          &server_requests(),       &replication_requests(), &introspection_requests(),
          &transaction_requests(),  &script_requests(),      &bit_requests(),
          &encoding_requests(),     &sorting_requests(),     &function_requests(),
          &pub_sub_requests(),      &pausing_requests()};
}

const RequestFamily& compared_family(std::uint64_t number) {
  constexpr std::uint64_t slow_every = 200;
  if (number % slow_every == slow_every - 1) return persistence_requests();
  const auto families = request_families();
  return *families[number % families.size()];
}

bool tells_of_input(const Words& words) {
  return words.size() > 1 && equals_ignoring_case(words[0], "CLIENT") &&
         (equals_ignoring_case(words[1], "LIST") || equals_ignoring_case(words[1], "INFO"));
}

rc::Gen<std::vector<Words>> any_requests(const RequestFamily& family) {
  return rc::gen::map(any_turn(family), [](const std::vector<Step>& turn) {
    std::vector<Words> requests;
    for (const Step& step : turn) requests.push_back(step.words);
    return requests;
  });
}

rc::Gen<std::vector<Step>> any_sequence(const RequestFamily& family) {
  constexpr int twice_the_average = 60;
  // Now and then a client speaks the other protocol from then on.
  const auto turn = rc::gen::exec([&family] {
    const bool switches = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 40)) == 0;
    if (!switches) return *any_turn(family);
    const std::size_t connection = *rc::gen::inRange<std::size_t>(0, family.connections);
    return std::vector<Step>{{connection, {"HELLO", *rc::gen::element("2", "3")}}};
  });
  return rc::gen::exec([&family, turn] {
    std::vector<Step> steps;
    for (std::size_t connection = 0; connection < family.connections; ++connection) {
      if (*rc::gen::element(false, true)) steps.push_back({connection, {"HELLO", "3"}});
    }
    if (*rc::gen::element(true, true, true, true, true, false)) {
      for (const auto& words : family.opening) steps.push_back({0, words});
    }
    for (const auto& next : *rc::gen::resize(
             twice_the_average, rc::gen::container<std::vector<std::vector<Step>>>(turn))) {
      steps.insert(steps.end(), next.begin(), next.end());
    }
    return steps;
  });
}

const RequestFamily& transaction_requests() {
  static const RequestFamily family{"transactions",
                                    2,
                                    {},
                                    {
                                        "MULTI",
                                        "EXEC",
                                        "MULTI ; SET {key} {value} ; GET {key} ; EXEC",
                                        "MULTI ; INCR {key} ; HSET {key} {field} {value} ; EXEC",
                                        "WATCH {key} ; MULTI ; DEL {key} ; EXEC",
                                        "MULTI ; SET {key} {value} ; STRLEN {key} ; EXEC",
                                        "MULTI ; SET k1 a ; COPY k1 k2 REPLACE ; GET k2 ; EXEC",
                                        "MULTI ; SET {key} {value} ; DISCARD",
                                        "DISCARD",
                                        "WATCH {key}",
                                        "WATCH {key} {key}",
                                        "SET k1 a PXAT 1 ; WATCH k1 ; SWAPDB 0 1",
                                        "WATCH {key} ; SELECT 1 ; SET {key} a PXAT 1 ; SWAPDB 0 1",
                                        "UNWATCH",
                                        "GET {key}",
                                        "SET {key} {value}",
                                        "SET {key} {value} PXAT {at-ms}",
                                        "INCR {key}",
                                        "DEL {key}",
                                        "HSET {key} {field} {value}",
                                        "HGETALL {key}",
                                        "EXPIRE {key} {s}",
                                        "RENAME {key} {key}",
                                        "MOVE {key} 1",
                                        "COPY {key} {key} REPLACE",
                                        "SWAPDB 0 1",
                                        "LTRIM {key} 0 -1",
                                        "LPUSH {key} {value}",
                                        "SELECT {db}",
                                        "FLUSHDB",
                                        "FLUSHALL",
                                        "NOSUCH {key}",
                                        "RESET",
                                        "CLIENT GETNAME",
                                        "CLIENT SETNAME {field} ; CLIENT GETNAME",
                                        "CLIENT SETNAME {field}",
                                    }};
  return family;
}

const RequestFamily& script_requests() {
  static const RequestFamily family{
      "scripts",
      2,
      {{"{incr}", {"return redis.call('incr', KEYS[1])"}},
       {"{resp3}",
        {"redis.setresp(3) return redis.call('hgetall', KEYS[1])",
         "redis.setresp(3) return redis.call('smembers', KEYS[1])",
         "redis.setresp(3) return redis.call('get', KEYS[1])",
         "redis.setresp(3) return redis.call('zscore', KEYS[1], 'a')",
         "redis.setresp(3) return redis.call('zrange', KEYS[1], 0, -1, 'withscores')",
         "redis.setresp(3) return {true, redis.call('hget', KEYS[1], 'f1'), false}",
         "redis.setresp(ARGV[1]) return false",
         "return {map={[KEYS[1]]={double=tonumber(ARGV[1])}}}",
         "return {set={[ARGV[1]]=redis.call('get', KEYS[1])}}"}}},
      {
          "EVAL {script} 1 {key} {value}",
          "EVAL {script} 1 {key} {value}",
          "EVAL {script} 1 {key} {value}",
          "EVAL {script} {index} {key} {value}",
          "EVAL {resp3} 1 {key} {value}",
          "HSET {key} f1 {value} f2 a ; EVAL {resp3} 1 {key} 3",
          "DEL k4 ; ZADD k4 1.5 a -inf b ; EVAL {resp3} 1 k4 2",
          "SADD {key} 1 2 3",
          // "return redis.call('incr', KEYS[1])"
          "EVALSHA 2BAB3B661081DB58BD2341920E0BA7CF5DC77B25 1 {key}",
          "SCRIPT LOAD {incr} ; SET {key} 5 ; "
          "EVALSHA 2bab3b661081db58bd2341920e0ba7cf5dc77b25 1 {key}",
          "SCRIPT EXISTS e0e1f9fabfc9d4800c877a703b823ac0578ff8db x",
          "SCRIPT LOAD {incr} ; SCRIPT EXISTS 2bab3b661081db58bd2341920e0ba7cf5dc77b25 x",
          "SCRIPT LOAD {script}",
          "SCRIPT FLUSH",
          "SET {key} {value}",
          "SET {key} {value} PXAT {at-ms}",
          "HSET {key} {field} {value}",
          "GET {key}",
          "MULTI",
          "EXEC",
      }};
  return family;
}

}  // namespace rollcall::sim::redis
