"""The entrance for a parent who loses control: never accused, told first what happens, and something for tonight at every end."""

import html
import re
import shutil
import sqlite3
import tempfile
import time
import unicodedata
from pathlib import Path

import pytest

from api import Company
from installation import ROOT, Installation, vangnet
from pages import Visitor, beginning, code_on, messages, start

PACK = ROOT / "Packs/nederland"
PAGE = "/k4"
HEADINGS = {
    "nl": ["Wat gebeurt er als ik schrijf?", "Wie leest het?", "Wat blijft er bewaard?", "Wanneer gaat het verder dan dit gesprek?"],
    "en": ["What happens if I write?", "Who reads it?", "What is kept?", "When does it go further than this talk?"],
}
BUTTON = {"nl": "Begin een gesprek", "en": "Begin a talk"}


def unsaid():
    """language → words that may not be said to a parent, as they stand in the pack."""
    text = (PACK / "unsaid.yaml").read_text()
    accusing = text.split("- id: accusing")[1].split("- id: confronting")[0]
    nl, en = accusing.split("      en:")
    return {lang: re.findall(r"\{word: ([^,]+), because", part) for lang, part in (("nl", nl), ("en", en))}


def folded(text):
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " " + " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’`´]", "", plain)))


def accusations(text, language):
    found = []
    for word in unsaid()[language]:
        part = folded(word.lstrip("-"))
        if (part.strip() if word.startswith("-") else part) in folded(text):
            found.append(word)
    return found


def path(to, language):
    return to if language == "nl" else f"/{language}{to}"


def steps(moment, language="nl"):
    """The steps of the pack for parents at this moment."""
    found = []
    for block in (PACK / "tonight.yaml").read_text().split("  - id: ")[1:]:
        if "audiences: [parent]" in block and re.search(rf"at: \[[^\]]*\b{moment}\b", block):
            found.append(re.search(rf"{language}: (.*)", block).group(1))
    assert found, moment
    return found[:3]


def has_tonight(visitor, page, moment, language="nl"):
    text = visitor.text(page)
    for step in steps(moment, language):
        assert step in text, f"{moment}: {step} is not on the page: {text[:600]}"


@pytest.fixture
def visitor(shared):
    return Visitor(shared.base)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_happens_is_told_before_the_button(visitor, language):
    page = visitor.get(path(PAGE, language))
    assert page.status == 200
    text = visitor.text(page)
    places = [text.index(heading) for heading in HEADINGS[language]]
    assert places == sorted(places), "in this order"
    assert places[-1] < text.index(BUTTON[language]), "the button comes after what is told"
    # What the terms of the line's organisation are, as the talk itself says it.
    assert re.search(r"72 (uur|hours)", text) and re.search(r"30 (dagen|days)", text)
    assert ("nooit een melding" if language == "nl" else "never a report") in text
    for number in ("tel:112", "tel:08002000"):
        assert number in page.body.decode()
    # B1: no sentence of the explanation is longer than fifteen words.
    inside = re.search(r'<section class="hulp vast".*?<div id="begin">', page.body.decode(), re.S).group(0)
    for paragraph in re.findall(r"<p>(.*?)</p>", inside, re.S):
        for sentence in re.split(r"[.?!]\s", html.unescape(paragraph)):
            assert len(sentence.split()) <= 15, sentence


