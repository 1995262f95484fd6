#!/usr/bin/env python3
"""Many open event streams on which nothing happens, and what they cost.

  idle_streams.py --base URL --make FILE --n 5000 --state open|waiting --accounts FILE
      begins N talks, has them taken (open) or not (waiting), and writes their addresses and tokens to FILE
  idle_streams.py --base URL --targets FILE --pid PID [--hold 32] [--claims 5 --accounts FILE]
      opens the stream of every talk in FILE; memory before and after, CPU while nothing happens for --hold seconds.
      With --claims a counsellor then takes the next talk so many times: everybody who waits hears a new place in the
      queue; how long the claim takes, and how long until the first and until the last of them has heard.
Make the talks in one run of the server and open the streams in the next: what making them left in memory is then not
counted, and not used again by the streams."""
import argparse, asyncio, time
from benchlib import *

JSON = {'Content-Type': 'application/json', 'Accept': 'application/json'}


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument('--base', required=True)
    p.add_argument('--make')
    p.add_argument('--n', type=int, default=5000)
    p.add_argument('--state', default='open', choices=['open', 'waiting'])
    p.add_argument('--accounts')
    p.add_argument('--targets')
    p.add_argument('--pid', default='')
    p.add_argument('--hold', type=float, default=32)
    p.add_argument('--ramp', type=int, default=500, help='new streams a second')
    p.add_argument('--claims', type=int, default=0)
    p.add_argument('--label', default='idle')
    p.add_argument('--out')
    return p.parse_args()


async def call(http, path, body, headers=None):
    s, _, b = await http.request('POST', path, JSON | (headers or {}), json.dumps(body))
    if s not in (200, 201, 204):
        raise RuntimeError(f'{path} {s} {b[:120]}')
    return json.loads(b) if b else None


async def sign_in(a, http):
    """One counsellor for every line: {line: the header to send}."""
    staff = {}
    with open(a.accounts) as f:
        for p in json.load(f):
            if p['role'] == 'counsellor' and p['lines'] and p['lines'][0] not in staff:
                r = await call(http, '/api/v1/sessions', {'name': p['name'], 'password': p['password']})
                staff[p['lines'][0]] = {'Authorization': 'Bearer ' + r['token']}
    return staff


async def make(a, host, port):
    http = Http(host, port)
    staff = await sign_in(a, http)
    lines = list(staff) if a.state == 'open' else list(staff)[:1]
    made, numbers = [], iter(range(a.n))

    async def worker():
        h = Http(host, port)
        for i in numbers:
            line = lines[i % len(lines)]
            r = await call(h, '/api/v1/conversations', {'line': line, 'language': 'nl', 'text': 'hallo'})
            if a.state == 'open':
                await call(h, '/api/v1/queue/next', {'lines': [line]}, staff[line])
            made.append(f"/api/v1/conversations/{r['id']}/events\tAuthorization: Bearer {r['token']}\n")
        h.close()
    await asyncio.gather(*[worker() for _ in range(8)])
    with open(a.make, 'w') as f:
        f.writelines(made)


async def hold(a, host, port):
    with open(a.targets) as f:
        targets = [line.rstrip('\n').split('\t') for line in f]
    pids = [int(x) for x in a.pid.split(',') if x]
    open_streams, errors, times, lost, heard = [], [], [], [0], []
    gate = asyncio.Semaphore(50)

    async def one(path, header):
        async with gate:
            t = time.monotonic()
            http = Http(host, port)
            try:
                s, _ = await http.stream(path, lambda d: heard.append(time.monotonic()) if b'event: state' in d else None,
                                         {'Accept': 'text/event-stream', **dict([header.split(': ', 1)])})
                if s != 200:
                    raise HttpError(f'status {s}')
            except Exception as e:
                errors.append(f'{type(e).__name__}: {e}')
                return
            http.on_close = lambda: lost.__setitem__(0, lost[0] + 1)
            open_streams.append(http)
            times.append(time.monotonic() - t)

    before, kernel = memory(pids), slab_sock()
    meter = Meter(pids)
    meter.start()
    tasks, t0 = [], time.monotonic()
    for i, target in enumerate(targets):
        tasks.append(asyncio.create_task(one(*target)))
        if i % 50 == 49:
            await asyncio.sleep(max(0, t0 + (i + 1) / a.ramp - time.monotonic()))
    await asyncio.gather(*tasks)
    opening = meter.stop()
    await asyncio.sleep(2)
    after, kernel = memory(pids), slab_sock() - kernel
    meter.start()
    await asyncio.sleep(a.hold)
    idle = meter.stop()
    n = max(1, len(open_streams))
    result = {
        'streams': len(open_streams), 'failed': len(errors), 'errors': sorted(set(errors))[:3], 'lost': lost[0],
        'open_ms': summary_ms(times), 'opening': opening, 'idle': idle, 'mem_before': before, 'mem_after': after,
        'mem_end': memory(pids), 'kernel_tcp_bytes_per_stream': round(kernel / n),
        **{f'{k}_per_stream': round((after[k] - before[k]) / n) for k in ('rss', 'pss', 'anon')}}
    if a.claims:
        result |= await fan_out(a, host, port, heard, len(open_streams), pids)
    for http in open_streams:
        http.on_close = None
        http.close()
    emit(a.label, result, a.out)


async def fan_out(a, host, port, heard, waiting, pids):
    http = Http(host, port)
    line, staff = next(iter((await sign_in(a, http)).items()))
    first, last, claim, missed = [], [], [], 0
    meter = Meter(pids)
    meter.start()
    for i in range(a.claims):
        heard.clear()
        t = time.monotonic()
        await call(http, '/api/v1/queue/next', {'lines': [line]}, staff)
        claim.append(time.monotonic() - t)
        # Everybody who still waits has a new place, and the one who was taken hears that.
        while len(heard) < waiting - i and time.monotonic() - t < 10:
            await asyncio.sleep(0.002)
        missed += max(0, waiting - i - len(heard))
        if heard:
            first.append(min(heard) - t)
            last.append(max(heard) - t)
        await asyncio.sleep(0.5)
    return {'claim_ms': summary_ms(claim), 'fan_out_first_ms': summary_ms(first), 'fan_out_last_ms': summary_ms(last), 'fan_out_missed': missed,
            'fan_out': meter.stop()}


async def main():
    a = arguments()
    raise_nofile()
    host, port, _ = hostport(a.base)
    await (make(a, host, port) if a.make else hold(a, host, port))

asyncio.run(main())
