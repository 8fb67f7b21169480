-- Asks what a file lists, a line a request, in order. wrk … -s load.lua URL -- FILE ACCEPT [again]
-- With `again` the list is begun anew at its end; without, the run ends there.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long seconds; long micros; } bench_time;
            int gettimeofday(bench_time *time, void *zone); ]]

local threads = {}

function setup(thread) table.insert(threads, thread) end

local function now()
  local time = ffi.new("bench_time")
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.seconds) + tonumber(time.micros) / 1e6
end

function init(arguments)
  lines, at, again = {}, 0, arguments[3] == "again"
  for line in io.lines(arguments[1]) do lines[#lines + 1] = line end
  wrk.headers["Accept"] = arguments[2]
  ended, began = 0, now()
end

-- No function `response`: with one, wrk copies every answer into a string for it.
function request()
  at = at + 1
  if at > #lines then
    if again then
      at = 1
    else
      if ended == 0 then ended = now() end
      wrk.thread:stop()
      at = #lines
    end
  end
  return wrk.format(nil, lines[at])
end

function done(summary, latency, requests)
  local thread, errors = threads[1], summary.errors
  local ended = thread:get("ended")
  local seconds = ended > 0 and ended - thread:get("began") or summary.duration / 1e6
  io.stderr:write(string.format(
    '{"requests": %d, "seconds": %.6f, "failed": %d, "ran_out": %s, "p50_ms": %.4f, "p99_ms": %.4f}\n',
    summary.requests, seconds,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    tostring(ended > 0), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
