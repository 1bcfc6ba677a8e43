-- Compare and delete.
--   KEYS: the lock    ARGV: the token of its holder
-- Returns 1, or 0: it had ended, or is another's.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
