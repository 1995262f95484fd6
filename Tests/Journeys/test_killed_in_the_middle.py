"""What was acknowledged is durable, whatever dies: the program, or the database server under it."""

import http.client
import secrets
import threading
import time

import pytest

from api import Client, Company, Seeker
from installation import Installation, Postgres


@pytest.fixture
def mortal(engine):
    """An installation whose database server may die too."""
    server = Postgres() if engine == "postgres" else None
    installation = Installation(postgres=server)
    yield installation
    installation.close()
    if server:
        server.close()


class Writer:
    """Writes numbered messages for as long as it may, and sends what was not acknowledged again with the same clientId."""

    def __init__(self, base, conversation, token, name):
        self.client = Client(base, token)
        self.path = f"/api/v1/conversations/{conversation}/messages"
        self.name = name
        self.acknowledged = {}
        self.resent = 0
        self.faults = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        i = 0
        while not self.stopping.is_set():
            text = f"{self.name} {i}"
            while True:
                try:
                    answer = self.client.post(self.path, {"clientId": text, "text": text}, timeout=10)
                except (OSError, http.client.HTTPException):
                    self.client.close()
                    self.resent += 1
                    time.sleep(0.02)
                    continue
                if answer.status in (200, 201):
                    self.acknowledged[text] = answer.json()["number"]
                    break
                # The database is away for a moment: said in words, and asked again.
                if answer.status != 503:
                    self.faults.append(str(answer))
                    return
                self.resent += 1
                time.sleep(0.05)
            i += 1

    def stop(self):
        self.stopping.set()
        self.thread.join(30)
        assert not self.thread.is_alive(), "a message could not be sent any more"
        assert not self.faults, self.faults


def check(company, writers):
    for seeker, counsellor, pair in writers:
        stored = [m for m in seeker.read_all()["messages"] if m["author"] != "system"]
        assert counsellor.read(seeker.id)["messages"] == seeker.read_all()["messages"]
        texts = [m["text"] for m in stored]
        assert len(texts) == len(set(texts)), "something is there twice"
        numbers = {m["text"]: m["number"] for m in stored}
        for writer in pair:
            mine = [t for t in texts if t.startswith(writer.name + " ")]
            assert mine == [f"{writer.name} {i}" for i in range(len(writer.acknowledged))], "lost, or out of order"
            assert {t: numbers[t] for t in mine} == writer.acknowledged, "another number than was acknowledged"


def begin(installation):
    company = Company(installation)
    people = []
    for i in range(3):
        seeker, counsellor = company.talk(f"begin {i}")
        pair = [
            Writer(installation.base, seeker.id, seeker.token, f"zoeker{i}"),
            Writer(installation.base, seeker.id, counsellor.token, f"hulp{i}"),
        ]
        people.append((seeker, counsellor, pair))
    return company, people


def test_nothing_acknowledged_is_lost_or_doubled_when_the_program_is_killed(mortal):
    company, people = begin(mortal)
    for _ in range(6):
        time.sleep(0.15 + secrets.randbelow(500) / 1000)
        assert mortal.kill() == -9
        mortal.start()
    time.sleep(0.3)
    for _, _, pair in people:
        for writer in pair:
            writer.stop()
    assert sum(w.resent for _, _, pair in people for w in pair) > 0, "no message was ever on its way during a kill"
    assert sum(len(w.acknowledged) for _, _, pair in people for w in pair) > 200
    check(company, people)


def test_a_crash_of_the_database_server_loses_nothing_and_needs_no_restart(mortal):
    """On SQLite, where the program is its own database server, this is an orderly restart instead."""
    company, people = begin(mortal)
    for _ in range(3):
        time.sleep(0.3 + secrets.randbelow(400) / 1000)
        if mortal.postgres:
            mortal.postgres.stop("immediate")
            time.sleep(0.2)
            mortal.postgres.start()
        else:
            assert mortal.stop() == 0
            mortal.start()
    time.sleep(0.5)
    for _, _, pair in people:
        for writer in pair:
            writer.stop()
    check(company, people)
    if mortal.postgres:
        assert mortal.starts == 1 and mortal.process.poll() is None


def test_both_sides_go_on_after_a_restart(mortal):
    company = Company(mortal)
    seeker, counsellor = company.talk("Voor de storing")
    code = seeker.code()
    waiting = company.seeker(seeker.line, text="Ik wacht nog")
    before, accounts = seeker.read_all(), mortal.accounts
    last = before["messages"][-1]["number"]
    assert mortal.stop() == 0
    mortal.start()
    assert mortal.accounts == accounts, "other accounts or passwords after a restart on the same data"
    assert seeker.read_all() == before
    assert counsellor.read(seeker.id) == before
    stream = seeker.listen(seeker.id, last_event_id=last)
    counsellor.say(seeker.id, "Daar zijn we weer")
    assert stream.next().data["text"] == "Daar zijn we weer"
    stream.close()
    assert company.take(counsellor, [seeker.line]) == waiting.id
    assert counsellor.texts(waiting.id) == ["Ik wacht nog"]
    # Signing in anew opens the same talks.
    again = Company(mortal).staff(line=seeker.line)
    assert again.account["name"] == counsellor.account["name"]
    assert again.texts(seeker.id) == ["Voor de storing", "Daar zijn we weer"]
    back = Client(mortal.base).post("/api/v1/return", {"code": code})
    assert back.status == 200, back
    assert mortal.kill() == -9
    mortal.start()
    token = back.json()["token"]
    said = Client(mortal.base, token).get(f"/api/v1/conversations/{seeker.id}/messages").json()["messages"]
    assert [m["text"] for m in said if m["author"] != "system"] == ["Voor de storing", "Daar zijn we weer"]


def test_a_restart_with_a_talk_erased_just_before_keeps_it_erased(mortal):
    company = Company(mortal)
    seeker, counsellor = company.talk("Weg ermee")
    assert seeker.erase().status == 204
    assert mortal.kill() == -9
    mortal.start()
    assert seeker.client.get(seeker.path(seeker.id, "/messages")).status in (401, 404)
    assert counsellor.client.get(counsellor.path(seeker.id, "/messages")).status == 404
    assert isinstance(Seeker(mortal.base, seeker.line, text="Opnieuw"), Seeker)