def test_the_door_leads_there_and_the_address_says_nothing(visitor):
    door = visitor.get("/").body.decode()
    assert re.search(r'<a class="ingang" href="/k4">Ik ben ouder en het loopt thuis uit de hand</a>', door)
    assert 'href="/k4?r=VT18"' in visitor.post("/", {"a3": "Rotterdam"}).body.decode()
    assert visitor.get(PAGE + "?r=VT18").status == 200
    for odd in ("?r=nergens", "?e=9", "?e=", "?r=%00", "?e=1&e=2"):
        assert visitor.get(PAGE + odd).status == 200, odd


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_from_the_entrance_to_the_end_accuses(own, language):
    """Every word that a parent can see, in the words that are really shown."""
    company = Company(own())
    base = company.installation.base
    visitor = Visitor(base)
    seen = {}

    def look(name, page):
        assert page.status in (200, 404, 422), (name, page.status)
        seen[name] = visitor.text(page) + " ".join(re.findall(r'(?:title|aria-label|data-\w+|placeholder)="([^"]*)"', page.body.decode()))

    for query in ("", "?e=1", "?e=2", "?e=3", "?r=VT18"):
        look("entrance" + query, visitor.get(path(PAGE, language) + query))
    for guide in ("privacy", "traces", "exit", "cannot-talk"):
        look(guide, visitor.get(path(f"/guides/{guide}", language)))
    look("coming back", visitor.get(path("/t", language)))
    look("a wrong code", visitor.post(path("/t", language), {"a1": "een twee drie vier vijf"}))
    look("nowhere", visitor.get(path("/niets", language)))
    talk = visitor.post(path("/g", language), beginning(visitor, "k4"))
    look("waiting", talk)
    look("too long", visitor.post(path("/g/m", language), {"a1": "x" * 4001, "a2": "lang"}))
    look("the frame", visitor.get(path("/g/l", language) + "?after=0"))
    look("code", visitor.post(path("/g/k", language)))
    counsellor = company.staff(organisation="familielijn")
    conversation = counsellor.take()
    look("open", visitor.get(path("/g", language)))
    assert counsellor.close_talk(conversation).status == 204
    look("ended", visitor.get(path("/g", language)))
    look("erased", visitor.post(path("/g/w", language)))
    found = {name: words for name, text in seen.items() if (words := accusations(text, language))}
    assert not found, found
    assert len(seen) == 19 and all(len(text) > 60 for text in seen.values())


def test_words_that_accuse_would_be_noticed():
    assert accusations("Ben je een DÁDER of is het kindermishandeling?", "nl") == ["dader", "-mishandel", "kindermishandeling"]
    assert accusations("Press charges", "en") == ["charges"]
    assert accusations("de verpleger, straks", "nl") == []


def test_every_end_has_something_for_tonight(own):
    company = Company(own())
    base = company.installation.base
    visitor = Visitor(base)
    for language in ("nl", "en"):
        has_tonight(visitor, visitor.get(path(PAGE, language)), "going", language)
        for code, moment in (("1", "closed"), ("2", "busy"), ("3", "phone")):
            has_tonight(visitor, visitor.get(path(PAGE, language) + f"?e={code}"), moment, language)
    # Leaving the queue before anybody answered.
    start(visitor, "k4")
    visitor.post("/g/m", {"a1": "Ik weet het niet meer", "a2": "een"})
    has_tonight(visitor, visitor.post("/g/k"), "going")
    left = visitor.post("/g/x")
    assert "Dit gesprek is afgesloten" in visitor.text(left)
    has_tonight(visitor, left, "left")
    has_tonight(visitor, visitor.post("/g/w"), "going")
    # The end of a talk, by the counsellor; also in the frame of a page without script.
    visitor = Visitor(base)
    start(visitor, "k4")
    counsellor = company.staff(organisation="familielijn")
    conversation = counsellor.take()
    counsellor.say(conversation, "Dag")
    assert counsellor.close_talk(conversation).status == 204
    has_tonight(visitor, visitor.get("/g"), "ended")
    has_tonight(visitor, visitor.get("/g/l?after=0"), "ended")
    # Closed by hand: no button, and closed between the page and the button.
    fields = beginning(Visitor(base), "k4")
    boss = company.staff("supervisor", organisation="familielijn")
    assert boss.client.post("/api/v1/lines/familielijn-chat/switch", {"opening": "closed"}).status == 200
    late = Visitor(base)
    answer = late.post("/g", fields, follow=False)
    assert answer.status == 303 and answer.headers["Location"] == PAGE + "?e=1"
    time.sleep(3.1)
    page = late.get(PAGE)
    assert BUTTON["nl"] not in late.text(page) and "0800-2000" in late.text(page)
    has_tonight(late, page, "closed")
    has_tonight(late, late.get(answer.headers["Location"]), "closed")


