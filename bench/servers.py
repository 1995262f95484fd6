"""The servers under test, each on a free port of 127.0.0.1 with a folder of its own; all end with the run."""
import contextlib, os, re, select, shutil, signal, socket, subprocess, time, urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BINARY = Path(os.environ.get('VANGNET_BINARY', ROOT / '.build/release/vangnet'))


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Server:
    """A process that is asked to stop, and after ten seconds made to."""

    def __init__(self, command, folder, env=None):
        self.command = list(map(str, command))
        self.folder = Path(folder)
        self.log = open(self.folder / 'log', 'ab')
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
            start_new_session=True, env=os.environ | (env or {}))

    @property
    def pid(self):
        return str(self.process.pid)

    def wait_for_line(self, wanted, within=60):
        """Seconds from the start of the program to the line."""
        seen = b''
        while time.monotonic() - self.began < within:
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                part = os.read(self.process.stdout.fileno(), 65536)
                if not part:
                    break
                seen += part
                if wanted in seen.split(b'\n'):
                    return time.monotonic() - self.began
        raise RuntimeError(f'{self.command[:2]} did not start: {seen.decode()[-300:]} {self.said()}')

    def wait_for_port(self, port, within=30):
        while time.monotonic() - self.began < within and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError(f'{self.command[:2]} did not open its port: {self.said()}')

    def said(self):
        return (self.folder / 'log').read_text(errors='replace')[-600:]

    def stop(self):
        for s, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, s)
            try:
                self.process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process.stdout.close()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Vangnet(Server):
    """`vangnet demo` on a folder; with `serve=True`, `vangnet serve` on the folder of a demo. With `queue_limit` as many can
    wait on each line."""

    def __init__(self, folder, serve=False, queue_limit=None):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        pack = ROOT / 'Packs/nederland'
        if queue_limit:
            pack = folder / 'pack'
            if not pack.exists():
                shutil.copytree(ROOT / 'Packs/nederland', pack)
                lines = pack / 'lines.yaml'
                lines.write_text(re.sub(r'queueLimit: \d+', f'queueLimit: {queue_limit}', lines.read_text()))
        self.port = free_port()
        self.base = f'http://127.0.0.1:{self.port}'
        self.accounts = folder / 'accounts.json'
        data = folder / 'data'
        command = [BINARY, 'serve', '--data', data, '--port', self.port] if serve else [
            BINARY, 'demo', '--data', data, '--port', self.port, '--accounts', self.accounts, '--load-cap', 100000,
            '--no-made-up-figures']
        super().__init__(command, folder, {'VANGNET_HOME': str(ROOT), 'VANGNET_HOST': '127.0.0.1', 'VANGNET_ADMIN_PORT': '0',
                                          'VANGNET_PACK': str(pack)})
        try:
            self.seconds_to_ready = self.wait_for_line(b'ready')
        except BaseException:
            self.stop()
            raise


class Nginx(Server):
    """nginx with the bytes of a page of ours: /plain, /zipped (compressed beforehand), /zipping (compressed each time)."""

    def __init__(self, folder, page_url):
        folder = Path(folder)
        for name in ('plain', 'zipped', 'zipping'):
            (folder / 'www' / name).mkdir(parents=True)
        os.chmod(folder, 0o755)
        plain = self.get(page_url, {})
        (folder / 'www/plain/page.html').write_bytes(plain)
        (folder / 'www/zipping/page.html').write_bytes(plain)
        (folder / 'www/zipped/page.html').write_bytes(self.get(page_url, {'Accept-Encoding': 'gzip'}))
        self.port = free_port()
        self.base = f'http://127.0.0.1:{self.port}'
        temporary = ' '.join(f'{kind}_temp_path {folder}/{kind};' for kind in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
        (folder / 'nginx.conf').write_text(f'''
            daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 4096; }}
            http {{
                access_log off; {temporary} default_type "text/html; charset=utf-8";
                sendfile on; tcp_nopush on; keepalive_requests 1000000; etag off;
                open_file_cache max=100; gzip off; gzip_types "text/html; charset=utf-8";
                add_header Cache-Control no-store;
                server {{
                    listen 127.0.0.1:{self.port}; root {folder}/www;
                    location /zipped/ {{ add_header Cache-Control no-store; add_header Content-Encoding gzip; }}
                    location /zipping/ {{ gzip on; gzip_comp_level 6; }}
                }}
            }}''')
        super().__init__(['nginx', '-p', folder, '-c', folder / 'nginx.conf'], folder)
        try:
            self.wait_for_port(self.port)
        except BaseException:
            self.stop()
            raise

    @staticmethod
    def get(url, headers):
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as page:
            return page.read()

    @staticmethod
    def is_here():
        return shutil.which('nginx') is not None


class Ejabberd(Server):
    """ejabberd with its archive of messages (mod_mam on Mnesia), seekers anonymous over WebSocket. One Erlang node without
    a name, so that nothing but the one port is opened."""

    PASSWORD = 'bench-only'

    def __init__(self, folder, operators=4):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.base = f'ws://127.0.0.1:{self.port}/ws'
        (folder / 'ejabberd.yml').write_text(f'''
hosts: [localhost, anon.localhost]
loglevel: error
auth_password_format: plain
auth_use_cache: true
host_config:
  localhost: {{auth_method: [internal]}}
  anon.localhost: {{auth_method: [anonymous], anonymous_protocol: sasl_anon, allow_multiple_connections: true}}
listen:
  - {{port: {self.port}, ip: "127.0.0.1", module: ejabberd_http, request_handlers: {{/ws: ejabberd_http_ws}}}}
shaper_rules: {{max_user_sessions: 100000}}
modules:
  mod_mam: {{default: always, db_type: mnesia}}
''')
        register = ''.join(
            f'ejabberd_auth:try_register(<<"op{i}">>,<<"localhost">>,<<"{self.PASSWORD}">>),' for i in range(operators))
        super().__init__(
            ['erl', '-noinput', '-pa', self.code(), '-mnesia', 'dir', f'"{folder}/mnesia"',
             '-ejabberd', 'config', f'"{folder}/ejabberd.yml"', 'log_path', f'"{folder}/ejabberd.log"',
             '-eval', f'{{ok,_}}=application:ensure_all_started(ejabberd),{register}io:format("ready~n").'],
            folder, {'HOME': str(folder)})
        try:
            self.seconds_to_ready = self.wait_for_line(b'ready')
        except BaseException:
            self.stop()
            raise

    @staticmethod
    def code():
        """The folder with ejabberd's own code, where Debian puts it."""
        found = sorted(Path('/usr/lib').glob('**/ejabberd-*/ebin/ejabberd.beam'))
        return found[-1].parent if found else None

    @classmethod
    def is_here(cls):
        return shutil.which('erl') is not None and cls.code() is not None
