-- KEYS: 4 the record. ARGV: id, version seen or ''. Gives whether it agrees, and the version that was there.
local record = KEYS[4]
local found = head(record)
if ARGV[2] ~= '' and found ~= ARGV[2] then return {0, found or '0'} end
if redis.call('DEL', record) == 1 then
  last(found or '0')
  redis.call('ZREM', ids, ARGV[1])
  redis.call('ZREM', ends, ARGV[1])
  close()
  tell(record)
end
return {1, found or '0'}