def test_who_is_asked_for_some_time_before_a_talk_has_a_step_too(own):
    installation = own()
    env = {"VANGNET_DATA": str(installation.data)} | ({"VANGNET_DATABASE": installation.database} if installation.database else {})
    done = vangnet("calm", "on", env=env)
    assert done.returncode == 0, done.stderr
    time.sleep(2.1)
    visitor = Visitor(installation.base)
    answer = visitor.post("/g", beginning(visitor, "k4"), follow=False)
    assert answer.headers["Location"] == "/g/r"
    page = visitor.get("/g/r")
    has_tonight(visitor, page, "busy")
    assert not accusations(visitor.text(page), "nl")


def test_who_makes_the_shifts_can_plan_for_the_family_line(shared):
    """A-43: how long a talk takes is not published, so it is asked for and not made up."""
    visitor = Visitor(shared.base)
    account = shared.account("supervisor", organisation="familielijn")
    visitor.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    asked = "/desk/staffing?line=familielijn-chat&wait=120&share=80&week=125"
    page = visitor.get(asked)
    assert page.status == 200 and "Hoe lang een gesprek duurt is nog niet bekend" in visitor.text(page)
    assert "<svg" not in page.body.decode()
    page = visitor.get(asked + "&talk=30&patience=7&shifts=ma-zo+18-23+2")
    assert page.status == 200 and page.body.decode().count("<svg") == 1, visitor.text(page)[:400]
    assert "125 per week, zoals ingevuld" in visitor.text(page)


def test_somebody_who_talked_elsewhere_gets_a_step_too_and_not_that_of_a_parent(own):
    company = Company(own())
    visitor = Visitor(company.installation.base)
    start(visitor, "k1")
    text = visitor.text(visitor.post("/g/x"))
    assert "Bedenk nu wie je vanavond kunt bellen." in text
    assert "je kind" not in text


@pytest.fixture
def narrow():
    """An installation on which one person may wait for the family line."""
    home = Path(tempfile.mkdtemp(prefix="vangnet-home-"))
    for name in ("Public", "Locales", "Migrations", "docs"):
        (home / name).symlink_to(ROOT / name)
    shutil.copytree(PACK, home / "Packs/nederland")
    lines = home / "Packs/nederland/lines.yaml"
    before, family = lines.read_text().split("  - id: familielijn-chat")
    lines.write_text(before + "  - id: familielijn-chat" + family.replace("queueLimit: 2000", "queueLimit: 2", 1))
    installation = Installation(env={"VANGNET_HOME": str(home)})
    yield installation
    installation.close()
    shutil.rmtree(home)


def test_when_too_many_wait_the_page_says_so_and_what_can_be_done(narrow):
    answer, count = None, 0
    while count < 6:
        visitor = Visitor(narrow.base)
        answer = visitor.post("/g", beginning(visitor, "k4"), follow=False)
        count += 1
        if answer.headers["Location"] != "/g":
            break
    assert answer.status == 303 and answer.headers["Location"] == PAGE + "?e=2", (count, answer.headers["Location"])
    page = visitor.get(answer.headers["Location"])
    assert "Er wachten nu te veel mensen" in visitor.text(page)
    has_tonight(visitor, page, "busy")
    assert "s" not in visitor.cookies


@pytest.fixture
def on_a_file():
    """An installation whose database is a file, which a test can hold."""
    with Installation() as installation:
        yield installation


def test_when_nothing_can_be_kept_the_telephone_is_left(on_a_file):
    installation = on_a_file
    visitor = Visitor(installation.base)
    fields = beginning(visitor, "k4")
    held = []
    for file in installation.data.rglob("*"):
        if file.is_file() and file.read_bytes()[:15] == b"SQLite format 3":
            held.append(sqlite3.connect(file, isolation_level=None, timeout=10))
            held[-1].execute("BEGIN IMMEDIATE")
    assert held
    try:
        answer = visitor.post("/g", fields, follow=False)
        assert answer.status == 303 and answer.headers["Location"] == PAGE + "?e=3", (answer.status, answer.headers)
        page = visitor.get(answer.headers["Location"])
        has_tonight(visitor, page, "phone")
    finally:
        for connection in held:
            connection.execute("ROLLBACK")
            connection.close()


