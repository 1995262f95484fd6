"""What the load scripts share: a small keep-alive HTTP/1.1 and event-stream client (asyncio, uvloop when present),
the CPU and memory of a process and its children, the CPU that anything else used meanwhile, and percentiles.
Loopback only."""
import asyncio, json, os, re, resource, sys, time

try:
    import uvloop
    uvloop.install()
except ImportError:
    pass

HZ = os.sysconf('SC_CLK_TCK')
NCPU = os.cpu_count()
PAGE = os.sysconf('SC_PAGE_SIZE')


# ------------------------------------------------------------------ statistics
def pct(xs, p):
    if not xs:
        return None
    xs = sorted(xs)
    k = (len(xs) - 1) * p / 100.0
    f = int(k)
    c = min(f + 1, len(xs) - 1)
    return xs[f] + (xs[c] - xs[f]) * (k - f)


def summary_ms(xs):
    """p50/p95/p99/max in milliseconds from a list of seconds."""
    if not xs:
        return {'n': 0}
    r = lambda v: round(v * 1000, 3)
    return {'n': len(xs), 'p50': r(pct(xs, 50)), 'p95': r(pct(xs, 95)),
            'p99': r(pct(xs, 99)), 'max': r(max(xs))}


# ----------------------------------------------------------- process accounting
def tree(pids):
    """pids plus all their descendants (ints)."""
    kids = {}
    for d in os.listdir('/proc'):
        if d.isdigit():
            try:
                s = open(f'/proc/{d}/stat').read()
                kids.setdefault(int(s.rsplit(')', 1)[1].split()[1]), []).append(int(d))
            except OSError:
                pass
    out, todo = [], [int(p) for p in pids]
    while todo:
        p = todo.pop()
        if p in out or not os.path.exists(f'/proc/{p}'):
            continue
        out.append(p)
        todo += kids.get(p, [])
    return out


def cpu_seconds(pids):
    """user+system CPU of the trees, with reaped children of every member."""
    t = 0
    for p in tree(pids):
        try:
            f = open(f'/proc/{p}/stat').read().rsplit(')', 1)[1].split()
            t += sum(int(x) for x in f[11:15])
        except OSError:
            pass
    return t / HZ


def memory(pids):
    """RSS (sum), PSS (shared pages counted once), anonymous bytes, processes."""
    rss = pss = anon = n = 0
    for p in tree(pids):
        try:
            txt = open(f'/proc/{p}/smaps_rollup').read()
        except OSError:
            continue
        n += 1
        for k, v in re.findall(r'^(Rss|Pss|Anonymous):\s+(\d+) kB', txt, re.M):
            v = int(v) * 1024
            if k == 'Rss': rss += v
            elif k == 'Pss': pss += v
            else: anon += v
    return {'procs': n, 'rss': rss, 'pss': pss, 'anon': anon}


def slab_sock():
    """Kernel socket memory in use (bytes, 'mem' pages of TCP in sockstat)."""
    try:
        m = re.search(r'TCP:.* mem (\d+)', open('/proc/net/sockstat').read())
        return int(m.group(1)) * PAGE
    except Exception:
        return 0


def machine_busy():
    f = [int(x) for x in open('/proc/stat').readline().split()[1:9]]
    return (sum(f) - f[3] - f[4]) / HZ


class Meter:
    """CPU split over a period: server tree, this client, everything else."""
    def __init__(self, pids):
        self.pids = pids or []
    def start(self):
        self.t0 = time.monotonic(); self.b0 = machine_busy()
        self.s0 = cpu_seconds(self.pids); self.c0 = sum(os.times()[:4])
    def stop(self):
        w = time.monotonic() - self.t0
        s = cpu_seconds(self.pids) - self.s0
        c = sum(os.times()[:4]) - self.c0
        o = max(0.0, machine_busy() - self.b0 - s - c)
        return {'wall_s': round(w, 2), 'server_cpu_s': round(s, 2), 'client_cpu_s': round(c, 2),
                'other_cpu_cores': round(o / w, 2)}


def raise_nofile():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for want in (65536, hard):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (want, max(want, hard)))
            return want
        except (ValueError, OSError):
            continue
    return soft


def load_average():
    return round(os.getloadavg()[0], 2)


