-- Tells of pending users how they ended, and takes them out of the queue.
--   KEYS: pending:queue, and for each user
--         pending:user:{handle}, pending:phone:{phone}, pending:key:{digest}
--   ARGV: the group of the queue, TTL in ms from now on, and for each user
--         entry of the queue ('': as noted at the user), handle, id, status
-- Done twice it is the same: whoever is settled stays so. A phone that another registration has
-- reserved meanwhile is left to it.
for user = 1, (#KEYS - 1) / 3 do
  local key, phone, request = KEYS[user * 3 - 1], KEYS[user * 3], KEYS[user * 3 + 1]
  local entry, handle = ARGV[user * 4 - 1], ARGV[user * 4]
  local id, status = ARGV[user * 4 + 1], ARGV[user * 4 + 2]
  if entry == '' then entry = redis.call('HGET', key, 'entry') end
  if entry then
    redis.call('XACK', KEYS[1], ARGV[1], entry)
    redis.call('XDEL', KEYS[1], entry)
  end
  if redis.call('EXISTS', key) == 1 then
    redis.call('HSET', key, 'id', id, 'status', status)
    redis.call('PEXPIRE', key, ARGV[2])
  end
  if redis.call('GET', phone) == handle then
    if status == 'active' then
      redis.call('PEXPIRE', phone, ARGV[2])
    else
      redis.call('DEL', phone)
    end
  end
  if redis.call('HGET', request, 'handle') == handle then
    redis.call('PEXPIRE', request, ARGV[2])
  end
end
return (#KEYS - 1) / 3
