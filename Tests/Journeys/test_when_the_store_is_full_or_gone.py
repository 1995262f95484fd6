"""No room on the disk, or no database: the person is told at once, nothing is lost, and the exit still works."""

import html
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from api import Client, Company, is_problem
from installation import Installation, Postgres
from pages import Visitor, messages, start

NUMBERS = ("112", "0800-2000")


@pytest.fixture
def small_disk(engine):
    """An installation whose data lies on a disk of 24 MB of its own."""
    disk = Path(tempfile.mkdtemp(prefix="vangnet-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], check=True)
    server = installation = None
    try:
        if engine == "postgres":
            server = Postgres()
            # The log of the database server has room; the tables have not.
            tables = disk / "tables"
            tables.mkdir()
            tables.chmod(0o700)
            disk.chmod(0o755)
            if os.geteuid() == 0:
                shutil.chown(tables, "postgres")
            server.sql(f"CREATE TABLESPACE small LOCATION '{tables}'")
            installation = Installation(database=server.database("TABLESPACE small"))
        else:
            installation = Installation(data=disk / "data")
        yield installation, disk
    finally:
        if installation:
            installation.close()
        if server:
            server.close()
        subprocess.run(["umount", "-l", disk], check=True)
        disk.rmdir()


def fill(disk):
    with open(disk / "filler", "wb", buffering=0) as f:
        for size in (1 << 20, 4096, 512):
            try:
                while True:
                    f.write(b"x" * size)
            except OSError:
                pass


def tells_where_to_turn(answer):
    document = is_problem(answer, 503)
    for number in NUMBERS:
        assert number in answer.body.decode(), f"no {number} in {document}"
    assert "Retry-After" in answer.headers


def exit_is_quick(base):
    for _ in range(5):
        visitor = Visitor(base)
        visitor.cookies["s"] = "0" * 43
        left = visitor.post("/v", follow=False)
        assert left.status == 303 and not left.headers["Location"].startswith("/")
        assert left.seconds < 0.2, f"the exit took {left.seconds:.3f} s"


def test_a_full_disk_is_said_and_nothing_is_lost(small_disk):
    installation, disk = small_disk
    company = Company(installation)
    seeker, counsellor = company.talk("Voor het vol was")
    visitor = Visitor(installation.base)
    start(visitor)
    kept = ["Voor het vol was"]
    fill(disk)
    refused = None
    for i in range(4000):
        text = f"{i} " + "x" * 3500
        answer = seeker.client.post(seeker.path(seeker.id, "/messages"), {"clientId": str(i), "text": text})
        if answer.status != 201:
            refused = (i, text, answer)
            break
        kept.append(text)
        if i % 50 == 49:
            fill(disk)
    assert refused, "14 MB of messages fitted on a full disk"
    tells_where_to_turn(refused[2])
    assert seeker.texts(seeker.id) == kept, "what was said before can still be read"
    page = visitor.post("/g/m", {"a1": "Ik hoop dat dit aankomt", "a2": "een"})
    if page.status != 200 or ("mij", "Ik hoop dat dit aankomt") not in messages(page):
        assert page.status == 503
        said = visitor.text(page)
        assert all(number in said for number in NUMBERS), said
        assert "Ik hoop dat dit aankomt" in page.body.decode(), "the text is not given back"
    answer = Client(installation.base).post("/api/v1/conversations", {"line": seeker.line, "language": "nl", "text": "x" * 3900})
    if answer.status != 201:
        tells_where_to_turn(answer)
    exit_is_quick(installation.base)
    door = Visitor(installation.base).get("/")
    assert door.status == 200 and all(number in door.body.decode() for number in NUMBERS)

    (disk / "filler").unlink()
    i, text, _ = refused
    until = time.monotonic() + 15
    while (answer := seeker.client.post(seeker.path(seeker.id, "/messages"), {"clientId": str(i), "text": text})).status == 503:
        assert time.monotonic() < until, "still refused with room on the disk"
        time.sleep(0.2)
    assert answer.status in (200, 201), answer
    assert seeker.texts(seeker.id) == kept + [text]
    assert installation.process.poll() is None
    assert installation.stop() == 0
    installation.start()
    assert counsellor.texts(seeker.id) == kept + [text]


@pytest.fixture
def fragile(engine):
    server = Postgres() if engine == "postgres" else None
    installation = Installation(postgres=server)
    yield installation
    installation.close()
    if server:
        server.close()


class Gone:
    """The database is away: PostgreSQL stopped; SQLite held by somebody else, so that nothing can be written."""

    def __init__(self, installation):
        self.installation = installation

    def __enter__(self):
        if self.installation.postgres:
            self.installation.postgres.stop()
        else:
            self.held = []
            for path in self.installation.data.rglob("*"):
                if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3":
                    self.held.append(sqlite3.connect(path, isolation_level=None, timeout=10))
                    self.held[-1].execute("BEGIN IMMEDIATE")
            assert self.held, "no SQLite file in the data folder"

    def __exit__(self, *_):
        if self.installation.postgres:
            self.installation.postgres.start()
        else:
            for connection in self.held:
                connection.execute("ROLLBACK")
                connection.close()


def test_the_exit_and_the_numbers_answer_when_the_database_is_gone(fragile):
    """T13: the exit answers from memory."""
    company = Company(fragile)
    seeker, counsellor = company.talk("Eerst")
    visitor = Visitor(fragile.base)
    start(visitor)
    with Gone(fragile):
        exit_is_quick(fragile.base)
        answer = seeker.client.post(seeker.path(seeker.id, "/messages"), {"clientId": "a", "text": "Komt dit aan?"})
        tells_where_to_turn(answer)
        assert answer.seconds < 5, f"told after {answer.seconds:.1f} s"
        for path in ("/", "/en/", "/g", "/t", "/guides/traces"):
            page = Visitor(fragile.base)
            page.cookies = dict(visitor.cookies)
            shown = page.get(path)
            assert all(number in shown.body.decode() for number in NUMBERS), f"{path}: {shown.status}"
            assert shown.seconds < 10, f"{path}: {shown.seconds:.1f} s"
            assert b"Snel weg" in shown.body or b"/v" in shown.body
        page = visitor.post("/g/m", {"a1": "Dit typte ik net", "a2": "x"})
        assert page.status == 503 and "Dit typte ik net" in page.body.decode(), "the text is not given back"
        assert all(number in page.body.decode() for number in NUMBERS)
        # Leaving now, with a session that was good, is as quick.
        left = visitor.post("/v", follow=False)
        assert left.status == 303 and left.seconds < 0.2
        exit_is_quick(fragile.base)
    until = time.monotonic() + 15
    while seeker.client.post(seeker.path(seeker.id, "/messages"), {"clientId": "a", "text": "Komt dit aan?"}).status not in (200, 201):
        assert time.monotonic() < until, "the database is back and the program does not know"
        time.sleep(0.2)
    assert seeker.texts(seeker.id) == ["Eerst", "Komt dit aan?"]
    assert counsellor.texts(seeker.id) == ["Eerst", "Komt dit aan?"]


def test_the_counsellor_without_script_gets_their_text_back_when_the_database_is_gone(fragile):
    company = Company(fragile)
    seeker, counsellor = company.talk("Eerst")
    desk = Visitor(fragile.base)
    desk.post("/desk/login", {"naam": counsellor.account["name"], "wachtwoord": counsellor.account["password"]})
    path = f"/desk/c/{seeker.id}"
    assert desk.get(path).status == 200
    with Gone(fragile):
        for text in ("Dit typte ik net", "En <b>dit</b> ook"):
            page = desk.post(f"{path}/m", {"a1": text, "a2": text})
            assert page.status == 503 and "Retry-After" in page.headers
            assert html.escape(text, quote=False) in page.body.decode(), "the text is not given back"
            assert all(number in page.body.decode() for number in NUMBERS)
            assert b"Snel weg" not in page.body and f'href="{path}"'.encode() in page.body
            assert page.seconds < 10
        # Who is nobody is asked to sign in, or told that nobody can be asked; never more.
        nobody = Visitor(fragile.base).post(f"{path}/m", {"a1": "Van niemand", "a2": "x"})
        assert nobody.status in (401, 503)
    until = time.monotonic() + 15
    while desk.post(f"{path}/m", {"a1": "Dit typte ik net", "a2": "Dit typte ik net"}).status != 200:
        assert time.monotonic() < until, "the database is back and the program does not know"
        time.sleep(0.2)
    assert seeker.texts(seeker.id) == ["Eerst", "Dit typte ik net"]


def test_the_counsellor_whose_session_ended_while_typing_gets_their_text_back(fragile):
    company = Company(fragile)
    seeker, counsellor = company.talk("Eerst")
    desk = Visitor(fragile.base)
    desk.post("/desk/login", {"naam": counsellor.account["name"], "wachtwoord": counsellor.account["password"]})
    session = dict(desk.cookies)
    desk.post("/desk/logout")
    desk.cookies = session
    page = desk.post(f"/desk/c/{seeker.id}/m", {"a1": "Een heel lang antwoord", "a2": "x"})
    assert page.status == 401 and "Een heel lang antwoord" in page.body.decode()
    assert seeker.texts(seeker.id) == ["Eerst"]


def test_a_stream_goes_on_when_the_database_comes_back(fragile):
    company = Company(fragile)
    seeker, counsellor = company.talk("Eerst")
    stream = company.listen(seeker, seeker.id)
    stream.next()
    with Gone(fragile):
        time.sleep(0.5)
    until = time.monotonic() + 15
    while counsellor.client.post(counsellor.path(seeker.id, "/messages"), {"clientId": "b", "text": "Daarna"}).status not in (200, 201):
        assert time.monotonic() < until
        time.sleep(0.2)
    # Either the stream lived on, or it was ended and the client comes back with the last number.
    try:
        event = stream.next(timeout=5)
        while event.data["text"] != "Daarna":
            event = stream.next(timeout=5)
    except AssertionError:
        assert stream.ended(0.1), "the stream is open and silent: its listener would wait for ever"
        last = [e.id for e in stream.events if e.id][-1]
        assert company.listen(seeker, seeker.id, last_event_id=last).next().data["text"] == "Daarna"
