#include "engine/redis/reply_reader.h"

#include <hiredis/hiredis.h>

#include "engine/check.h"

namespace rollcall {
namespace {

// hiredis calls these while it parses. A child goes to the end of its parent's elements; only that
// last one is under construction, so the pointer that hiredis keeps to it stays good until its next
// sibling moves it. They are noexcept: nothing may be thrown through hiredis's C frames.

RedisReply* place(const redisReadTask* task) {
  if (task->parent == nullptr) return new RedisReply;
  return &static_cast<RedisReply*>(task->parent->obj)->elements.emplace_back();
}

void* create_text(const redisReadTask* task, char* bytes, std::size_t size) noexcept {
  RedisReply* reply = place(task);
  reply->kind = task->type == REDIS_REPLY_STATUS  ? RedisReply::Kind::status
                : task->type == REDIS_REPLY_ERROR ? RedisReply::Kind::error
                                                  : RedisReply::Kind::bulk;
  reply->text.assign(bytes, size);
  return reply;
}

void* create_array(const redisReadTask* task, int) noexcept {
  // The announced size reserves nothing: a broken server could announce two billion elements.
  RedisReply* reply = place(task);
  reply->kind = RedisReply::Kind::array;
  return reply;
}

void* create_integer(const redisReadTask* task, long long value) noexcept {
  RedisReply* reply = place(task);
  reply->kind = RedisReply::Kind::integer;
  reply->integer = value;
  return reply;
}

void* create_nil(const redisReadTask* task) noexcept { return place(task); }

void free_root(void* root) noexcept { delete static_cast<RedisReply*>(root); }

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): hiredis takes it so.
redisReplyObjectFunctions functions{create_text, create_array, create_integer, create_nil,
                                    free_root};

}  // namespace

void ReplyReader::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

ReplyReader::ReplyReader() : reader_(redisReaderCreateWithFunctions(&functions)) {
  ROLLCALL_CHECK(reader_ != nullptr, "no memory for a Redis reply reader");
}

void ReplyReader::feed(std::string_view bytes) {
  // A broken reader refuses bytes; `next` reports why.
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

std::expected<std::optional<RedisReply>, std::string> ReplyReader::next() {
  void* root = nullptr;
  if (redisReaderGetReply(reader_.get(), &root) != REDIS_OK) {
    return std::unexpected(std::string(reader_->errstr));
  }
  if (root == nullptr) return std::nullopt;
  const std::unique_ptr<RedisReply> owner(static_cast<RedisReply*>(root));
  return std::move(*owner);
}

bool ReplyReader::drained() const {
  const bool between_replies =
      reader_->ridx == -1 || (reader_->ridx == 0 && reader_->rstack[0].type == -1);
  return reader_->pos == reader_->len && between_replies;
}

}  // namespace rollcall