def test_back_from_another_telephone_without_a_name_anywhere(own, engine):
    """A-43: the code is enough, and nothing in the database says who."""
    company = Company(own())
    agent = "Mozilla/5.0 (Merkteken 77; Toestel)"
    first = Visitor(company.installation.base)
    headers = {"User-Agent": agent, "X-Forwarded-For": "203.0.113.77", "Accept-Language": "nl"}
    first.post("/g", beginning(first, "k4"), headers=headers)
    first.post("/g/m", {"a1": "Ik heet Vlinderzand en woon in Oudewater", "a2": "een"}, headers=headers)
    code = code_on(first.post("/g/k"))
    counsellor = company.staff(organisation="familielijn")
    conversation = counsellor.take()
    first.post("/v", follow=False)
    counsellor.say(conversation, "Ik wacht op je")

    second = Visitor(company.installation.base)
    back = second.post("/t", {"a1": code}, headers=headers)
    assert back.status == 200 and "Vlinderzand" not in second.text(back), "not before it is asked for"
    assert "je kind" not in back.body.decode(), "whoever reads along is told that it was the line for parents"
    shown = messages(second.post("/g/h"))
    assert ("mij", "Ik heet Vlinderzand en woon in Oudewater") in shown and ("zij", "Ik wacht op je") in shown
    assert first.get("/g", headers={}).status == 303, "the first telephone is out"

    rows = everything(company.installation)
    assert len(rows) > 20, "the database was not read"
    text = "\n".join(rows).lower()
    for trace in ("vlinderzand", "oudewater", "merkteken", "mozilla", "203.0.113", "127.0.0.1", code, code.split()[0] + " ", "parent", "ouder"):
        assert trace not in text, f"{trace} is in the database"


