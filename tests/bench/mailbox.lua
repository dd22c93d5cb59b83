-- What wrk sends. Arguments: FOLDER of the prepared requests, PATH of the posts ("-": reads alone), and "mixed" where nine of
-- ten requests only read. PAUSE in the environment is the mean time between two requests of one connection, milliseconds.
--
-- FOLDER has a file for each thread, a body a line; a thread that has sent all of them stops. `paths` beside them has what
-- is read, a path a line, and `look-ups` the bodies of look-ups.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  folder, path = arguments[1], arguments[2]
  mixed = arguments[3] == "mixed"
  headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
  bodies = path ~= "-" and io.lines(folder .. "/" .. number)
  if mixed or path == "-" then
    paths = {}
    for line in io.lines(folder .. "/paths") do paths[#paths + 1] = line end
  end
  if mixed then
    look_ups = {}
    for line in io.lines(folder .. "/look-ups") do look_ups[#look_ups + 1] = line end
  end
  math.randomseed(number + 1)
  sent = 0
end

local pause = tonumber(os.getenv("PAUSE") or "0")
if pause > 0 then
  -- Spread evenly, so that the connections do not keep step.
  function delay() return math.random(0, 2 * pause) end
end

function request()
  if path == "-" then return wrk.format("GET", paths[math.random(#paths)]) end
  if mixed and math.random(10) > 1 then
    local one = math.random(#paths + 1)
    if one > #paths then return wrk.format("POST", "/track/", headers, look_ups[math.random(#look_ups)]) end
    return wrk.format("GET", paths[one])
  end
  local body = bodies()
  if not body then
    wrk.thread:stop()
    return wrk.format("GET", "/healthz")
  end
  sent = sent + 1
  return wrk.format("POST", path, headers, body)
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format(
    'JSON {"requests":%d,"seconds":%.3f,"p50":%.2f,"p99":%.2f,"max":%.2f,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
