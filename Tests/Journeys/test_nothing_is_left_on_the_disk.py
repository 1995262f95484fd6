"""After a whole talk, every byte that the program left anywhere is searched for what people said and who they were."""

import base64
import os
import secrets
import signal
from pathlib import Path

import pytest

from api import Client, Company
from installation import Installation, Postgres
from pages import Visitor, code_on, start


def spellings(text):
    """A phrase in every form in which it could lie on a disk."""
    found = set()
    for raw in (text.encode(), text.encode("utf-16-le")):
        found |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
        for shift in range(3):
            # Base 64 looks different at each of three offsets; the ends depend on the neighbours.
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                whole = encode(b"\0" * shift + raw).rstrip(b"=")
                found.add(whole[4 if shift else 0:-4])
    return {f for f in found if len(f) >= 8}


def files(*folders):
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def found_in(folders, phrases, skip=()):
    """[(name of the phrase, file)] of everything that was found."""
    needles = [(name, needle) for name, text in phrases.items() for needle in spellings(text)]
    hits = []
    for path in files(*folders):
        if path in skip:
            continue
        content = path.read_bytes()
        hits += sorted({(name, str(path)) for name, needle in needles if needle in content})
    return hits


def plant():
    return lambda name: f"{name}{secrets.token_hex(6)}"


@pytest.fixture
def cold(engine):
    """An installation with a database server of its own, so that all of that can be searched too."""
    server = Postgres() if engine == "postgres" else None
    installation = Installation(postgres=server)
    yield installation
    installation.close()
    if server:
        server.close()


ADDRESS = "127.0.0.77"