def everything(installation):
    """Every row of every table, as text."""
    rows = []
    if installation.postgres:
        name = installation.database.rsplit("/", 1)[1]
        server = installation.postgres
        dump = server.run("pg_dump", "-h", "127.0.0.1", "-p", server.port, "-U", "vangnet", "-d", name, "--data-only", "--inserts")
        rows += [line for line in dump.splitlines() if line.startswith("INSERT")]
    for file in installation.data.rglob("*"):
        if file.is_file() and file.read_bytes()[:15] == b"SQLite format 3":
            connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
            connection.text_factory = lambda b: b.decode("utf-8", "replace")
            tables = [t for (t,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    rows.append(table + ": " + " | ".join(v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row))
            connection.close()
    return rows


# MARK: own words


@pytest.mark.parametrize("typed,to", [
    ("ik sla mijn kind", "/k4"), ("help, ik mishandel mijn kind", "/k4"), ("de buren schreeuwen", "/#k3"),
    ("mijn man slaat me", "/#k2"), ("mijn vader slaat me", "/#k1"), ("wat is de meldcode", "/#k5"),
    ("zomaar iets", "/?z=0"), ("mijn man heeft een mes", "/?z=x2"), ("ik wil niet meer leven", "/?z=x0"), ("", "/"), ("   ", "/"),
])
def test_own_words_lead_to_the_right_entrance(visitor, typed, to):
    answer = visitor.post("/z", {"a5": typed}, follow=False)
    assert answer.status == 303 and answer.headers["Location"] == to
    assert answer.headers["Cache-Control"] == "no-store"
    assert "s" not in visitor.cookies


def test_english_words_and_a_region_are_kept_on_the_way(visitor):
    assert visitor.post("/en/z", {"a5": "I hit my child"}, follow=False).headers["Location"] == "/en/k4"
    assert visitor.post("/z", {"a5": "ik sla mijn kind", "a2": "VT18"}, follow=False).headers["Location"] == "/k4?r=VT18"
    assert visitor.post("/z", {"a5": "zomaar", "a2": "VT18"}, follow=False).headers["Location"] == "/?z=0&r=VT18"
    assert visitor.post("/z", {"a5": "zomaar", "a2": "nergens"}, follow=False).headers["Location"] == "/?z=0"


def test_danger_comes_first_and_nothing_found_gives_the_five(visitor):
    page = visitor.get("/?z=x24").body.decode()
    found = re.search(r'<section class="kaart" role="status">.*?</section>', page, re.S).group(0)
    assert found.index('href="tel:112"') < found.index("Het is bij mij thuis niet veilig") < found.index("Ik ben ouder")
    assert page.index(found) < page.index("<nav aria-label")
    none = visitor.get("/?z=0").body.decode()
    assert "We vonden hier niets bij" in none
    assert len(re.findall(r'class="ingang"', none)) == 5
    plain = visitor.get("/").body.decode()
    for odd in ("?z=", "?z=9", "?z=22", "?z=1234", "?z=x", "?z=<b>", "?z=%00", "?z=" + "1" * 5000):
        assert len(re.findall(r'class="ingang"', visitor.get("/" + odd).body.decode())) == 5, odd
        assert 'role="status"' not in visitor.get("/" + odd).body.decode().split("<nav aria-label")[0].split("<main")[1], odd
    assert 'role="status"' not in plain.split("<nav aria-label")[0].split("<main")[1]


def test_what_was_typed_is_nowhere_afterwards(own):
    installation = own()
    visitor = Visitor(installation.base)
    marker = "Kwartelzang77"
    for typed in (f"ik sla mijn kind {marker}", f"{marker} heeft een mes", marker * 20, f"{marker} " * 100):
        answer = visitor.post("/z", {"a5": typed}, follow=False)
        assert answer.status == 303 and marker.lower() not in str(answer.headers).lower()
        assert marker.lower() not in visitor.get(answer.headers["Location"].split("#")[0]).body.decode().lower()
    assert visitor.post("/z", {"a5": "x" * 10_000}, follow=False).status == 413
    # Also what the program printed and logged, and its temporary files.
    for file in installation.outside.rglob("*"):
        if file.is_file():
            data = file.read_bytes().lower()
            assert marker.lower().encode() not in data and marker.lower().encode("utf-16-le") not in data, file
    if installation.postgres:
        assert marker.lower() not in "\n".join(everything(installation)).lower()


def test_two_hundred_characters_are_looked_at_and_no_more(visitor):
    words = "ik sla mijn kind"
    fits = "x" * (199 - len(words)) + " "
    assert len(fits + words) == 200
    assert visitor.post("/z", {"a5": fits + words}, follow=False).headers["Location"] == PAGE
    assert visitor.post("/z", {"a5": "x" + fits + words}, follow=False).headers["Location"] != PAGE


# MARK: who goes where


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_situation_of_every_entrance_ends_at_a_telephone_or_a_talk(visitor, language):
    """A-06, A-24: no way on the door ends nowhere."""
    door = visitor.get(path("/", language)).body.decode()
    sections = dict(re.findall(r'<section class="hulp" id="(k\d)".*?>(.*?)</section>', door, re.S))
    sections["k4"] = visitor.get(path(PAGE, language)).body.decode().split("<main")[1]
    assert len(sections) == 8
    count = 0
    for anchor, body in sections.items():
        has_talk = f">{BUTTON[language]}</button>" in body
        for inner in re.findall(r"<details.*?</details>", body, re.S):
            count += 1
            label = re.search(r"<summary>(.*?)</summary>", inner).group(1)
            answers = re.findall(r"<li>.*?</li>", inner, re.S)
            assert answers, f"{anchor}, {label}: nothing"
            can_call = 'href="tel:' in inner
            talk = ("zie de knop hierboven" if language == "nl" else "see the button above") in inner
            assert can_call or (talk and has_talk), f"{anchor}, {label}: nobody to call or to talk with"
    assert count == 48
