"""An installation of Vangnet for a test: the program itself, its data folder, its database, its accounts.

Only the contract (docs/contract.md) is used: the command `vangnet demo`, what it prints, and its files.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("VANGNET_BINARY", ROOT / ".build/release/vangnet"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def vangnet(*arguments, stdin="", timeout=60, env=None):
    """Runs one command of Vangnet to its end."""
    return subprocess.run(
        [BINARY, *map(str, arguments)],
        input=stdin,
        text=True,
        capture_output=True,
        timeout=timeout,
        env=environment() | (env or {}),
    )


def environment():
    """What the program is started with: nothing of ours but where its files are."""
    keep = ("PATH", "LANG", "LD_LIBRARY_PATH")
    return {k: os.environ[k] for k in keep if k in os.environ} | {"VANGNET_HOME": os.environ.get("VANGNET_HOME", str(ROOT))}


class Postgres:
    """A PostgreSQL server of our own in a temporary folder, from the system's programs."""

    def __init__(self):
        debian = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
        self.bin = max(debian, key=lambda p: int(p.parent.name), default=Path(shutil.which("initdb") or "").parent)
        self.folder = Path(tempfile.mkdtemp(prefix="vangnet-postgres-"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.port = free_port()
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-D", self.data, "-U", "vangnet", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def run(self, program, *arguments):
        command = [self.bin / program, *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            list(map(str, command)), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=90,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def start(self):
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c max_connections=200"
        # pg_ctl hands its output to the server, which would keep our pipe open.
        command = [self.bin / "pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60", "-o", options, "start"]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(
            list(map(str, command)), cwd=self.folder, check=True, timeout=90,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def stop(self, mode="fast"):
        """`immediate` is a crash: nothing is flushed, the next start recovers."""
        self.run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def sql(self, statement, database="postgres"):
        return self.run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "vangnet", "-d", database, "-Atqc", statement)

    def database(self, *options):
        """A new, empty database; its URL."""
        name = "v" + secrets.token_hex(4)
        self.sql(f"CREATE DATABASE {name} {' '.join(options)}")
        return f"postgres://vangnet@127.0.0.1:{self.port}/{name}"

    def close(self):
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


class Installation:
    """`vangnet demo` on a folder and a port of its own.

    Output, temporary files and home folder of the program are kept in `outside`, so that a test can search them too.
    """

    def __init__(self, *options, postgres=None, database=None, data=None, env=None):
        self.outside = Path(tempfile.mkdtemp(prefix="vangnet-test-"))
        self.data = Path(data) if data else self.outside / "data"
        self.accounts_file = self.outside / "accounts.json"
        self.port = free_port()
        self.postgres = postgres
        self.database = database or (postgres.database() if postgres else None)
        self.options = list(options)
        self.env = env or {}
        self.process = None
        self.starts = 0
        self.start()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, within=30):
        self.starts += 1
        for name in ("tmp", "home"):
            (self.outside / name).mkdir(exist_ok=True)
        command = [str(BINARY), "demo", "--port", str(self.port), "--accounts", str(self.accounts_file), "--data", str(self.data)]
        if self.database:
            command += ["--database", self.database]
        self.out = self.outside / f"out-{self.starts}"
        self.err = self.outside / f"err-{self.starts}"
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            self.process = subprocess.Popen(
                command + self.options, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self.outside,
                env=environment() | {"TMPDIR": str(self.outside / "tmp"), "HOME": str(self.outside / "home")} | self.env,
            )
        began = time.monotonic()
        while not re.search(rb"^ready$", self.out.read_bytes(), re.M):
            assert self.process.poll() is None, f"demo ended with {self.process.returncode}: {self.err.read_text()}"
            assert time.monotonic() - began < within, f"no `ready` after {within} s: {self.out.read_text()} {self.err.read_text()}"
            time.sleep(0.02)
        self.seconds_to_ready = time.monotonic() - began
        self.accounts = json.loads(self.accounts_file.read_text())
        self.sessions = {}

    def stop(self, how=signal.SIGTERM, within=15):
        """Ends the program; its exit code (negative: the signal that ended it)."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(within)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the program did not stop within {within} s of {how!r}") from None
        return self.process.returncode if self.process else None

    def kill(self):
        return self.stop(signal.SIGKILL)

    def close(self):
        try:
            self.kill()
        finally:
            shutil.rmtree(self.outside, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def account(self, role, organisation=None, not_organisation=None, nth=0, line=None):
        found = [
            a for a in self.accounts
            if a["role"] == role
            and (organisation is None or a["organisation"] == organisation)
            and (not_organisation is None or a["organisation"] != not_organisation)
            and (line is None or line in a.get("lines", []))
        ]
        assert len(found) > nth, f"the demo has no {role} number {nth + 1} ({organisation=}, {not_organisation=}, {line=})"
        return found[nth]


def in_threads(work, arguments):
    """Runs `work(argument)` for all arguments at the same moment; the results in order. An exception is raised here."""
    arguments = list(arguments)
    results = [None] * len(arguments)
    faults = []
    barrier = threading.Barrier(len(arguments))

    def run(i, argument):
        try:
            results[i] = work(argument, barrier)
        except Exception as fault:
            faults.append(fault)
            barrier.abort()

    threads = [threading.Thread(target=run, args=(i, a), daemon=True) for i, a in enumerate(arguments)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(120)
    if faults:
        raise next((f for f in faults if not isinstance(f, threading.BrokenBarrierError)), faults[0])
    return results
