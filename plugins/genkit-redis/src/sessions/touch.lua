-- KEYS: 3.. records. ARGV: how long they live, then their ids.
local till = after(ARGV[1])
for i = 3, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    if till then redis.call('PEXPIREAT', KEYS[i], till) else redis.call('PERSIST', KEYS[i]) end
    note(ARGV[i - 1], till)
  end
end
sweep(16)
close()
