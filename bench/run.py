#!/usr/bin/env python3
"""Every benchmark of Vangnet in one bounded run: bin/bench calls this. See README.md.

Each figure is the median of the rounds. What is compared is measured in the same round, one after the other, so that
both see the same disk and the same neighbours. Results go to results/TIME.json, with every round in it."""
import argparse, json, os, platform, shutil, signal, statistics, subprocess, sys, tempfile, time
from pathlib import Path

from servers import BINARY, ROOT, Ejabberd, Nginx, Vangnet

HERE = Path(__file__).resolve().parent
PARTS = ['rest', 'talk', 'start', 'door', 'signin', 'idle', 'fanout', 'waiting']
# What ejabberd with its archive reached on a quiet machine of this kind, when it is not measured in the same run.
QUIET_PEER = {'p50': 1.8, 'p95': 2.7}


def arguments():
    p = argparse.ArgumentParser(prog='bin/bench', description='Every benchmark of Vangnet, on this machine, on loopback.')
    p.add_argument('--peers', action='store_true', help='ejabberd and nginx beside it (installed when missing, by root)')
    p.add_argument('--only', default='', help='parts, with commas: ' + ','.join(PARTS))
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--seconds', type=int, default=8, help='of each measurement')
    p.add_argument('--streams', type=int, default=5000)
    a = p.parse_args()
    a.parts = [x for x in a.only.split(',') if x] or PARTS
    unknown = [x for x in a.parts if x not in PARTS]
    if unknown or not 1 <= a.rounds <= 20 or not 1 <= a.seconds <= 120 or not 1 <= a.streams <= 20000:
        p.error(f'unknown: {unknown}' if unknown else 'rounds 1-20, seconds 1-120, streams 1-20000')
    return a


