#!/usr/bin/env python3
"""A million figures in, by the mapping of a source: how long, and the most memory, on SQLite and PostgreSQL; a tenth of it
beside it, to see whether memory grows with the file. Then the same file again (nothing is new), and the file with other
figures (everything is a revision).
  deliver.py [--rows 1000000] [--engine sqlite,postgres] [--out FILE]
Target: 30 s for a million, constant memory. With --fuzz N: so many broken files through every reader instead."""
import argparse, json, os, re, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'Tests/Journeys'))
from api import Client
from installation import BINARY, Installation, Postgres, environment

p = argparse.ArgumentParser()
p.add_argument('--rows', type=int, default=1_000_000)
p.add_argument('--engine', default='sqlite,postgres')
p.add_argument('--out')
p.add_argument('--fuzz', type=int)
a = p.parse_args()

FIGURES = ['veilig-thuis.advice', 'veilig-thuis.reports', 'police.reports-to-veilig-thuis']
HALVES = [f'{year}-H{half}' for year in range(2001, 2026) for half in (1, 2)]
MAPPING = {'columns': {'cijfer': 'indicator', 'organisatie': 'organisation', 'periode': 'period', 'aantal': 'value'}, 'empty': 'missing', 'numbers': 'comma'}


def write(path, rows, more):
    """Every figure of every organisation, with Dutch thousands."""
    with open(path, 'w') as f:
        f.write('cijfer;organisatie;periode;aantal\n')
        for n in range(rows):
            organisation, rest = divmod(n, len(FIGURES) * len(HALVES))
            figure, half = divmod(rest, len(HALVES))
            value = (n * 7919 + more) % 90_000
            f.write(f'{FIGURES[figure]};org-{organisation:05};{HALVES[half]};{f"{value:,}".replace(",", ".")}\n')


def run(installation, path, *more):
    """Seconds, and the most resident memory of the process in MB."""
    env = environment() | {'VANGNET_DATA': str(installation.data)}
    if installation.database:
        env['VANGNET_DATABASE'] = installation.database
    began = time.monotonic()
    process = subprocess.Popen([str(BINARY), 'observations', 'import', '--source', 'Meting', *more, str(path)],
                               env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f'Problem: {err[:2000]}')
    return time.monotonic() - began, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, out.strip()


def fuzz():
    """The readers in the test of the same name, on as many files as are asked for."""
    done = subprocess.run(
        [str(ROOT / '.build/debug/vangnetPackageTests.xctest'), '--testing-library', 'swift-testing', '--filter', 'is read or refused, by place'],
        env=os.environ | {'FUZZ': str(a.fuzz)}, cwd=ROOT, capture_output=True, text=True)
    print(done.stdout[-600:] + done.stderr[-600:])
    sys.exit(done.returncode)


if a.fuzz:
    fuzz()
results = []
folder = Path(tempfile.mkdtemp(prefix='vangnet-deliver-'))
files = {name: folder / f'{name}.csv' for name in ('tenth', 'whole', 'other')}
write(files['tenth'], a.rows // 10, 0)
write(files['whole'], a.rows, 0)
write(files['other'], a.rows, 1)
for engine in a.engine.split(','):
    postgres = Postgres() if engine == 'postgres' else None
    try:
        with Installation(postgres=postgres) as installation:
            account = installation.account('analyst')
            client = Client(installation.base)
            token = client.post('/api/v1/sessions', {'name': account['name'], 'password': account['password']}).json()['token']
            made = Client(installation.base, token).post('/api/v1/deliveries/sources', {'name': 'Meting', 'mapping': MAPPING})
            assert made.status == 201, made
            installation.stop()
            steps = [('a tenth, tried', 'tenth', ('--dry-run',)), ('all, tried', 'whole', ('--dry-run',)), ('all, brought in', 'whole', ()),
                     ('all, again', 'whole', ()), ('all, revised', 'other', ())]
            for name, file, more in steps:
                seconds, memory, cpu, told = run(installation, files[file], *more)
                results.append({'engine': engine, 'what': name, 'seconds': round(seconds, 2), 'cpu': round(cpu, 2), 'peakMB': round(memory, 1), 'told': told,
                                'bytes': files[file].stat().st_size, 'load': os.getloadavg()[0]})
                print(f'{engine:9} {name:16} {seconds:6.1f} s, {cpu:6.1f} s CPU, peak {memory:6.1f} MB, load {os.getloadavg()[0]:.1f}: {told}', flush=True)
    finally:
        if postgres:
            postgres.close()
for file in files.values():
    file.unlink()
folder.rmdir()
if a.out:
    Path(a.out).write_text(json.dumps(results, indent=1))
