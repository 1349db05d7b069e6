-- ARGV: where to begin, how many. Gives nothing while there is more to forget first.
if sweep(1000) == 1000 then return false end
return redis.call('ZRANGEBYLEX', ids, ARGV[1], '+', 'LIMIT', 0, ARGV[2])
