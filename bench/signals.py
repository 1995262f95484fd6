#!/usr/bin/env python3
"""The pages of the figures with ten years of weeks, 26 regions and 40 indicators: how long each takes.

    python bench/signals.py --binary .build/release/vangnet [--indicators 40] [--years 10] [--requests 400] [--database postgres://…]

Makes a pack beside the real one with so many made-up weekly figures by region (some small, some missing, each corrected once), brings them
in by the command, serves them and asks for the overview and the pages of figures in turn over one connection: the first time, and then
again and again. Prints JSON; p99 must be at most 50 ms."""
import argparse, datetime, http.client, json, math, os, pathlib, random, shutil, subprocess, sys, tempfile, time
from benchlib import cpu_seconds, memory, summary_ms

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGIONS = [f'VT{n:02}' for n in range(1, 27)]

INDICATOR = """  - id: bench.{n}
    name: {{nl: "Verzonnen cijfer {n}", en: "Made-up figure {n}"}}
    metric: {metric}
    unit: {{nl: gesprekken, en: talks}}
    definition: {{nl: "Verzonnen getallen om mee te meten.", en: "Made-up numbers to measure with."}}
    doesNotSay: {{nl: "Zegt niets: de getallen zijn verzonnen.", en: "Says nothing: the numbers are made up."}}
    source: {{nl: Verzonnen, en: Made up}}
    version: "1"
    period: week
    regionVersion: 2020
    suppressBelow: 5
    public: true
    origin: imported
"""


def make_pack(folder, indicators, extra='', metrics=('conversations',)):
    """A copy of the real pack with so many figures more."""
    shutil.copytree(ROOT / 'Packs/nederland', folder)
    file = folder / 'indicators.yaml'
    file.write_text(file.read_text().rstrip('\n') + '\n' + ''.join(
        INDICATOR.format(n=n, metric=metrics[n % len(metrics)]) for n in range(indicators)) + extra)
    return folder


def weeks(count, last=datetime.date(2026, 11, 16)):
    for back in range(count - 1, -1, -1):
        year, week, _ = (last - datetime.timedelta(weeks=back)).isocalendar()
        yield f'{year}-W{week:02}'


def rows(indicator, periods, seed=1, status='final', change=0.0):
    """Lines of a file: each week the regions and their sum."""
    chance = random.Random(f'{seed} {indicator}')
    levels = [math.exp(chance.uniform(math.log(3), math.log(120))) for _ in REGIONS]
    for index, period in enumerate(periods):
        total = 0
        for region, level in zip(REGIONS, levels):
            season = 1 + 0.2 * math.cos(2 * math.pi * index / 52.18)
            number = max(0, round(chance.gauss(level * season, math.sqrt(level * season) * 1.3)))
            if change and chance.random() < change:
                number += 1
            if chance.random() < 0.003:
                yield f'{indicator},{region},,{period},,missing'
                continue
            total += number
            yield f'{indicator},{region},,{period},{number},{status}'
        yield f'{indicator},,,{period},{total},{status}'


def write(file, indicators, periods, **more):
    with open(file, 'w') as out:
        out.write('indicator,region,organisation,period,value,status\n')
        for n in range(indicators):
            out.writelines(line + '\n' for line in rows(f'bench.{n}', periods, **more))


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument('--binary', required=True)
    p.add_argument('--indicators', type=int, default=40)
    p.add_argument('--years', type=int, default=10)
    p.add_argument('--requests', type=int, default=400)
    p.add_argument('--database')
    p.add_argument('--port', type=int, default=18431)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        pack = make_pack(folder / 'pack', a.indicators)
        env = {**os.environ, 'VANGNET_PACK': str(pack), 'VANGNET_HOME': str(ROOT), 'VANGNET_DATA': str(folder / 'data')}
        if a.database:
            env['VANGNET_DATABASE'] = a.database
        periods = list(weeks(a.years * 52))
        serve = [a.binary, 'demo', '--port', str(a.port), '--data', str(folder / 'data'), '--accounts', str(folder / 'accounts'),
                 '--no-made-up-figures']
        if a.database:
            serve += ['--database', a.database]

        def start():
            server = subprocess.Popen(serve, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
            for line in server.stdout:
                if b'ready' in line or b'http://' in line:
                    break
            for _ in range(100):
                try:
                    http.client.HTTPConnection('127.0.0.1', a.port, timeout=2).request('GET', '/')
                    return server
                except OSError:
                    time.sleep(0.1)
            sys.exit('the server does not answer')

        server = start()
        server.terminate()
        server.wait()
        result = {'load': os.getloadavg()[0], 'indicators': a.indicators, 'weeks': len(periods), 'regions': len(REGIONS)}
        write(folder / 'figures.csv', a.indicators, periods)
        began = time.monotonic()
        done = subprocess.run([a.binary, 'observations', 'import', folder / 'figures.csv'], env=env, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        result['import seconds'] = round(time.monotonic() - began, 1)
        server = start()
        try:
            line = http.client.HTTPConnection('127.0.0.1', a.port, timeout=120)

            def ask(path):
                began = time.monotonic()
                line.request('GET', path)
                answer = line.getresponse()
                body = answer.read()
                if answer.status != 200:
                    sys.exit(f'{path}: {answer.status}')
                return time.monotonic() - began, len(body)

            first, size = ask('/signals')
            result['first overview after a start, ms'], result['overview, bytes'] = round(first * 1000), size
            result['figure, bytes'] = ask('/signals/bench.0')[1]
            chance = random.Random(7)
            kinds = {
                'overview': lambda: '/signals',
                'figure': lambda: f'/signals/bench.{chance.randrange(a.indicators)}',
                'region': lambda: f'/signals/bench.{chance.randrange(a.indicators)}?region={chance.choice(REGIONS)}',
                'all years': lambda: f'/signals/bench.{chance.randrange(a.indicators)}?from={periods[0]}&to={periods[-1]}',
                'small multiples': lambda: f'/signals/bench.{chance.randrange(a.indicators)}/regions',
                'csv': lambda: f'/signals/bench.{chance.randrange(a.indicators)}/figures.csv',
            }
            for kind, path in kinds.items():
                before = cpu_seconds([server.pid])
                times = [ask(path())[0] for _ in range(a.requests)]
                cpu = (cpu_seconds([server.pid]) - before) / a.requests * 1000
                result[kind] = {**summary_ms(times), 'cpu ms a request': round(cpu, 2)}
            result['memory MB'] = round(memory([server.pid])['rss'] / 1e6) if isinstance(memory([server.pid]), dict) else None
        finally:
            server.terminate()
            server.wait()
    print(json.dumps(result, indent=2))
    slow = [kind for kind in ('overview', 'figure') if result[kind]['p99'] > 50]
    sys.exit(f'Problem: p99 over 50 ms: {", ".join(slow)}' if slow else 0)


if __name__ == '__main__':
    main()
