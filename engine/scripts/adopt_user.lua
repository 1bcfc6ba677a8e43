-- A draft becomes the copy of its user, who has been committed.
--   KEYS: draft:{token}, user:{id}, user:phone:{phone}
--   ARGV: TTL in ms, id, status
-- Returns 1, or 0: there is no such draft (any more).
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[2], 'id', ARGV[2], 'status', ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[1])
return 1
