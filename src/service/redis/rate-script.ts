/**
 * The log of one workspace's requests, in Redis. All times are those of Redis, in milliseconds, so that the clocks of replicas
 * do not matter.
 *
 * Keys: 1 the log, permits by when they are free again; 2 what is known besides; 3 replicas by their latest report; 4 their
 * shares; 5 callers that wait, by how long that is assumed; 6 callers by their latest wish; 7 the replicas that have reported
 * all that they have in use, and whether they know others; 8 replicas that have just started, by when they may send.
 *
 * Argument: a report as JSON, with the constants. Result: the time, the number of the newest permit, how many replicas there
 * are, the share of the one that reports, how long the workspace is paused, when to ask again, whether it must report all that
 * it has in use, the names of the replicas, and the new permits.
 */
export const RATE_SCRIPT = `
local log, facts, seen, shares, waiting, active, told, new = unpack(KEYS)
local a = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local function exact(number) return string.format('%.3f', number) end

if a.leave then
  redis.call('ZREM', seen, a.replica)
  redis.call('HDEL', shares, a.replica)
  redis.call('HDEL', told, a.replica)
  return {}
end

local known = redis.call('HMGET', facts, 'last', 'seq', 'closed', 'paused', 'pace')
local last, seq = tonumber(known[1]), tonumber(known[2] or 0)
local closed, paused, pace = tonumber(known[3] or 0), tonumber(known[4] or 0), tonumber(known[5] or 0)
-- A new log, one whose clock was set back, or an older one that was restored does not know the requests of the last second.
if not last or now < last - 10 or a.seq > seq then
  redis.call('DEL', log, facts, seen, waiting, active, told)
  seq = math.max(seq, a.seq)
  closed, paused, pace = now + a.window, 0, 0
end

-- A replica that has just started gets no permits before the others have heard of it: they name it to the next log.
local isNew = a.seq == 0 and not redis.call('ZSCORE', seen, a.replica)
-- Replicas. One that is silent, or that does not receive answers, may be alone: its share is left to it until it is forgotten.
redis.call('ZADD', seen, exact(now - math.min(a.quietMs, a.absent + 1)), a.replica)
for _, other in ipairs(a.others or {}) do
  if not redis.call('ZSCORE', seen, other) then
    redis.call('ZADD', seen, exact(now - a.absent - 1), other)
    redis.call('HSETNX', shares, other, a.share)
  end
end
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', exact(now - a.forget))) do
  redis.call('ZREM', seen, gone)
  redis.call('HDEL', shares, gone)
  redis.call('HDEL', told, gone)
end
local replicas = redis.call('ZRANGE', seen, 0, -1)
local share = math.max(1, math.floor(a.limit / math.max(#replicas, a.expected)))
redis.call('HSET', shares, a.replica, share)
local reserved = 0
for _, absent in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', exact(now - a.absent))) do
  reserved = reserved + tonumber(redis.call('HGET', shares, absent) or share)
end
local limit = math.max(a.limit - reserved, share)

-- Permits that the replica uses or gives back.
for _, permit in ipairs(a.held) do redis.call('ZADD', log, exact(now + a.lease), permit) end
for _, one in ipairs(a.written) do redis.call('ZADD', log, exact(now - one.agoMs + a.window), one.permit) end
for _, one in ipairs(a.inUse or {}) do redis.call('ZADD', log, exact(now + one.leftMs), one.permit) end
for _, permit in ipairs(a.unused) do redis.call('ZREM', log, permit) end
if a.pauseMs > 0 then paused = math.max(paused, now + a.pauseMs) end
redis.call('ZREMRANGEBYSCORE', log, '-inf', exact(now))

-- A new log opens early if every replica that one of them knows has reported all that it sent in the last second. One that
-- never had an answer cannot name the others. After a time in which replicas may have sent their shares, the log stays closed.
if a.inUse then redis.call('HSET', told, a.replica, a.seq > 0 and 'knows' or 'new') end
local recount = not redis.call('HGET', told, a.replica)
if closed > now then
  if a.quietMs > a.alone then redis.call('HSET', told, '', 'late') end
  local all, known = not redis.call('HGET', told, ''), false
  for _, each in ipairs(replicas) do
    local state = redis.call('HGET', told, each)
    all, known = all and state, known or state == 'knows'
  end
  if all and known then closed = now end
end
if isNew and #replicas > 1 then redis.call('ZADD', new, exact(now + a.introduce), a.replica) end
redis.call('ZREMRANGEBYSCORE', new, '-inf', exact(now))
local introduced = tonumber(redis.call('ZSCORE', new, a.replica) or 0)

local total, use = 0, {}
for _, permit in ipairs(redis.call('ZRANGE', log, 0, -1)) do
  local caller = string.match(permit, ':([^:]*)$')
  total = total + 1
  use[caller] = (use[caller] or 0) + 1
end
local function useOf(caller) return use[caller] or 0 end

-- Callers. The one that uses least is served first, on whichever replica it waits.
redis.call('ZREMRANGEBYSCORE', waiting, '-inf', exact(now))
redis.call('ZREMRANGEBYSCORE', active, '-inf', exact(now - a.activity))
local waits = {}
for _, caller in ipairs(redis.call('ZRANGE', waiting, 0, -1)) do waits[caller] = true end
for _, want in ipairs(a.wants) do
  waits[want.caller] = true
  redis.call('ZADD', active, exact(now), want.caller)
end
table.sort(a.wants, function(x, y) return useOf(x.caller) < useOf(y.caller) end)
local contended = redis.call('ZCARD', active) > 1
local step = a.window / a.limit * 0.95
local shut = math.max(closed, paused, introduced)
local open = shut <= now
local permits, missing, paced, behind = {}, false, false, false
for _, want in ipairs(a.wants) do
  local got = 0
  waits[want.caller] = nil
  while open and got < want.count and total < limit do
    local before = 0
    for other in pairs(waits) do if useOf(other) < useOf(want.caller) then before = before + 1 end end
    behind = limit - total <= before
    -- Permits that were granted together are free together, and none is until then. So the later half is spread.
    paced = contended and total >= a.limit / 2 and pace > now
    if behind or paced then break end
    if contended and total >= a.limit / 2 then pace = math.max(pace, now - 3 * step) + step end
    seq = seq + 1
    local permit = a.replica .. ':' .. seq .. ':' .. want.caller
    redis.call('ZADD', log, exact(now + a.lease), permit)
    total, got = total + 1, got + 1
    use[want.caller] = useOf(want.caller) + 1
    table.insert(permits, permit)
  end
  if got < want.count then
    missing, waits[want.caller] = true, true
    redis.call('ZADD', waiting, exact(now + a.patience), want.caller)
  else
    redis.call('ZREM', waiting, want.caller)
  end
end

local next = 0
if missing then
  local free = redis.call('ZRANGE', log, 0, 0, 'WITHSCORES')[2]
  if not open then next = shut - now
  elseif total >= limit and free then next = tonumber(free) - now
  elseif paced then next = pace - now
  else next = 3 end
  next = math.max(0.5, math.min(next, a.patience / 3))
end
redis.call('HSET', facts, 'last', exact(now), 'seq', seq, 'closed', exact(closed), 'paused', exact(paused), 'pace', exact(pace))
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, a.keep) end
return { exact(now), seq, #replicas, share, exact(math.max(0, paused - now)), exact(next), recount and 1 or 0,
  table.concat(replicas, ' '), unpack(permits) }
`;
