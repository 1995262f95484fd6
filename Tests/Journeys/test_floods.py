"""A flood of starts, without anybody's address: it waits, and people get in."""

import base64
import hashlib
import re
import secrets
import time

import pytest

from api import Client, Company, Seeker
from floods import begin, challenge_of, challenged, solve, zero_bits
from installation import in_threads, vangnet
from pages import Visitor, beginning, hidden


def waiting(counsellor, line):
    return next(q["waiting"] for q in counsellor.client.get("/api/v1/queue").json() if q["line"] == line)


def memory(installation):
    """Resident memory in megabytes."""
    with open(f"/proc/{installation.process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def test_a_flood_waits_and_people_get_in(own):
    """2,000 starts without proof in about ten seconds; meanwhile somebody in danger is in within two seconds and next, and
    somebody with a proof is in within two seconds."""
    installation = own("--flood-control", "--load-cap", "500")
    company = Company(installation)
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    other = company.staff(not_organisation=counsellor.account["organisation"])
    before = memory(installation)
    started = time.monotonic()
    entered, urgent = {}, {}

    def work(who, barrier):
        client = Client(installation.base)
        client.connect()
        barrier.wait()
        if who < 4:
            return [begin(client, line, text=f"{secrets.token_hex(12)} {who} {i}").status for i in range(500)]
        time.sleep(3)
        began = time.monotonic()
        urgent["answer"] = begin(client, line, text="Hij heeft een mes en hij is boos op mij")
        urgent["seconds"] = time.monotonic() - began
        urgent["next"] = counsellor.take([line])
        began = time.monotonic()
        answer = begin(client, line, text="Ik zit in de schuur en ik durf niet naar binnen")
        if answer.status == 429:
            answer = begin(client, line, solve(challenge_of(answer)), text="Ik zit in de schuur en ik durf niet naar binnen")
        entered["seconds"], entered["answer"] = time.monotonic() - began, answer
        # A line that is not flooded asks nothing of anybody.
        assert begin(client, other.account["lines"][0]).status == 201
        return []

    statuses = [s for some in in_threads(work, range(5)) for s in some]
    seconds = time.monotonic() - started
    assert len(statuses) == 2000 and set(statuses) <= {201, 429}, set(statuses)
    assert entered["answer"].status == 201, entered
    assert entered["seconds"] < 2, entered
    assert urgent["answer"].status == 201 and urgent["seconds"] < 2, urgent
    assert urgent["next"] == urgent["answer"].json()["id"], "somebody of the flood was taken first"
    # What the line lets in: a first rush, and one every two seconds.
    most = 30 + seconds / 2 + 2
    assert statuses.count(201) <= most, (statuses.count(201), most)
    assert waiting(counsellor, line) == statuses.count(201) + 1
    assert memory(installation) - before < 100, "the flood stays in memory"
    taken = [counsellor.take([line]) for _ in range(statuses.count(201) + 1)]
    assert entered["answer"].json()["id"] in taken, "nobody reached who asked for help"


def test_a_proof_counts_once_for_its_line_and_only_as_it_was_asked(own):
    installation = own("--flood-control")
    company = Company(installation)
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    other = company.staff(not_organisation=counsellor.account["organisation"]).account["lines"][0]
    challenge, began = challenged(installation.base, line)
    client = Client(installation.base)
    before = waiting(counsellor, line)
    proof = solve(challenge)

    def changed(place):
        raw = bytearray(base64.urlsafe_b64decode(challenge["id"]))
        raw[place] ^= 1
        return base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")

    # Easier, older, newer, of another: each with a nonce that would solve it.
    forged = [solve({"id": changed(place), "algorithm": "sha256", "bits": 12}) for place in (0, 3, 4, 5, 13, 14, 29)]
    garbage = [
        {"challenge": challenge["id"], "nonce": nonce}
        for nonce in ("", " ", "0" * 15, "é", "\x00", "-1", "NaN", "1e9", proof["nonce"] + " ", "9" * 10_000)
    ] + [{"challenge": c, "nonce": proof["nonce"]} for c in ("", "x", "A" * 40, "A" * 10_000, challenge["id"] + "A", challenge["id"][:-1])]
    easy = [g for g in garbage if g["challenge"] == challenge["id"] and g["nonce"].isascii() and len(g["nonce"]) < 15]
    assert not any(zero_bits(hashlib.sha256(f"{g['challenge']}:{g['nonce']}".encode()).digest()) >= challenge["bits"] for g in easy)
    for proof_of_nothing in forged + garbage:
        answer = begin(client, line, proof_of_nothing)
        # The line lets one in every two seconds without anything.
        if answer.status == 201:
            before += 1
            continue
        challenge_of(answer)
    for nonsense in ("x", 1, [], {"challenge": 1, "nonce": 2}, {"challenge": challenge["id"]}):
        assert begin(client, line, nonsense).status == 400
    challenged(installation.base, other)
    assert begin(client, other, proof).status == 429, "the proof of one line opened another"
    assert waiting(counsellor, line) == before
    assert begin(client, line, proof).status == 201
    again = begin(client, line, proof)
    if again.status == 201:
        # One that needed nothing may have been due: then not a second time at once.
        again = begin(client, line, proof)
    challenge_of(again)
    assert began


def calm(installation, *arguments):
    env = {"VANGNET_DATA": str(installation.data)} | ({"VANGNET_DATABASE": installation.database} if installation.database else {})
    done = vangnet("calm", *arguments, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_calm_mode_is_followed_within_five_seconds_and_ends(own):
    installation = own()
    company = Company(installation)
    line = company.line()
    client = Client(installation.base)
    assert begin(client, line).status == 201
    assert f"{line} open calm" in calm(installation, "on", "--line", line)
    began = time.monotonic()
    while (answer := begin(client, line)).status == 201:
        assert time.monotonic() - began < 5, "calm mode was not followed"
        time.sleep(0.2)
    proof = solve(challenge_of(answer))
    assert begin(client, line, proof).status == 201
    assert "calm" in calm(installation, "status", "--line", line)
    others = [x for x in calm(installation, "status").splitlines() if not x.startswith(line)]
    assert others and all(x.endswith("normal") for x in others)
    assert f"{line} open normal" in calm(installation, "off", "--line", line)
    began = time.monotonic()
    while begin(client, line).status != 201:
        assert time.monotonic() - began < 5
        time.sleep(0.2)
    wrong = vangnet("calm", "on", "--line", "geen-lijn", env={"VANGNET_DATA": str(installation.data)})
    assert wrong.returncode in (1, 2) and wrong.stderr.strip()


def test_without_script_somebody_waits_on_a_calm_page_and_the_talk_begins_by_itself(own):
    installation = own()
    line = "familielijn-chat"
    calm(installation, "on")
    time.sleep(2.1)
    visitor = Visitor(installation.base)
    answer = visitor.post("/g", beginning(visitor, "k4"), follow=False)
    assert answer.status == 303 and answer.headers["Location"] == "/g/r", "something stands in the address"
    ticket = visitor.cookies["s"]
    assert line not in ticket and "parent" not in ticket
    page = visitor.get("/g/r")
    html = page.body.decode()
    assert page.status == 200 and "<title>Wachten</title>" in html
    refresh = re.search(r'<noscript><meta http-equiv="refresh" content="([^"]*)"></noscript>', html).group(1)
    assert refresh.isdigit() and 1 < int(refresh) <= 10, "it must reload itself, without an address"
    text = visitor.text(page)
    assert "0800-2000" in text and "Snel weg" in text and hidden(page, "a1") == ""
    assert not re.search(r"puzzel|som\b|robot|bewijs", text, re.I)
    # Nothing but the cookie: who finds the address learns nothing.
    assert Visitor(installation.base).get("/g/r").status == 303
    began = time.monotonic()
    while (page := visitor.get("/g/r")).status == 200:
        assert time.monotonic() - began < 30
        time.sleep(1)
    assert page.status == 303 and page.headers["Location"] == "/g"
    assert time.monotonic() - began > 5, "there was nothing to wait for"
    assert visitor.cookies["s"] != ticket
    talk = visitor.get("/g")
    assert talk.status == 200 and "Je bericht" in talk.body.decode()
    # The ticket counts once.
    replay = Visitor(installation.base)
    replay.cookies["s"] = ticket
    assert replay.get("/g/r").status == 200


def test_leaving_while_waiting_leaves_nothing(own):
    installation = own()
    calm(installation, "on")
    time.sleep(2.1)
    visitor = Visitor(installation.base)
    visitor.post("/g", beginning(visitor, "k4"), follow=False)
    assert visitor.get("/g/r").status == 200
    visitor.post("/v", follow=False)
    assert "s" not in visitor.cookies
    back = visitor.get("/g/r")
    assert back.status == 303 and "/g" not in back.headers["Location"]


def sections(installation):
    body = Visitor(installation.base).get("/").body.decode()
    return {m.group(1): m.group(0) for m in re.finditer(r'<section[^>]*class="hulp"[^>]*id="(k\d+)".*?</section>', body, re.S)}


def within(seconds, what):
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it took too long"
        time.sleep(0.1)


def test_a_supervisor_closes_and_opens_a_line_and_the_door_follows_within_five_seconds(own):
    """B42, T21."""
    installation = own()
    company = Company(installation)
    boss = company.staff("supervisor", organisation="kindertelefoon")
    counsellor = company.staff(organisation="kindertelefoon")
    line = "kindertelefoon-chat"
    address = f"/api/v1/lines/{line}/switch"
    client = Client(installation.base)

    def door():
        return next(x for x in client.get("/api/v1/door").json()["lines"] if x["id"] == line)

    assert door()["open"] and door()["notice"] is None
    assert "Begin een gesprek" in sections(installation)["k1"]
    said = "We zijn om drie uur weer terug."
    answer = boss.client.post(address, {"opening": "closed", "notice": {"nl": said, "en": "We are back at three."}})
    assert answer.status == 200 and answer.json()["open"] is False, answer
    within(5, lambda: not door()["open"] and door()["notice"] == said)
    within(5, lambda: "Begin een gesprek" not in sections(installation)["k1"])
    closed = sections(installation)["k1"]
    assert said in closed and "0800-2000" in closed, "a closed door must say what there is"
    assert "We are back at three." in Visitor(installation.base).get("/en/").body.decode()
    assert client.post("/api/v1/conversations", {"line": line, "language": "nl"}).status == 409
    # What began goes on; the other lines too.
    assert client.get("/api/v1/door").json()["lines"][1]["open"]

    answer = boss.client.post(address, {"opening": "hours", "notice": {}})
    assert answer.status == 200 and answer.json()["open"] is True
    within(5, lambda: door()["open"] and door()["notice"] is None)
    within(5, lambda: "Begin een gesprek" in sections(installation)["k1"])
    assert Seeker(installation.base, line).id
    # The busy text alone changes nothing else.
    assert boss.client.post(address, {"notice": {"nl": "Het is heel druk."}}).json()["open"] is True
    within(5, lambda: "Het is heel druk." in sections(installation)["k1"])

    for body in ({"opening": "open"}, {"opening": "ja"}, {"opening": "open", "minutes": 0}, {"opening": "open", "minutes": 1441}, {"notice": {"fy": "x"}}, {"notice": {"nl": "a\nb"}}, [], {"calm": "ja"}):
        assert boss.client.post(address, body).status == 400, body
    assert boss.client.post(address, {"notice": {"nl": "x" * 301}}).status == 422
    assert boss.client.post(address, {"opening": "open", "minutes": 60}).json()["until"]
    listed = boss.client.get("/api/v1/lines/switches").json()
    assert [x["line"] for x in listed] == [line] and listed[0]["opening"] == "open"

    # Nobody else.
    stranger = company.staff("supervisor", not_organisation="kindertelefoon")
    for who, wanted in ((None, 401), (counsellor, 403), (company.staff("administrator"), 403), (stranger, 404)):
        someone = who.client if who else client
        assert someone.post(address, {"opening": "closed"}).status == wanted, wanted
        assert someone.post("/api/v1/lines/geen-lijn/switch", {"opening": "closed"}).status == wanted
    assert client.get("/api/v1/lines/switches").status == 401
    assert counsellor.client.get("/api/v1/lines/switches").status == 403
    assert line not in str(stranger.client.get("/api/v1/lines/switches").json())
    assert door()["open"]
