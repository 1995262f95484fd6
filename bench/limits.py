#!/usr/bin/env python3
"""The limits of this machine, on the disk of --dir: fdatasync, commits of SQLite, scrypt.
  limits.py --dir DIR [--seconds 2] [--only fdatasync] [--out FILE]"""
import argparse, hashlib, os, sqlite3, time
from benchlib import *

p = argparse.ArgumentParser()
p.add_argument('--dir', required=True)
p.add_argument('--seconds', type=float, default=2)
p.add_argument('--only', default='')
p.add_argument('--out')
a = p.parse_args()
os.makedirs(a.dir, exist_ok=True)


def fdatasync(overwrite):
    """4 kB written and synced: over what is there (as a write-ahead log that is used again), or at the end."""
    path, block, times = os.path.join(a.dir, 'sync'), os.urandom(4096), []
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if overwrite:
        os.pwrite(fd, b'x' * 4096 * 256, 0)
        os.fsync(fd)
    end = time.monotonic() + a.seconds
    while time.monotonic() < end:
        t, i = time.monotonic(), len(times)
        os.pwrite(fd, block, 4096 * (i % 256 if overwrite else i))
        os.fdatasync(fd)
        times.append(time.monotonic() - t)
    os.close(fd)
    os.unlink(path)
    return len(times), times


def sqlite(group):
    """Rows of 300 bytes, so many in a durable commit."""
    path, body, times = os.path.join(a.dir, 'limit.sqlite'), os.urandom(300), []
    db = sqlite3.connect(path, isolation_level=None)
    db.execute('pragma journal_mode=wal')
    db.execute('pragma synchronous=full')
    db.execute('create table m(id integer primary key, talk integer, at integer, body blob)')
    db.execute('create index m_talk on m(talk, id)')
    n, end = 0, time.monotonic() + a.seconds
    while time.monotonic() < end:
        t = time.monotonic()
        db.execute('begin immediate')
        for _ in range(group):
            db.execute('insert into m(talk, at, body) values(?, ?, ?)', (n % 500, n, body))
            n += 1
        db.execute('commit')
        times.append(time.monotonic() - t)
    db.close()
    for end in ('', '-wal', '-shm'):
        if os.path.exists(path + end):
            os.unlink(path + end)
    return n, times


def scrypt():
    times = []
    for _ in range(3):
        t = time.monotonic()
        hashlib.scrypt(b'password', salt=b'salt' * 4, n=2 ** 17, r=8, p=1, maxmem=2 ** 28, dklen=64)
        times.append(time.monotonic() - t)
    return len(times), times


found = {}
for name, work in (
    ('fdatasync_overwrite', lambda: fdatasync(True)), ('fdatasync_append', lambda: fdatasync(False)),
    ('sqlite_1_row', lambda: sqlite(1)), ('sqlite_10_rows', lambda: sqlite(10)), ('sqlite_100_rows', lambda: sqlite(100)),
    ('scrypt_2_17', scrypt),
):
    if name.startswith(a.only):
        meter = Meter([])
        meter.start()
        count, times = work()
        m = meter.stop()
        found[name] = {'per_s': round(count / m['wall_s'], 1), **summary_ms(times), 'other_cpu_cores': m['other_cpu_cores']}
emit('limits', found, a.out)
