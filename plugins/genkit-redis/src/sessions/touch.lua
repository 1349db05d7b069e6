-- KEYS: 4.. records. ARGV: how long they live, then their ids.
local till = after(ARGV[1])
for i = 4, #KEYS do
  local found = head(KEYS[i])
  if found ~= '0' then
    if till then
      redis.call('PEXPIREAT', KEYS[i], till)
      last(found or '0')
    else
      redis.call('PERSIST', KEYS[i])
    end
    note(ARGV[i - 2], till)
  end
end
sweep(16)
close()