def live_through(installation):
    """A day at the line. Returns what must not be found: everything anybody typed, was given or was known by."""
    new = plant()
    company = Company(installation)
    agent, forwarded = new("Reiger/5.0-"), "203.0.113.77"
    headers = {
        "User-Agent": agent, "X-Forwarded-For": f"{forwarded}, 198.51.100.23", "Forwarded": f"for={forwarded};by=198.51.100.23",
        "X-Real-IP": "192.0.2.201", "Referer": f"https://{new('verwijzer').lower()}.example/", "From": f"{new('afzender').lower()}@example.org",
    }
    planted = {name: value for name, value in headers.items() if name not in ("X-Forwarded-For", "Forwarded")}
    planted |= {"forwarded address": forwarded, "proxy address": "198.51.100.23", "peer address": ADDRESS}

    def phrase(name):
        planted[name] = new(name)
        return planted[name]

    # With a token: words in every place where words can be put.
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    client = Client(installation.base, source=ADDRESS)
    started = client.post("/api/v1/conversations", {
        "line": line, "language": "nl", "place": phrase("Plaatsnaam"), "text": f"Ik heet {phrase('Bijnaam')} en {phrase('Eerstewoord')}",
    }, headers=headers)
    if started.status != 201:
        started = client.post("/api/v1/conversations", {"line": line, "language": "nl", "text": f"Ik heet {phrase('Bijnaam')} en {phrase('Eerstewoord')}"}, headers=headers)
    assert started.status == 201, started
    conversation, client.token = started.json()["id"], started.json()["token"]
    planted["seeker's token"] = client.token
    path = f"/api/v1/conversations/{conversation}"
    assert company.take(counsellor, [line]) == conversation
    assert client.post(f"{path}/messages", {"clientId": "a", "text": phrase("Geheimpje")}, headers=headers).status == 201
    counsellor.say(conversation, phrase("Antwoord"))
    supervisor = company.staff("supervisor", line=line)
    planted["supervisor's token"] = supervisor.token
    assert supervisor.client.post(f"{path}/look-in").status == 204
    for who, name in ((supervisor, "Gefluister"), (counsellor, "Teruggefluisterd")):
        assert who.client.post(f"{path}/whispers", {"clientId": name, "text": phrase(name)}).status == 201
    assert supervisor.client.get(f"{path}/look-in").status == 200
    client.post(f"{path}/messages", {"clientId": "b", "text": phrase("Tekort") + "x" * 5000}, headers=headers)
    client.post(f"{path}/messages", f'{{"clientId": "c", "text": "{phrase("Kapot")}'.encode(), headers=headers)
    client.post(f"{path}/{phrase('Verdwaald')}", {}, headers=headers)
    client.get(f"/{phrase('Zoekpad')}?a={phrase('Zoekvraag')}", headers=headers)
    code = client.post(f"{path}/return-code", headers=headers).json()["code"]
    words = code.split()
    planted |= {"code": code, "code with dashes": "-".join(words), "code in one": "".join(words), "code words 2 and 3": " ".join(words[1:3])}
    planted["wrong code"] = " ".join(reversed(words))
    client.post("/api/v1/return", {"code": planted["wrong code"]}, headers=headers)
    second = client.post(f"{path}/return-code/second", headers=headers).json()["code"]
    planted |= {"second code": second, "second code, words 2 and 3": " ".join(second.split()[1:3])}
    calm = client.post("/api/v1/return", {"code": second}, headers=headers)
    assert calm.status == 200, calm
    planted["calm token"] = calm.json()["token"]
    assert client.post(f"{path}/quiet-word", {"word": phrase("Stilwoord")}, headers=headers).status == 204
    assert counsellor.client.post(f"{path}/quiet-word", {"word": phrase("Anderwoord")}).status == 204
    back = client.post("/api/v1/return", {"code": code}, headers=headers)
    assert back.status == 200, back
    client.token = planted["second token"] = back.json()["token"]
    planted["staff token"] = counsellor.token
    client.post("/api/v1/sessions", {"name": phrase("Naamdieerniet"), "password": phrase("Wachtwoordvan")}, headers=headers)
    other = company.staff(not_organisation=counsellor.account["organisation"])
    asked = counsellor.client.post(f"{path}/invite", {"line": other.account["lines"][0], "share": "summary", "summary": phrase("Kortom")})
    assert client.post(f"{path}/offers/{asked.json()['offer']}", {"accept": True}, headers=headers).status == 204
    assert company.take(other, [other.account["lines"][0]]) == conversation
    agreed = {"how": phrase("Hoedan"), "when": phrase("Wanneer"), "safeTime": phrase("Veiligetijd")}
    assert counsellor.client.post(f"{path}/follow-up", agreed).status == 204
    assert client.post(f"{path}/can-type", {"answer": "rather-not"}, headers=headers).status == 204
    assert client.post(f"{path}/leave-party", headers=headers).status == 204
    planted |= {"answer": "rather-not", "kind of a record": "quietWord", "what a yes shared": "leest dan alleen een samenvatting"}
    offer = counsellor.client.post(f"{path}/handover", {
        "line": other.account["lines"][0], "share": "summary", "summary": phrase("Samenvatting")})
    assert offer.status == 201, offer
    assert client.post(f"{path}/offers/{offer.json()['offer']}", {"accept": True}, headers=headers).status == 204
    assert company.take(other, [other.account["lines"][0]]) == conversation
    client.post(f"{path}/messages", {"clientId": "d", "text": phrase("Natoe")}, headers=headers)
    free = other.client.post(f"{path}/close", {"contact": {"notes": phrase("Vrijveld"), "reason": phrase("Redenveld")}})
    if free.status != 204:
        assert other.close_talk(conversation).status == 204

    # Records: what does not fit in a list, by phone and beside a talk, and a record that nobody finishes.
    spoken = counsellor.client.post("/api/v1/contacts", {
        "clientId": phrase("Belletje"), "channel": "phone", "contact": {}, "elsewhere": phrase("Pastniet")})
    assert spoken.status == 201, spoken
    desk = Visitor(installation.base)
    desk.post("/desk/login", {"naam": counsellor.account["name"], "wachtwoord": counsellor.account["password"]})
    planted["cookie of the desk"] = desk.cookies["s"]
    begun = desk.post("/desk/record", {"kanaal": "phone"}, follow=False).headers["Location"]
    assert desk.post(begun, {"elsewhere": phrase("Onderhanden")}, follow=False).status == 303
    with_record, _ = company.talk("Hallo")
    assert desk.post(f"/desk/c/{with_record.id}/record", {"elsewhere": phrase("Naasthetgesprek")}, follow=False).status == 303

    # With a browser without script.
    visitor = Visitor(installation.base)
    visitor.client.source = ADDRESS
    visitor.post("/", {"a3": phrase("Woonplaats")}, headers=headers)
    start(visitor)
    planted["cookie"] = visitor.cookies["s"]
    visitor.post("/g/m", {"a1": phrase("Opdepagina"), "a2": "een"}, headers=headers)
    page_code = code_on(visitor.post("/g/k", headers=headers))
    planted["code on the page"] = page_code
    visitor.post("/v", headers=headers, follow=False)
    visitor.cookies.clear()
    visitor.post("/t", {"a1": page_code}, headers=headers)
    planted["second cookie"] = visitor.cookies["s"]
    visitor.get("/g?" + phrase("Inhetadres"), headers=headers)
    # A talk that is erased, and one that still waits.
    gone = company.seeker(line, text=phrase("Gewist"))
    assert gone.erase().status == 204
    company.seeker(line, text=phrase("Wachtend"))
    return planted, line


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_no_byte_on_the_disk_tells(cold, ending):
    planted, line = live_through(cold)
    passwords = {f"password of {a['name']}": a["password"] for a in cold.accounts}
    cold.stop(ending)
    folders = [cold.data, cold.outside / "tmp", cold.outside / "home"]
    if cold.postgres:
        cold.postgres.sql("CHECKPOINT")
        folders += [cold.postgres.data]
        extra = [cold.postgres.log]
    else:
        extra = []
    output = [p for p in cold.outside.glob("*") if p.is_file() and p != cold.accounts_file]
    assert len(output) >= 2
    # The search itself works: the line's name is stored in the clear, on either engine.
    assert found_in(folders, {"line": line}), "the search found nothing that must be there"
    for path in output + extra:
        for name, text in planted.items():
            content = path.read_bytes()
            assert not any(needle in content for needle in spellings(text)), f"{name} stands in {path}"
    assert found_in(folders, planted | passwords) == []
    if ending == signal.SIGTERM:
        assert [p for p in files(cold.outside / "tmp")] == [], "temporary files stay behind"


def test_the_search_finds_a_phrase_in_every_form(tmp_path):
    text = "Geheimpje1234567890"
    raw = text.encode()
    for i, content in enumerate([
        raw, text.encode("utf-16-le"), raw.hex().encode(), base64.b64encode(raw), base64.b64encode(b"a" + raw + b"b"),
        base64.urlsafe_b64encode(b"ab" + raw), raw.hex().upper().encode(),
    ]):
        (tmp_path / str(i)).write_bytes(os.urandom(1000) + content + os.urandom(1000))
    assert len(found_in([tmp_path], {"x": text})) == 7


def test_only_the_owner_can_read_the_data_folder(own):
    installation = own()
    for path in [installation.data, *installation.data.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, f"others can read {path}"
