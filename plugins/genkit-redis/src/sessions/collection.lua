-- What scripts over the records of a collection share. KEYS: 1 the ids, sorted; 2 the ids of those whose life ends, by when;
-- 3 the last version of those that went, or will.
local ids, ends = KEYS[1], KEYS[2]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- The moment after so many milliseconds, none for ''.
local function after(lives)
  if lives ~= '' then return string.format('%.0f', now + lives) end
end

local function note(id, till)
  if till then redis.call('ZADD', ends, till, id) else redis.call('ZREM', ends, id) end
end

-- Forgets some ids whose records went by themselves.
local function sweep(most)
  local over = redis.call('ZRANGEBYSCORE', ends, '-inf', '(' .. string.format('%.0f', now), 'LIMIT', 0, most)
  if #over > 0 then
    redis.call('ZREM', ids, unpack(over))
    redis.call('ZREM', ends, unpack(over))
  end
  return #over
end

-- A collection goes with the last of its records.
local function close()
  if redis.call('ZCARD', ids) > redis.call('ZCARD', ends) then
    redis.call('PERSIST', ids)
    redis.call('PERSIST', ends)
  else
    local last = redis.call('ZREVRANGE', ends, 0, 0, 'WITHSCORES')[2]
    if last then
      last = string.format('%.0f', last + 60000)
      redis.call('PEXPIREAT', ids, last)
      redis.call('PEXPIREAT', ends, last)
    end
  end
end

-- Notes when the life of a record that was written ends. Most collections have no ends at all.
local function settle(id, till)
  if not till and redis.call('EXISTS', ends) == 0 then return end
  note(id, till)
  sweep(16)
  close()
end

-- The version of a record and the token of whoever wrote it; '0' without a record.
local function head(record)
  local text = redis.call('GETRANGE', record, 0, 40)
  if text == '' then return '0', '' end
  return string.match(text, '^(%d+) (%x+) ')
end

-- Keeps in mind the version of a record that goes, so that the next one there is later. A day is enough: the clock has
-- gone on by then.
local function last(version)
  local there = redis.call('GET', KEYS[3])
  if not there or tonumber(there) < tonumber(version) then redis.call('SET', KEYS[3], version, 'EX', 86400) end
end

-- Messages may be forbidden to the user: what was written stands.
local function tell(record)
  redis.pcall('PUBLISH', record, '')
end
