#!/usr/bin/env python3
"""Ten thousand starts in a minute on one line, and people who need somebody meanwhile. On loopback, on an installation of its
own that is gone afterwards; it ends by itself.
  flood.py [--starts 10000] [--seconds 60] [--workers 8]"""
import argparse, json, os, pathlib, re, secrets, statistics, sys, threading, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'Tests' / 'Journeys'))
from api import Client, Counsellor
from floods import begin, solve
from installation import Installation

p = argparse.ArgumentParser()
p.add_argument('--starts', type=int, default=10_000)
p.add_argument('--seconds', type=float, default=60)
p.add_argument('--workers', type=int, default=8)
p.add_argument('--out')
a = p.parse_args()
if not (1 <= a.starts <= 100_000 and 1 <= a.seconds <= 600 and 1 <= a.workers <= 64):
    sys.exit('Between 1 and 100000 starts, 1 and 600 seconds, 1 and 64 workers.')


def memory(installation):
    with open(f'/proc/{installation.process.pid}/status') as status:
        return int(re.search(r'VmRSS:\s+(\d+)', status.read()).group(1)) / 1024


with Installation('--flood-control', '--load-cap', '10000') as installation:
    account = installation.account('counsellor')
    line, counsellor = account['lines'][0], Counsellor(installation.base, account)
    began, counts, people, lock = time.monotonic(), {}, [], threading.Lock()
    before = memory(installation)

    def flood(worker):
        client = Client(installation.base)
        for i in range(worker, a.starts, a.workers):
            time.sleep(max(0, began + i * a.seconds / a.starts - time.monotonic()))
            if time.monotonic() - began > 2 * a.seconds:
                return
            status = begin(client, line, text=f'{secrets.token_hex(10)} {i}').status
            with lock:
                counts[status] = counts.get(status, 0) + 1

    def person():
        client = Client(installation.base)
        while time.monotonic() - began < a.seconds - 1:
            t = time.monotonic()
            answer = begin(client, line, text=f'Ik durf niet naar huis, {secrets.token_hex(4)}')
            while answer.status == 429 and time.monotonic() - t < 30:
                answer = begin(client, line, solve(answer.json()['challenge']), text=f'Ik durf niet naar huis, {secrets.token_hex(4)}')
            people.append((answer.status, time.monotonic() - t))
            time.sleep(1)

    threads = [threading.Thread(target=flood, args=(i,)) for i in range(a.workers)] + [threading.Thread(target=person)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(3 * a.seconds + 60)
    seconds = time.monotonic() - began
    waiting = next(q['waiting'] for q in counsellor.client.get('/api/v1/queue').json() if q['line'] == line)
    times = sorted(t for status, t in people if status == 201) or [float('inf')]
    result = {
        'starts': sum(counts.values()), 'seconds': round(seconds, 1), 'answers': counts, 'waiting': waiting,
        'people': len(people), 'people in': sum(s == 201 for s, _ in people),
        'in p50 s': round(statistics.median(times), 2), 'in most s': round(times[-1], 2),
        'memory MB': [round(before), round(memory(installation))],
    }
    print(json.dumps(result, indent=1))
    if a.out:
        pathlib.Path(a.out).write_text(json.dumps(result, indent=1))
    good = result['people in'] == len(people) > 0 and times[-1] < 5 and waiting <= 40 + seconds / 2 + len(people)
    print('people get in' if good else 'PEOPLE DO NOT GET IN')
    sys.exit(0 if good else 1)
