-- The copies of committed users, each replaced as a whole.
--   KEYS: for each user  user:{id}, user:phone:{phone}
--   ARGV: TTL in ms, and for each user  id, phone, name, organization id, status
-- One script, because a pipeline that breaks in the middle leaves a hash that never expires. It has
-- no versions to compare: nothing about a user changes after its commit.
for user = 1, #KEYS / 2 do
  local key, phone = KEYS[user * 2 - 1], KEYS[user * 2]
  local at = user * 5 - 3
  redis.call('DEL', key)
  redis.call('HSET', key, 'id', ARGV[at], 'phone', ARGV[at + 1], 'name', ARGV[at + 2],
             'organization_id', ARGV[at + 3], 'status', ARGV[at + 4])
  redis.call('PEXPIRE', key, ARGV[1])
  redis.call('SET', phone, ARGV[at], 'PX', ARGV[1])
end
return #KEYS / 2
