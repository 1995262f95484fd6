"""Two `vangnet serve` on one PostgreSQL, as behind a balancer: each with a data folder of its own, one database, one vault
(a database of its own), one pepper. Nobody notices which of them they are on."""

import http.client
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from api import Client, Counsellor, Seeker, is_problem
from installation import BINARY, ROOT, environment, free_port, in_threads, vangnet

LINE = "kindertelefoon-chat"
PASSWORD = "een lang wachtwoord voor dit huis"
PEOPLE = ["noor", "bram", "amina", "jet"]


class Node:
    """One `vangnet serve`."""

    def __init__(self, name, house):
        self.folder = house.folder / name
        self.folder.mkdir()
        self.port, self.admin = free_port(), free_port()
        self.env = house.env | {
            "VANGNET_DATA": str(self.folder / "data"), "VANGNET_PORT": str(self.port), "VANGNET_ADMIN_PORT": str(self.admin)}
        self.process = None

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def begin(self):
        self.out, self.err = self.folder / "out", self.folder / "err"
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            self.process = subprocess.Popen(
                [BINARY, "serve"], stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self.folder,
                env=environment() | self.env)

    def wait(self, within=90):
        began = time.monotonic()
        while b"\nready\n" not in b"\n" + self.out.read_bytes():
            assert self.process.poll() is None, self.err.read_text()
            assert time.monotonic() - began < within, self.err.read_text()
            time.sleep(0.03)

    def start(self):
        self.begin()
        self.wait()

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        return self.process.returncode if self.process else None

    def kill(self):
        return self.stop(signal.SIGKILL)


class House:
    """Two nodes and what they share."""

    def __init__(self, postgres):
        self.postgres = postgres
        self.folder = Path(tempfile.mkdtemp(prefix="vangnet-nodes-"))
        self.database, self.vault = postgres.database(), postgres.database()
        pepper = self.folder / "shared"
        pepper.mkdir(mode=0o700)
        self.env = {
            "VANGNET_DATABASE": self.database, "VANGNET_VAULT": self.vault, "VANGNET_PEPPER": str(pepper / "pepper"),
            "VANGNET_HOST": "127.0.0.1", "VANGNET_PACK": str(ROOT / "Packs/nederland"),
        }
        self.sql("ALTER DATABASE %s SET deadlock_timeout = '30s'" % self.database.rsplit("/", 1)[1])
        self.a, self.b = Node("a", self), Node("b", self)
        self.nodes = [self.a, self.b]
        # Both at once on an empty database: one of them makes the tables, the other waits and finds them made.
        made = self.run("init", "--organisation", "kindertelefoon", "--name", "baas", stdin=PASSWORD + "\n")
        assert made.returncode == 0, made.stderr
        for name in PEOPLE:
            added = self.run(
                "staff", "add", name, "--organisation", "kindertelefoon", "--role", "counsellor", "--line", LINE,
                stdin=PASSWORD + "\n")
            assert added.returncode == 0, added.stderr
        for node in self.nodes:
            node.begin()
        for node in self.nodes:
            node.wait()
        self.sessions = {}

    def run(self, *arguments, stdin=""):
        return vangnet(*arguments, stdin=stdin, env=self.a.env, timeout=180)

    def sql(self, statement):
        return self.postgres.sql(statement, database=self.database.rsplit("/", 1)[1])

    def sign_in(self, name, node):
        return Counsellor(node.base, {"name": name, "password": PASSWORD})

    def staff(self, name, node):
        """The same session on either node."""
        if name not in self.sessions:
            self.sessions[name] = self.sign_in(name, self.a)
        return on(self.sessions[name], node)

    def close(self):
        try:
            for node in self.nodes:
                node.kill()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def on(person, node):
    """The same person, with the same token, on that node."""
    other = object.__new__(type(person))
    other.__dict__.update(person.__dict__, base=node.base, client=Client(node.base, person.token))
    return other


@pytest.fixture(scope="module")
def house(postgres):
    house = House(postgres)
    yield house
    house.close()


@pytest.fixture(autouse=True)
def both_are_up(house):
    """A test may end a node; the next begins with both, and with an empty queue."""
    yield
    for node in house.nodes:
        if node.process.poll() is not None:
            node.start()
    for name in list(house.sessions):
        person = house.staff(name, house.a)
        while True:
            answer = person.next()
            if answer.status == 401:
                del house.sessions[name]
                break
            if answer.status != 200:
                break
            person.close_talk(answer.json()["id"])


