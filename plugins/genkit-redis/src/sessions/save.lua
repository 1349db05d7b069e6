-- KEYS: 4 the record. ARGV: id, version seen, token, how long it lives, JSON.
-- Gives whether it is written, and the version.
local record = KEYS[4]
local found, token = head(record)
if not found then return redis.error_reply('NORECORD no record stands at its key') end
-- The same save, sent again.
if token == ARGV[3] then return {1, found} end
if found ~= ARGV[2] then return {0, found} end

-- Of a record that is there the last version is its own.
local before = found == '0' and redis.call('GET', KEYS[3]) or found
local version = string.format('%.0f', math.max(time[1] * 1000000 + time[2], tonumber(before) + 1))
local till, text = after(ARGV[4]), version .. ' ' .. ARGV[3] .. ' ' .. ARGV[5]
if till then
  redis.call('SET', record, text, 'PXAT', till)
  last(version)
else
  redis.call('SET', record, text)
end
if found == '0' then redis.call('ZADD', ids, 0, ARGV[1]) end
settle(ARGV[1], till)
tell(record)
return {1, version}