def emit(label, d, out=None):
    """One JSON line to standard output, and to the end of a file when there is one."""
    d = {'label': label, 'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()), 'load': load_average(), **d}
    line = json.dumps(d)
    print(line, flush=True)
    if out:
        with open(out, 'a') as f:
            f.write(line + '\n')


# ------------------------------------------------------------------ HTTP client
class HttpError(Exception):
    pass


class Http(asyncio.Protocol):
    """One keep-alive HTTP/1.1 connection.  request() for calls, stream() for SSE."""
    def __init__(self, host, port):
        self.host, self.port = host, port
        self.tr = None
        self.buf = bytearray()
        self.fut = None
        self.on_body = None          # streaming callback
        self.on_close = None
        self._reset()
        self.lock = asyncio.Lock()

    def _reset(self):
        self.hdr_done = False; self.status = 0; self.headers = {}
        self.clen = None; self.chunked = False; self.body = bytearray(); self.left = -1

    async def connect(self, timeout=15):
        loop = asyncio.get_running_loop()
        await asyncio.wait_for(loop.create_connection(lambda: self, self.host, self.port), timeout)
        return self

    def connection_made(self, tr):
        self.tr = tr

    def connection_lost(self, exc):
        self.tr = None
        f, self.fut = self.fut, None
        if f and not f.done():
            if self.hdr_done and self.clen is None and not self.chunked:
                f.set_result((self.status, self.headers, bytes(self.body)))
            else:
                f.set_exception(HttpError(f'closed: {exc}'))
        if self.on_close:
            self.on_close()

    def data_received(self, data):
        buf = self.buf
        buf += data
        while True:
            if not self.hdr_done:
                i = buf.find(b'\r\n\r\n')
                if i < 0:
                    return
                lines = bytes(buf[:i]).decode('latin-1').split('\r\n')
                del buf[:i + 4]
                self.status = int(lines[0].split(' ', 2)[1])
                h = {}
                for l in lines[1:]:
                    k, _, v = l.partition(':')
                    k = k.lower(); v = v.strip()
                    h[k] = h[k] + '\n' + v if k in h else v
                if 100 <= self.status < 200:
                    continue
                self.headers = h
                self.chunked = 'chunked' in h.get('transfer-encoding', '')
                self.clen = int(h['content-length']) if 'content-length' in h else (0 if self.status in (204, 304) else None)
                self.hdr_done = True
                if self.on_body and self.fut and not self.fut.done():
                    self.fut.set_result((self.status, h, b''))
            if self.chunked:
                if not self._dechunk():
                    return
            elif self.on_body:
                if buf:
                    d = bytes(buf); buf.clear(); self.on_body(d)
                return
            elif self.clen is not None:
                if len(buf) < self.clen:
                    return
                self.body = bytes(buf[:self.clen]); del buf[:self.clen]
            else:
                self.body += buf; buf.clear()
                return
            # one full response
            f, self.fut = self.fut, None
            res = (self.status, self.headers, bytes(self.body))
            close = self.headers.get('connection', '').lower() == 'close'
            self._reset()
            if close and self.tr:
                self.tr.close(); self.tr = None
            if f and not f.done():
                f.set_result(res)
            if not buf:
                return

    def _dechunk(self):
        buf = self.buf
        while True:
            if self.left < 0:
                i = buf.find(b'\r\n')
                if i < 0:
                    return False
                self.left = int(bytes(buf[:i]).split(b';')[0], 16)
                del buf[:i + 2]
            if len(buf) < self.left + 2:
                return False
            d = bytes(buf[:self.left]); del buf[:self.left + 2]
            last, self.left = self.left == 0, -1
            if last:
                return True
            if self.on_body:
                self.on_body(d)
            else:
                self.body += d

    def _send(self, method, path, headers, body):
        h = [f'{method} {path} HTTP/1.1', f'Host: {self.host}:{self.port}']
        if headers:
            h += [f'{k}: {v}' for k, v in headers.items()]
        if body is not None:
            h.append(f'Content-Length: {len(body)}')
        self.tr.write(('\r\n'.join(h) + '\r\n\r\n').encode() + (body or b''))

    async def request(self, method, path, headers=None, body=None, timeout=30):
        if isinstance(body, str):
            body = body.encode()
        async with self.lock:
            for attempt in (0, 1):
                if self.tr is None or self.tr.is_closing():
                    self.buf.clear(); self._reset()
                    await self.connect()
                self.fut = asyncio.get_running_loop().create_future()
                self._send(method, path, headers, body)
                try:
                    return await asyncio.wait_for(self.fut, timeout)
                except HttpError:
                    if attempt:
                        raise

    async def stream(self, path, on_body, headers=None, timeout=30):
        """GET path; on_body(bytes) for every body piece.  Returns (status, headers)."""
        if self.tr is None:
            await self.connect(timeout)
        self.on_body = on_body
        self.fut = asyncio.get_running_loop().create_future()
        self._send('GET', path, headers, None)
        s, h, _ = await asyncio.wait_for(self.fut, timeout)
        self.fut = None
        return s, h

    def close(self):
        if self.tr:
            self.tr.close(); self.tr = None


def hostport(url):
    m = re.match(r'https?://([^:/]+)(?::(\d+))?(/.*)?$', url)
    return m.group(1), int(m.group(2) or 80), m.group(3) or '/'