def talk(house, seeker_on, counsellor_on, name="noor", text="Hallo"):
    seeker = Seeker(seeker_on.base, LINE, text=text)
    counsellor = house.staff(name, counsellor_on)
    assert counsellor.take([LINE]) == seeker.id
    return seeker, counsellor


def messages(stream, count, within=5):
    """The texts and numbers of the next messages, without those of the system."""
    found = []
    until = time.monotonic() + within
    while len(found) < count:
        event = stream.next(timeout=max(0.01, until - time.monotonic()))
        if event.data["author"] != "system":
            found.append((int(event.id), event.data["text"]))
    return found


def is_in_order(found, expected):
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers)), found
    assert [text for _, text in found] == expected


def test_a_talk_over_two_nodes_arrives_both_ways_in_order_and_once(house):
    seeker, counsellor = talk(house, house.a, house.b)
    theirs, mine = seeker.listen(seeker.id), counsellor.listen(seeker.id)
    said = ["Hallo"]
    for i in range(30):
        who, text = ((seeker, f"zoeker {i}") if i % 2 else (counsellor, f"hulp {i}"))
        who.say(seeker.id, text)
        said.append(text)
    is_in_order(messages(theirs, 31), said)
    is_in_order(messages(mine, 31), said)
    time.sleep(0.3)
    for stream in (theirs, mine):
        numbers = [event.id for event in stream.events if event.name == "message"]
        assert len(numbers) == len(set(numbers)), "something came twice"
        stream.close()
    assert seeker.read_all() == on(seeker, house.b).read_all()
    # A word that was sent over one node is not sent again over the other.
    assert on(seeker, house.b).say(seeker.id, "nog eens", client_id="eens") == seeker.say(
        seeker.id, "nog eens", client_id="eens", status=200)
    counsellor.close_talk(seeker.id)


def test_many_talks_at_once_over_both_nodes_do_not_wait_for_one_another(house):
    """Writes that wait together share a commit on each node: two nodes must not hold rows that the other one wants."""
    pairs = []
    for i in range(12):
        seeker = Seeker(house.nodes[i % 2].base, LINE, text="begin")
        counsellor = house.staff(PEOPLE[i % 4], house.nodes[(i + 1) % 2])
        assert counsellor.take([LINE]) == seeker.id
        pairs.append((seeker, counsellor))

    def write(end, barrier):
        person, conversation, name = end
        client = Client(person.base, person.token)
        client.connect()
        barrier.wait(60)
        slowest = 0
        for i in range(60):
            answer = client.post(person.path(conversation, "/messages"), {"clientId": f"{name}{i}", "text": f"{name} {i}"}, timeout=60)
            assert answer.status == 201, answer
            slowest = max(slowest, answer.seconds)
        return slowest

    ends = [(seeker, seeker.id, "zoeker") for seeker, _ in pairs] + [(c, seeker.id, "hulp") for seeker, c in pairs]
    slowest = in_threads(write, ends)
    # A deadlock would take the database server here half a minute to notice.
    assert max(slowest) < 15, sorted(slowest)
    for seeker, counsellor in pairs:
        stored = seeker.texts(seeker.id)
        for name in ("zoeker", "hulp"):
            assert [text for text in stored if text.startswith(name)] == [f"{name} {i}" for i in range(60)]
        counsellor.close_talk(seeker.id)


def test_the_queue_is_one_and_says_so_on_both(house):
    waiting = [Seeker(node.base, LINE) for node in house.nodes * 3]
    assert [seeker.started["position"] for seeker in waiting] == [1, 2, 3, 4, 5, 6]
    noor = house.staff("noor", house.b)
    stream = waiting[1].listen(waiting[1].id)
    assert stream.next("state").data["position"] == 2
    assert noor.take([LINE]) == waiting[0].id
    # Taken on one node, told on the other.
    assert stream.next("state", timeout=2).data["position"] == 1
    stream.close()
    noor.close_talk(waiting[0].id)
    for seeker in waiting:
        on(seeker, house.a).erase()


