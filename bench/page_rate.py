#!/usr/bin/env python3
"""page_rate.py LABEL URL PID[,PID] [--seconds 4] [--connections 8] [--gzip] [--out FILE]
Requests per second by wrk, latency, and the server's CPU a request."""
import argparse, re, subprocess, urllib.request
from benchlib import *

p = argparse.ArgumentParser()
p.add_argument('label')
p.add_argument('url')
p.add_argument('pid')
p.add_argument('--seconds', type=int, default=4)
p.add_argument('--connections', type=int, default=8)
p.add_argument('--gzip', action='store_true')
p.add_argument('--out')
a = p.parse_args()

headers = {'User-Agent': 'Mozilla/5.0 Firefox/128.0'} | ({'Accept-Encoding': 'gzip'} if a.gzip else {})
with urllib.request.urlopen(urllib.request.Request(a.url, headers=headers), timeout=10) as page:
    size, encoding = len(page.read()), page.headers.get('Content-Encoding', '')
meter = Meter([int(x) for x in a.pid.split(',')])
meter.start()
said = subprocess.run(
    ['wrk', '-t1', f'-c{a.connections}', f'-d{a.seconds}s', '--latency',
     *[x for k, v in headers.items() for x in ('-H', f'{k}: {v}')], a.url],
    check=True, capture_output=True, text=True, timeout=a.seconds + 30).stdout
m = meter.stop()
requests = int(re.search(r'(\d+) requests in', said).group(1))
latency = {f'p{q}': re.search(rf'^\s+{q}%\s+(\S+)', said, re.M).group(1) for q in (50, 99)}
bad = re.search(r'Non-2xx or 3xx responses: (\d+)', said)
emit(a.label, {
    'bytes': size, 'encoding': encoding, 'per_s': float(re.search(r'Requests/sec:\s+([\d.]+)', said).group(1)), **latency,
    'us_per_request': round(m['server_cpu_s'] * 1e6 / max(1, requests), 1), 'bad': int(bad.group(1)) if bad else 0, **m},
    a.out)
