-- KEYS: 3 the record, 4 the last version. ARGV: id, version seen, token, how long it lives, JSON.
-- Gives whether it is written, and the version.
local record, last = KEYS[3], KEYS[4]
local found, token = head(record)
if not found then return redis.error_reply('NORECORD no record stands at its key') end
-- The same save, sent again.
if token == ARGV[3] then return {1, found} end
if found ~= ARGV[2] then return {0, found} end

local micros = time[1] * 1000000 + time[2]
local version = math.max(micros, tonumber(redis.call('GET', last) or 0) + 1, tonumber(found) + 1)
version = string.format('%.0f', version)
local till, text = after(ARGV[4]), version .. ' ' .. ARGV[3] .. ' ' .. ARGV[5]
if till then redis.call('SET', record, text, 'PXAT', till) else redis.call('SET', record, text) end
-- A day is enough: the clock has gone on by then.
redis.call('SET', last, version, 'EX', 86400)
if found == '0' then redis.call('ZADD', ids, 0, ARGV[1]) end
settle(ARGV[1], till)
tell(record)
return {1, version}
