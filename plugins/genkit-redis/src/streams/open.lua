-- KEYS: 1 the stream, 2 the lease of its writer. ARGV: token, lease and time kept in milliseconds.
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
-- The same, sent again.
if first then return first[2][2] == ARGV[1] end
redis.call('XADD', KEYS[1], '0-1', 'o', ARGV[1])
redis.call('SET', KEYS[2], '', 'PX', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2] + ARGV[3])
return true