@pytest.mark.parametrize("round", range(3))
def test_the_node_of_the_seeker_is_killed_and_the_talk_goes_on_within_two_seconds(house, round):
    dies, stays = (house.a, house.b) if round % 2 == 0 else (house.b, house.a)
    seeker, counsellor = talk(house, dies, stays, text="begin")
    stream, mine = seeker.listen(seeker.id), counsellor.listen(seeker.id)
    acknowledged, stopping = ["begin"], threading.Event()

    def write():
        """Somebody who goes on typing, and sends what was not acknowledged again, to whoever answers."""
        client, i = Client(dies.base, seeker.token), 0
        while not stopping.is_set():
            text = f"woord {i}"
            try:
                answer = client.post(seeker.path(seeker.id, "/messages"), {"clientId": text, "text": text}, timeout=10)
            except (OSError, http.client.HTTPException):
                client = Client(stays.base, seeker.token)
                continue
            assert answer.status in (200, 201), answer
            acknowledged.append(text)
            i += 1

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    time.sleep(0.4)
    seen = messages(stream, len(acknowledged) // 2)
    assert dies.kill() == -9
    fell = time.monotonic()
    stream.ended()
    # What was on its way when the node died may have been read already: the number of the last message counts.
    seen = [(int(e.id), e.data["text"]) for e in stream.events if e.name == "message" and e.data["author"] != "system"]
    again = on(seeker, stays).listen(seeker.id, last_event_id=seen[-1][0])
    counsellor.say(seeker.id, "ben je er nog?")
    while True:
        number, text = messages(again, 1)[0]
        seen.append((number, text))
        if text == "ben je er nog?":
            break
    assert time.monotonic() - fell < 2
    time.sleep(0.3)
    stopping.set()
    writer.join(10)
    assert not writer.is_alive()
    assert len(acknowledged) > 20
    # On both sides: every word once, in the order in which it was sent, whatever died.
    stored = on(seeker, stays).texts(seeker.id)
    assert [t for t in stored if t != "ben je er nog?"] == acknowledged
    assert len(stored) == len(set(stored))
    seen += messages(again, len(stored) - len(seen))
    is_in_order(seen, stored)
    is_in_order(messages(mine, len(stored)), stored)
    again.close()
    mine.close()
    counsellor.close_talk(seeker.id)


def test_of_two_hundred_who_take_one_talk_over_both_nodes_one_gets_it(house):
    people = [on(house.staff(name, house.a), house.nodes[i % 2]) for i in range(200) for name in [PEOPLE[i // 2 % 4]]]
    seeker = Seeker(house.a.base, LINE)

    def take(person, barrier):
        client = Client(person.base, person.token)
        client.connect()
        barrier.wait(60)
        return client.post("/api/v1/queue/next", {}, timeout=60)

    answers = in_threads(take, people)
    won = [answer for answer in answers if answer.status == 200]
    assert len(won) == 1 and won[0].json()["id"] == seeker.id, [a.status for a in answers]
    assert {answer.status for answer in answers} == {200, 204}
    seeker.erase()


def test_nobody_gets_more_than_they_can_hold_when_both_nodes_give(house):
    waiting = [Seeker(house.nodes[i % 2].base, LINE) for i in range(12)]
    people = [on(house.staff(PEOPLE[i % 2], house.a), house.nodes[i // 2 % 2]) for i in range(48)]

    def take(person, barrier):
        client = Client(person.base, person.token)
        client.connect()
        barrier.wait(60)
        return client.post("/api/v1/queue/next", {}, timeout=60)

    answers = in_threads(take, people)
    taken = [answer.json()["id"] for answer in answers if answer.status == 200]
    assert len(taken) == len(set(taken)) == 6, sorted(answer.status for answer in answers)
    assert {answer.status for answer in answers} == {200, 409}
    for seeker in waiting:
        seeker.erase()


def test_a_return_code_works_on_the_other_node_and_the_old_token_stops_on_both(house):
    seeker, counsellor = talk(house, house.a, house.b, text="Voor ik ga")
    code = seeker.code()
    # Both nodes have just read with the old token.
    assert seeker.texts(seeker.id) == on(seeker, house.b).texts(seeker.id) == ["Voor ik ga"]
    back = Client(house.b.base).post("/api/v1/return", {"code": code})
    assert back.status in (200, 201), back
    for node in house.nodes:
        is_problem(on(seeker, node).client.get(seeker.path(seeker.id, "/messages")), 401)
        answer = on(seeker, node).client.post(seeker.path(seeker.id, "/messages"), {"clientId": "x", "text": "x"})
        is_problem(answer, 401)
    again = object.__new__(Seeker)
    again.__dict__.update(seeker.__dict__, token=back.json()["token"])
    for node in house.nodes:
        assert on(again, node).texts(seeker.id) == ["Voor ik ga"]
    counsellor.close_talk(seeker.id)


def test_signing_out_on_one_node_ends_the_session_on_the_other(house):
    counsellor = house.sign_in("jet", house.a)
    seeker = Seeker(house.a.base, LINE, text="Hallo")
    assert counsellor.take([LINE]) == seeker.id
    there = on(counsellor, house.b)
    # The other node knows the session from a moment ago.
    there.say(seeker.id, "Ik luister")
    stream = there.listen(seeker.id)
    messages(stream, 2)
    assert counsellor.client.delete("/api/v1/sessions").status == 204
    # At once, before anybody asks anything.
    on(seeker, house.b).say(seeker.id, "Hoor je mij?")
    for node in house.nodes:
        is_problem(on(counsellor, node).client.get("/api/v1/queue"), 401)
        is_problem(on(counsellor, node).client.get(counsellor.path(seeker.id, "/messages")), 401)
        answer = on(counsellor, node).client.post(
            counsellor.path(seeker.id, "/messages"), {"clientId": "later", "text": "later"})
        is_problem(answer, 401)
    # And a stream that was open there tells nothing more, whichever node the seeker writes to.
    for node in house.nodes:
        on(seeker, node).say(seeker.id, "Ben je er nog?")
    time.sleep(1)
    told = [event.data.get("text") for event in stream.events]
    assert "Ben je er nog?" not in told and "Hoor je mij?" not in told
    stream.close()
    seeker.erase()


def test_an_erased_talk_is_gone_on_both(house):
    seeker, counsellor = talk(house, house.a, house.b, text="Dit gaat weg")
    stream = counsellor.listen(seeker.id)
    messages(stream, 1)
    assert seeker.erase().status == 204
    assert stream.ended(5)
    for node in house.nodes:
        is_problem(on(seeker, node).client.get(seeker.path(seeker.id, "/messages")), 401, 404)
        is_problem(on(counsellor, node).client.get(counsellor.path(seeker.id, "/messages")), 404)
    vault = house.postgres.sql("SELECT count(*) FROM shred_secret", database=house.vault.rsplit("/", 1)[1])
    talks = house.sql("SELECT count(*) FROM conversation")
    assert vault.strip() == talks.strip()


def test_when_nodes_cannot_hear_each_other_words_are_late_and_never_lost(house):
    seeker, counsellor = talk(house, house.a, house.b)
    theirs, mine = seeker.listen(seeker.id), counsellor.listen(seeker.id)
    messages(theirs, 1), messages(mine, 1)
    for i in range(4):
        cut = house.sql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%'")
        assert int(cut) == 2, "each node listens on one connection"
        # While neither hears anything.
        seeker.say(seeker.id, f"zoeker {i}")
        counsellor.say(seeker.id, f"hulp {i}")
        is_in_order(messages(theirs, 2, within=8), [f"zoeker {i}", f"hulp {i}"])
        is_in_order(messages(mine, 2, within=8), [f"zoeker {i}", f"hulp {i}"])
        until = time.monotonic() + 8
        while time.monotonic() < until and int(
            house.sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")) < 2:
            time.sleep(0.05)
    theirs.close()
    mine.close()
    counsellor.close_talk(seeker.id)


def test_every_connection_cut_costs_a_moment_and_no_word(house):
    seeker, counsellor = talk(house, house.a, house.b)
    stopping, heard = threading.Event(), []

    def listen():
        """As a browser: a stream that ends is opened again, from the last message on."""
        while not stopping.is_set():
            try:
                stream = seeker.listen(seeker.id, last_event_id=heard[-1][0] if heard else 0)
            except (AssertionError, OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            while not stopping.is_set():
                try:
                    heard.extend(messages(stream, 1, within=0.5))
                except AssertionError:
                    if stream.ended(0):
                        break
            stream.close()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    said = ["Hallo"]
    for i in range(20):
        if i % 5 == 2:
            house.sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()")
        text = f"hulp {i}"
        for attempt in range(40):
            answer = counsellor.client.post(
                counsellor.path(seeker.id, "/messages"), {"clientId": text, "text": text}, timeout=20)
            if answer.status in (200, 201):
                break
            assert answer.status == 503, answer
            time.sleep(0.1)
        said.append(text)
    until = time.monotonic() + 15
    while len(heard) < len(said) and time.monotonic() < until:
        time.sleep(0.05)
    stopping.set()
    listener.join(10)
    is_in_order(heard, said)
    counsellor.close_talk(seeker.id)


def test_both_nodes_restarted_and_everybody_goes_on(house):
    seeker, counsellor = talk(house, house.a, house.b, text="Voor de storing")
    before = seeker.read_all()
    waits = Seeker(house.b.base, LINE, text="Ik wacht")
    for node in house.nodes:
        assert node.stop() == 0, node.err.read_text()
    for node in house.nodes:
        node.begin()
    for node in house.nodes:
        node.wait()
    # Each on the other node.
    seeker, counsellor = on(seeker, house.b), on(counsellor, house.a)
    assert seeker.read_all() == before == counsellor.read(seeker.id)
    stream = seeker.listen(seeker.id, last_event_id=before["messages"][-1]["number"])
    counsellor.say(seeker.id, "Daar zijn we weer")
    assert messages(stream, 1)[0][1] == "Daar zijn we weer"
    stream.close()
    assert counsellor.take([LINE]) == waits.id
    assert counsellor.texts(waits.id) == ["Ik wacht"]
    for conversation in (seeker.id, waits.id):
        counsellor.close_talk(conversation)


def counted(house, node):
    series = Client(node.base).get("/api/v1/series?indicator=vangnet.conversations").json()
    return (series["points"] or [{"value": None}])[-1]["value"]


def test_the_clock_counts_a_talk_once_whoever_looks_at_it(house):
    bram = house.staff("bram", house.b)
    before = int(house.sql("SELECT coalesce(sum(number), 0) FROM running_count WHERE indicator = 'vangnet.conversations' AND region = ''"))
    uncounted = int(house.sql("SELECT count(*) FROM contact_record WHERE is_counted = 0"))
    for name in ("Anna", "Bo", "Cas", "Dirk", "Els", "Fien", "Gijs", "Hugo", "Iris", "Jip", "Kim", "Lars", "Mees", "Nina",
                 "Oda", "Pim", "Quin", "Rik", "Sara", "Tom"):
        # Nobody says the same: who repeats a text has to wait longer each time.
        seeker = Seeker(house.a.base, LINE, text=f"Hallo, {name} hier")
        assert bram.take([LINE]) == seeker.id
        bram.say(seeker.id, "Hallo")
        assert bram.close_talk(seeker.id).status == 204
    done = in_threads(
        lambda node, barrier: (barrier.wait(60), vangnet("purge", env=node.env, timeout=180))[1], house.nodes * 3)
    assert [d.returncode for d in done] == [0] * 6, [d.stderr for d in done]
    assert int(house.sql("SELECT count(*) FROM contact_record WHERE is_counted = 0")) == 0
    after = int(house.sql("SELECT coalesce(sum(number), 0) FROM running_count WHERE indicator = 'vangnet.conversations' AND region = ''"))
    assert after - before == uncounted + 20
    assert counted(house, house.a) == counted(house, house.b)
    # One of the two has the turn; the other does nothing on the clock.
    assert int(house.sql("SELECT count(*) FROM clock_turn WHERE node <> ''")) == 1


def test_each_node_says_by_itself_whether_it_is_well(house):
    for node in house.nodes:
        assert Client(f"http://127.0.0.1:{node.admin}").get("/readyz").status == 200
    house.a.kill()
    assert Client(f"http://127.0.0.1:{house.b.admin}").get("/readyz").status == 200
    house.a.start()


def test_the_vault_in_the_same_database_is_refused_with_a_sentence(house):
    done = vangnet("serve", env=house.a.env | {"VANGNET_DATA": str(house.folder / "c"), "VANGNET_VAULT": house.database})
    assert done.returncode == 2 and "VANGNET_VAULT" in done.stderr


def test_a_second_server_on_the_same_folder_is_refused(house):
    done = vangnet("serve", env=house.a.env | {"VANGNET_PORT": str(free_port()), "VANGNET_ADMIN_PORT": str(free_port())})
    assert done.returncode == 2 and "Another Vangnet" in done.stderr
