-- KEYS: 1 the stream, 2 the lease of its writer. ARGV: number of the last entry that was read, how many more, time kept in
-- milliseconds. Gives nothing without a stream. Where nothing follows and no writer is there, that is the end.
local stream = KEYS[1]
local function read()
  return redis.call('XRANGE', stream, '(0-' .. ARGV[1], '+', 'COUNT', ARGV[2])
end
local entries = read()
if #entries > 0 then return entries end
local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
if not last then return false end
if last[1] ~= '0-' .. ARGV[1] or redis.call('EXISTS', KEYS[2]) == 1 then return entries end
redis.call('XADD', stream, '0-' .. string.format('%.0f', ARGV[1] + 1), 'l', '')
redis.call('PEXPIRE', stream, ARGV[3])
redis.pcall('PUBLISH', stream, '')
return read()
