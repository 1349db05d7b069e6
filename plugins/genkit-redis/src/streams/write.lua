-- KEYS: 1 the stream, 2 the lease of its writer. ARGV: number of the entry, '1' if it has the end, lease and time kept in
-- milliseconds, then kinds and texts. Without those it only says that the writer is there.
-- Gives 'gone' without a stream, 'left' if its readers were told that the writer is gone.
local stream, lease = KEYS[1], KEYS[2]
local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
if not last then return 'gone' end
if last[2][1] == 'l' then return 'left' end
-- An entry of a number that is there was written before: it is sent again.
if #ARGV > 4 and tonumber(string.match(last[1], '%d+$')) < tonumber(ARGV[1]) then
  redis.call('XADD', stream, '0-' .. ARGV[1], unpack(ARGV, 5))
  redis.pcall('PUBLISH', stream, '')
end
if ARGV[2] == '1' then
  redis.call('DEL', lease)
  redis.call('PEXPIRE', stream, ARGV[4])
else
  redis.call('SET', lease, '', 'PX', ARGV[3])
  redis.call('PEXPIRE', stream, ARGV[3] + ARGV[4])
end
return 'written'
