-- Reserves a phone, creates the pending user and puts it into the queue.
--   KEYS: pending:key:{digest of the idempotency key}, pending:phone:{phone},
--         pending:user:{handle}, pending:queue
--   ARGV: handle, digest of the request, the most that may be in the queue, TTL in ms, phone, name,
--         organization id, password hash, idempotency key
-- Returns a word and the handle that counts:
--   new       the one given
--   again     of an earlier try under the same key
--   mismatch  the key belongs to another request
--   taken     another registration has the phone
--   full      the queue is
-- Of all but `new`, nothing was changed. The TTLs end what no worker ever settles; the queue itself
-- ends by being worked off.
local known = redis.call('HMGET', KEYS[1], 'handle', 'digest')
if known[1] then
  if known[2] == ARGV[2] then return {'again', known[1]} end
  return {'mismatch', ''}
end
if redis.call('EXISTS', KEYS[2]) == 1 then return {'taken', ''} end
if redis.call('XLEN', KEYS[4]) >= tonumber(ARGV[3]) then return {'full', ''} end
local user = {'handle', ARGV[1], 'phone', ARGV[5], 'name', ARGV[6], 'organization_id', ARGV[7],
              'password_hash', ARGV[8], 'idempotency_key', ARGV[9]}
local entry = redis.call('XADD', KEYS[4], '*', unpack(user))
redis.call('HSET', KEYS[3], 'entry', entry, 'status', 'pending', unpack(user))
redis.call('PEXPIRE', KEYS[3], ARGV[4])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4])
redis.call('HSET', KEYS[1], 'handle', ARGV[1], 'digest', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'new', ARGV[1]}