def script(name, *options):
    """One measurement in a process of its own."""
    done = subprocess.run([sys.executable, HERE / name, *map(str, options)], capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise RuntimeError(f'{name}: {done.stderr[-500:]}')
    return json.loads(done.stdout) if done.stdout else None


def at(d, path):
    for key in path.split('.'):
        d = d[int(key) if isinstance(d, list) else key]
    return d


class Bench:
    def __init__(self, a):
        self.a, self.rounds, self.rows, self.problems, self.syncs = a, {}, [], [], []
        (HERE / 'results').mkdir(exist_ok=True)
        # Beside the results and not in /tmp, which may be in memory.
        self.work = Path(tempfile.mkdtemp(prefix='work-', dir=HERE / 'results'))

    # Measuring

    def keep(self, label, measured):
        self.rounds.setdefault(label, []).append(measured)
        errors = measured.get('errors') or measured.get('failed') or measured.get('bad') or measured.get('undelivered')
        if errors:
            what = measured.get('error_kinds') or measured.get('errors')
            self.problems.append(f'{label}: {errors} errors or losses {what if isinstance(what, list) else ""}')
        return measured

    def sync(self):
        """fdatasync, for a second, just before what is compared with it."""
        found = script('limits.py', '--dir', self.work / 'limits', '--seconds', 1, '--only', 'fdatasync_overwrite')
        self.syncs.append(found['fdatasync_overwrite'])
        return found['fdatasync_overwrite']

    def load(self, label, server, mode, n, *more):
        if isinstance(server, Ejabberd):
            peer = ['--peer', 'xmpp', '--password', Ejabberd.PASSWORD]
        else:
            peer = ['--peer', 'vangnet', '--operators', 2, '--opt', f'accounts={server.accounts}']
        return self.keep(label, script(
            'chat_load.py', *peer, '--base', server.base, '--pid', server.pid, '--mode', mode, '--n', n,
            '--seconds', self.a.seconds, '--label', label, *more))

    def value(self, label, path):
        """The median of the rounds."""
        return statistics.median(at(r, path) for r in self.rounds[label])

    def row(self, what, label, path, unit, most=None, least=None, because='', scale=1.0):
        """`most` or `least` is the target; the ratio says how much of it is used: up to 1 is met."""
        value = self.value(label, path) * scale
        target = most if most is not None else least
        ratio = None
        if target:
            ratio = value / target if most is not None else target / value
        loads = [r['load'] for r in self.rounds[label]]
        self.rows.append({
            'what': what, 'value': value, 'unit': unit, 'most': most, 'least': least, 'because': because, 'ratio': ratio,
            'rounds': [at(r, path) * scale for r in self.rounds[label]], 'load': [min(loads), max(loads)]})

    def plain_row(self, what, value, unit, load):
        self.rows.append({'what': what, 'value': value, 'unit': unit, 'most': None, 'least': None, 'because': '',
                          'ratio': None, 'rounds': [value], 'load': [load, load]})

    # Parts

    def limits(self):
        found = self.keep('limits', script('limits.py', '--dir', self.work / 'limits', '--seconds', 2))
        for name, what in (('fdatasync_overwrite', 'fdatasync, 4 kB'), ('sqlite_1_row', 'SQLite, one row a commit')):
            for q in ('p50', 'p95', 'p99'):
                self.plain_row(f'{what}, {q}', found[name][q], 'ms', found['load'])
        self.plain_row('SQLite, 100 rows a commit', found['sqlite_100_rows']['per_s'], 'rows/s', found['load'])
        self.plain_row('scrypt 2^17, one', found['scrypt_2_17']['p50'], 'ms', found['load'])

    def rest(self):
        from benchlib import load_average, memory
        for i in range(max(3, self.a.rounds)):
            with Vangnet(self.work / f'rest-{i}') as server:
                time.sleep(2)
                self.keep('rest', {'ready_s': server.seconds_to_ready, **memory([server.pid]), 'load': load_average()})
            # The second start finds its people and figures.
            with Vangnet(self.work / f'rest-{i}') as server:
                self.keep('again', {'ready_s': server.seconds_to_ready, 'load': load_average()})
        self.row('demo: from exec to ready', 'rest', 'ready_s', 's', most=2)
        self.row('demo on a folder that is there: to ready', 'again', 'ready_s', 's', most=2)
        self.row('memory at rest, resident', 'rest', 'rss', 'MB', most=60, scale=1e-6)
        self.row('memory at rest, proportional', 'rest', 'pss', 'MB', scale=1e-6)

    def talk(self):
        for i in range(self.a.rounds):
            with Vangnet(self.work / f'talk-{i}') as server:
                self.sync()
                self.load('paced', server, 'paced', 200)
                self.load('flood-50', server, 'flood', 50)
                self.load('flood-200', server, 'flood', 200)
                self.load('flood-500', server, 'flood', 500)
            if self.a.peers:
                with Ejabberd(self.work / f'ejabberd-{i}') as peer:
                    self.load('ejabberd-paced', peer, 'paced', 200)
                    self.load('ejabberd-flood-50', peer, 'flood', 50)
                    self.load('ejabberd-flood-500', peer, 'flood', 500)
        for q in ('p50', 'p95'):
            anchor = self.value('ejabberd-paced', f'delivery_ms.{q}') if self.a.peers else QUIET_PEER[q]
            self.row(f'delivery, 200 talks, 100 messages/s, {q}', 'paced', f'delivery_ms.{q}', 'ms', most=anchor,
                     because='ejabberd in this run' if self.a.peers else 'ejabberd, quiet')
        self.row('delivery, the same, p99', 'paced', 'delivery_ms.p99', 'ms')
        self.row('server CPU a message, the same', 'paced', 'server_ms_per_msg', 'ms', most=0.3)
        self.row('durable messages, 50 talks', 'flood-50', 'posted_per_s', '/s', least=2000)
        self.row('durable messages, 200 talks', 'flood-200', 'posted_per_s', '/s', least=2000)
        self.row('durable messages, 500 talks', 'flood-500', 'posted_per_s', '/s', least=8000)
        self.row('server CPU a message, 500 talks', 'flood-500', 'server_ms_per_msg', 'ms', most=0.15)
        self.row('CPU of the client that measures, 500 talks', 'flood-500', 'client_ms_per_msg', 'ms')
        self.row('delivery, flood of 500 talks, p99', 'flood-500', 'delivery_ms.p99', 'ms')
        self.row('server CPU a message, 50 talks', 'flood-50', 'server_ms_per_msg', 'ms', most=0.3)
        self.row('server CPU a message, 200 talks', 'flood-200', 'server_ms_per_msg', 'ms', most=0.3)
        self.row('delivery, flood of 50 talks, p50', 'flood-50', 'delivery_ms.p50', 'ms')
        self.row('delivery, flood of 50 talks, p99', 'flood-50', 'delivery_ms.p99', 'ms')
        if self.a.peers:
            for q in ('p50', 'p95', 'p99'):
                self.row(f'ejabberd: delivery, 200 talks, {q}', 'ejabberd-paced', f'delivery_ms.{q}', 'ms')
            self.row('ejabberd: server CPU a message, the same', 'ejabberd-paced', 'server_ms_per_msg', 'ms')
            self.row('ejabberd: messages, 50 talks', 'ejabberd-flood-50', 'posted_per_s', '/s')
            self.row('ejabberd: server CPU a message, 50 talks', 'ejabberd-flood-50', 'server_ms_per_msg', 'ms')
            self.row('ejabberd: messages, 500 talks', 'ejabberd-flood-500', 'posted_per_s', '/s')
            self.row('ejabberd: server CPU a message, 500 talks', 'ejabberd-flood-500', 'server_ms_per_msg', 'ms')

    def start(self):
        with Vangnet(self.work / 'start') as server:
            for _ in range(self.a.rounds):
                sync = self.sync()
                one = self.load('start', server, 'start', 1)
                one['target_ms'] = 2 * sync['p50'] + 3
                self.load('start-4', server, 'start', 4)
        if self.a.peers:
            for i in range(self.a.rounds):
                with Ejabberd(self.work / f'ejabberd-start-{i}') as peer:
                    self.load('ejabberd-start', peer, 'start', 1)
        target = self.value('start', 'target_ms')
        self.row('starting a talk, p50', 'start', 'extra_ms.begin.p50', 'ms', most=target, because='2 fdatasync + 3 ms')
        self.row('starting a talk, p95', 'start', 'extra_ms.begin.p95', 'ms', most=target, because='the same')
        self.row('taking the next talk, p50', 'start', 'extra_ms.claim.p50', 'ms')
        self.row('from nothing until both can talk, p50', 'start', 'start_ms.p50', 'ms')
        self.row('from nothing until both can talk, p95', 'start', 'start_ms.p95', 'ms')
        self.row('server CPU of that', 'start', 'server_ms_per_start', 'ms')
        self.row('started and taken, 4 people at once', 'start-4', 'per_s', '/s')
        if self.a.peers:
            self.row('ejabberd: until both can talk, p50', 'ejabberd-start', 'start_ms.p50', 'ms')
            self.row('ejabberd: until both can talk, p95', 'ejabberd-start', 'start_ms.p95', 'ms')
            self.row('ejabberd: server CPU of that', 'ejabberd-start', 'server_ms_per_start', 'ms')

    def door(self):
        def rate(label, url, server, *more):
            seconds = max(1, self.a.seconds // 2)
            self.keep(label, script('page_rate.py', label, url, server.pid, '--seconds', seconds, *more))

        with Vangnet(self.work / 'door') as server:
            for i in range(self.a.rounds):
                rate('door', server.base + '/', server)
                rate('door-gzip', server.base + '/', server, '--gzip')
                if Nginx.is_here():
                    with Nginx(self.work / f'nginx-{i}', server.base + '/') as peer:
                        rate('nginx', f'{peer.base}/plain/page.html', peer)
                        rate('nginx-zipped', f'{peer.base}/zipped/page.html', peer, '--gzip')
                        rate('nginx-zipping', f'{peer.base}/zipping/page.html', peer, '--gzip')
        self.row('door, compressed: bytes', 'door-gzip', 'bytes', 'bytes', most=14336)
        self.row('door, compressed: CPU a request', 'door-gzip', 'us_per_request', 'µs', most=50)
        self.row('door, compressed', 'door-gzip', 'per_s', '/s')
        self.row('door, not compressed: CPU a request', 'door', 'us_per_request', 'µs', most=50)
        self.row('door, not compressed', 'door', 'per_s', '/s')
        if Nginx.is_here():
            for label, what in (('nginx-zipped', 'the same bytes, compressed before'), ('nginx', 'the same, not compressed'),
                                ('nginx-zipping', 'the same, compressed each time')):
                self.row(f'nginx: {what}: CPU a request', label, 'us_per_request', 'µs')
                self.row(f'nginx: {what}', label, 'per_s', '/s')

    def signin(self):
        folder = self.work / 'signin'
        with Vangnet(folder):
            pass
        # `serve` on the folder of a demo: people and load cap are there, and a password costs what it does in service.
        with Vangnet(folder, serve=True) as server:
            for _ in range(self.a.rounds):
                self.load('signin-without', server, 'paced', 50, '--start-burst', 1)
                self.load('signin-with', server, 'paced', 50, '--start-burst', 1, '--signins', 4)
        for q in ('p50', 'p95'):
            self.row(f'delivery, 50 talks, nobody signs in, {q}', 'signin-without', f'delivery_ms.{q}', 'ms')
            self.row(f'delivery, 50 talks, 4 always signing in, {q}', 'signin-with', f'delivery_ms.{q}', 'ms',
                     most=self.value('signin-without', f'delivery_ms.{q}'), because='without')
        self.row('signing in (scrypt 2^17), 4 at once, p50', 'signin-with', 'extra_ms.sign_in_401.p50', 'ms')

    def streams(self, label, state, count, *more, queue_limit=None):
        """Talks made in one run of the server, their streams opened in the next."""
        folder = self.work / label
        targets = folder / 'targets'
        with Vangnet(folder, queue_limit=queue_limit) as server:
            script('idle_streams.py', '--base', server.base, '--make', targets, '--n', count, '--state', state,
                   '--accounts', server.accounts)
        with Vangnet(folder, queue_limit=queue_limit) as server:
            return self.keep(label, script(
                'idle_streams.py', '--base', server.base, '--targets', targets, '--pid', server.pid, '--label', label,
                '--accounts', server.accounts, *more))

    def idle(self):
        self.streams('idle', 'open', self.a.streams, '--hold', 32)
        found = self.rounds['idle'][0]
        for path, what in (('pss_per_stream', 'proportional memory'), ('anon_per_stream', 'anonymous memory')):
            self.row(f'idle stream, {found["streams"]} open: {what}', 'idle', path, 'kB', most=27, scale=1e-3)
        self.row('idle stream: memory of the kernel for TCP', 'idle', 'kernel_tcp_bytes_per_stream', 'kB', scale=1e-3)
        cores = found['idle']['server_cpu_s'] / found['idle']['wall_s']
        self.plain_row('idle streams, all: CPU while nothing happens', cores * 100, '% of a core', found['load'])
        self.row('opening a stream, p50', 'idle', 'open_ms.p50', 'ms')
        self.row('opening all: server CPU', 'idle', 'opening.server_cpu_s', 's')

    def fanout(self):
        waiting = min(1000, self.a.streams)
        self.streams('fanout', 'waiting', waiting, '--hold', 2, '--claims', 5)
        for when in ('first', 'last'):
            self.row(f'{waiting} wait, one is taken: the {when} hears', 'fanout', f'fan_out_{when}_ms.p50', 'ms')
        if self.rounds['fanout'][0]['fan_out_missed']:
            self.problems.append(f"fanout: {self.rounds['fanout'][0]['fan_out_missed']} did not hear within 10 s")

    def waiting(self):
        count = 2 * self.a.streams
        sync = self.sync()
        self.streams('waiting', 'waiting', count, '--hold', 8, '--claims', 20, queue_limit=2 * count)
        found = self.rounds['waiting'][0]
        for path, what in (('pss_per_stream', 'proportional memory'), ('anon_per_stream', 'anonymous memory')):
            self.row(f'{found["streams"]:,} wait: {what} of each', 'waiting', path, 'kB', most=20, scale=1e-3)
        for q in ('p50', 'p95'):
            self.row(f'{count:,} wait: a claim, {q}', 'waiting', f'claim_ms.{q}', 'ms', most=3 * sync['p99'],
                     because='3 fdatasync p99')
        self.row(f'{count:,} wait, one is taken: the last hears', 'waiting', 'fan_out_last_ms.p50', 'ms')

    # The run

    def run(self):
        began = time.time()
        if self.a.peers and not (Ejabberd.is_here() and Nginx.is_here()):
            raise SystemExit('--peers needs the packages ejabberd and nginx-light.')
        for part in ['limits', *self.a.parts]:
            print(f'measuring {part} …', file=sys.stderr, flush=True)
            try:
                getattr(self, part)()
            except (RuntimeError, OSError, KeyError, subprocess.SubprocessError) as e:
                self.problems.append(f'{part} could not be measured: {type(e).__name__} {e}')
        if self.syncs:
            for q in ('p50', 'p95', 'p99'):
                median = statistics.median(s[q] for s in self.syncs)
                self.plain_row(f'fdatasync through the run, {q}', median, 'ms', os.getloadavg()[0])
        report = {
            'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(began)), 'seconds': round(time.time() - began),
            'machine': machine(), 'options': vars(self.a), 'commit': commit(), 'problems': self.problems,
            'rows': self.rows, 'rounds': self.rounds}
        file = HERE / 'results' / f"{report['at'].replace(':', '')}.json"
        file.write_text(json.dumps(report, indent=1))
        print(table(report))
        print(f'\n{file.relative_to(ROOT)}')
        return not self.problems


def machine():
    model = next((line.split(':')[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '')
    memory = int(next(line.split()[1] for line in open('/proc/meminfo') if line.startswith('MemTotal'))) // 2 ** 20
    return f'{os.cpu_count()} cores {model or platform.machine()}, {memory} GB, Linux {platform.release()}'


def commit():
    if 'VANGNET_BINARY' in os.environ:
        return f'unknown (VANGNET_BINARY={BINARY})'
    found = subprocess.run(['git', '-C', ROOT, 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True)
    return found.stdout.strip()


def number(x):
    if x is None:
        return ''
    if abs(x) >= 100:
        return f'{x:,.0f}'
    return f'{x:.1f}' if abs(x) >= 10 else f'{x:.2f}'


def table(report):
    """Markdown, so that it can go into README.md as it is."""
    lines = [
        f"{report['machine']}; {report['at']}; commit {report['commit']}; {report['seconds']} s", '',
        '| what | measured | target | ratio | rounds | load average |', '|---|---:|---:|---:|---|---|']
    for r in report['rows']:
        bound = f"≤ {number(r['most'])}" if r['most'] is not None else f"≥ {number(r['least'])}" if r['least'] else ''
        target = f"{bound} ({r['because']})" if r['because'] else bound
        rounds = ' · '.join(map(number, r['rounds'])) if len(r['rounds']) > 1 else ''
        load = f"{r['load'][0]:.1f}" if r['load'][0] == r['load'][1] else f"{r['load'][0]:.1f}–{r['load'][1]:.1f}"
        ratio = f"**{r['ratio']:.2f}**" if r['ratio'] and r['ratio'] > 1 else number(r['ratio'])
        lines.append(f"| {r['what']} | {number(r['value'])} {r['unit']} | {target} | {ratio} | {rounds} | {load} |")
    return '\n'.join(lines + [''] + [f'Problem: {p}' for p in report['problems']]).rstrip()


if __name__ == '__main__':
    bench = Bench(arguments())
    # Asked to stop, it stops its servers first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        good = bench.run()
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)
    sys.exit(0 if good else 1)
