-- The copy of a committed user, replaced as a whole.
--   KEYS: user:{id}, user:phone:{phone}
--   ARGV: TTL in ms, id, phone, name, organization id, status
-- One script, because a pipeline that breaks in the middle leaves a hash that never expires. It has
-- no versions to compare: nothing about a user changes after its commit.
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'id', ARGV[2], 'phone', ARGV[3], 'name', ARGV[4],
           'organization_id', ARGV[5], 'status', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[1])
return 1
