"""The return code: words that bring a person back, on any device, without an account."""

import re

import pytest

from api import Client, Company, Stream, is_problem
from pages import Visitor, code_on, hidden, messages, start


@pytest.fixture
def visitor(shared):
    return Visitor(shared.base)


def test_a_code_is_five_plain_words(company):
    seeker = company.seeker(text="Hallo")
    answer = seeker.client.post(seeker.path(seeker.id, "/return-code"))
    assert answer.status == 201
    said = answer.json()
    assert re.fullmatch(r"[a-z]+( [a-z]+){4}", said["code"]), said["code"]
    assert said["validUntil"].endswith("Z")


def test_the_code_gives_a_new_session_and_ends_the_old_one(company):
    seeker, counsellor = company.talk("Voor ik wegging")
    code = seeker.code()
    client = Client(seeker.base)
    tokens = [seeker.token]
    for spelling in (code, code.upper(), f"  {code.replace(' ', '   ')} ", code.replace(" ", "-")):
        back = client.post("/api/v1/return", {"code": spelling})
        assert back.status == 200, (spelling, back)
        assert back.json()["id"] == seeker.id
        tokens.append(back.json()["token"])
        is_problem(client.get(seeker.path(seeker.id, "/messages"), token=tokens[-2]), 401, 404)
        assert client.get(seeker.path(seeker.id, "/messages"), token=tokens[-1]).status == 200
    assert len(set(tokens)) == 5
    seeker.token = seeker.client.token = tokens[-1]
    assert seeker.texts(seeker.id) == ["Voor ik wegging"]
    counsellor.say(seeker.id, "Welkom terug")
    assert seeker.texts(seeker.id)[-1] == "Welkom terug"


def test_a_code_that_is_wrong_opens_nothing(own):
    """On an installation of its own: wrong codes slow down everybody's next try."""
    company = Company(own())
    seeker = company.seeker(text="Hallo")
    words = seeker.code().split()
    client = Client(seeker.base)
    for wrong in (
        " ".join(reversed(words)), " ".join(words[:4]), " ".join(words + ["huis"]), "", "een twee drie vier vijf", "x" * 5000,
        "🙂 🙂 🙂 🙂 🙂", " ".join(words[:4] + ["onzinwoord"]),
    ):
        is_problem(client.post("/api/v1/return", {"code": wrong}), 400, 404, 422)
    is_problem(client.post("/api/v1/return", {}), 400, 422)
    is_problem(client.post("/api/v1/return", {"code": None}), 400, 422)
    assert seeker.texts(seeker.id) == ["Hallo"], "a wrong try changes nothing"


def test_codes_do_not_repeat_and_each_opens_its_own(company):
    seekers = [company.seeker(text=f"talk {i}") for i in range(5)]
    codes = [s.code() for s in seekers]
    assert len(set(codes)) == 5
    for seeker, code in zip(seekers, codes):
        back = Client(seeker.base).post("/api/v1/return", {"code": code}).json()
        assert back["id"] == seeker.id
        seeker.token = seeker.client.token = back["token"]


def test_asking_again_stops_no_earlier_code(company):
    """The code stays good until erased or expired; four of them at most, and then only by name in place of the others."""
    seeker = company.seeker(text="Hallo")
    codes = [seeker.code() for _ in range(4)]
    assert len(set(codes)) == 4
    is_problem(seeker.client.post(seeker.path(seeker.id, "/return-code")), 409)
    for code in codes:
        back = Client(seeker.base).post("/api/v1/return", {"code": code})
        assert back.status == 200, back
        seeker.token = seeker.client.token = back.json()["token"]
    made = seeker.client.post(seeker.path(seeker.id, "/return-code"), {"replace": True})
    assert made.status == 201, made
    for code in codes:
        is_problem(Client(seeker.base).post("/api/v1/return", {"code": code}), 404)
    back = Client(seeker.base).post("/api/v1/return", {"code": made.json()["code"]})
    assert back.status == 200, back
    seeker.token = seeker.client.token = back.json()["token"]


def test_the_page_with_the_code_is_loaded_again_and_makes_nothing(company, visitor):
    start(visitor)
    visitor.post("/g/m", {"a1": "Hallo", "a2": "een"})
    assert 'class="code"' not in visitor.get("/g/k").body.decode(), "looking makes no code"
    made = visitor.post("/g/k", follow=False)
    assert made.status == 303 and made.headers["Location"] == "/g/k"
    code = code_on(visitor.get("/g/k"))
    assert code_on(visitor.get("/g/k")) == code
    assert code_on(visitor.post("/g/k")) == code, "the button again is no wish for another code"
    tag = hidden(visitor.get("/g/k"), "a2")
    other = code_on(visitor.post("/g/k", {"a1": "1", "a2": tag}))
    assert other != code
    assert code_on(visitor.post("/g/k", {"a1": "1", "a2": tag})) == other, "the same form twice is one wish"
    for wanted in (code, other):
        again = Visitor(visitor.base)
        assert again.post("/t", {"a1": wanted}).status == 200
        assert "De code die je eerder maakte, werkt nog" in again.text(again.get("/g/k"))
    claim(company)
    again.post("/g/w", follow=False)


def test_as_many_codes_as_there_can_be_and_the_page_says_so_before_it_stops_any(company, visitor):
    start(visitor)
    codes = [code_on(visitor.post("/g/k"))]
    for _ in range(3):
        codes.append(code_on(visitor.post("/g/k", {"a1": "1", "a2": hidden(visitor.get("/g/k"), "a2")})))
    assert len(set(codes)) == 4
    full = visitor.get("/g/k")
    assert "Je hebt al 4 codes" in visitor.text(full) and "werken de oude niet meer" in visitor.text(full)
    new = code_on(visitor.post("/g/k", {"a1": "2"}))
    assert new not in codes
    for old in codes:
        is_problem(Client(visitor.base).post("/api/v1/return", {"code": old}), 404)
    visitor.post("/g/w", follow=False)


def test_a_window_that_was_left_open_hears_the_truth_and_keeps_its_text(company, visitor):
    start(visitor)
    code = code_on(visitor.post("/g/k"))
    other = Visitor(visitor.base)
    assert other.post("/t", {"a1": code}).status == 200
    kept = visitor.post("/g/m", {"a1": "Dit typte ik hier", "a2": "een"})
    assert kept.status == 409 and "Dit typte ik hier" in visitor.text(kept)
    assert "open op een ander apparaat" in visitor.text(kept)
    frame = visitor.get("/g/l?after=0")
    assert frame.status == 200 and "open op een ander apparaat" in visitor.text(frame)
    assert 'http-equiv="refresh"' not in frame.body.decode()
    stream = Stream(visitor.base, "/g/e", None, cookie=f"s={visitor.cookies['s']}")
    told = stream.next("gone").data
    assert told["why"] == "elsewhere" and "ander apparaat" in told["text"] and stream.ended()
    for path in ("/g/k", "/g/x", "/g/w"):
        assert "ander apparaat" in visitor.text(visitor.post(path))
    # Opening the address is no window that was left: it shows what it shows to everybody.
    for path in ("/g", "/g/k", "/g/w"):
        answer = visitor.get(path)
        assert answer.status == 303 and not answer.headers["Location"].startswith("/")
    assert "Dit typte ik hier" not in other.text(other.get("/g"))
    other.post("/g/w", follow=False)


def test_a_closed_talk_can_still_be_read_with_its_code(company):
    seeker, counsellor = company.talk("Hallo")
    code = seeker.code()
    assert counsellor.close_talk(seeker.id).status == 204
    back = Client(seeker.base).post("/api/v1/return", {"code": code})
    assert back.status == 200, back
    seeker.token = seeker.client.token = back.json()["token"]
    assert seeker.texts(seeker.id) == ["Hallo"]


def test_guessing_is_slowed_down(own):
    """Five wrong codes, and the next try has to wait."""
    installation = own("--flood-control")
    company = Company(installation)
    seeker = company.seeker(text="Hallo")
    code = seeker.code()
    client = Client(installation.base)
    for i in range(12):
        answer = client.post("/api/v1/return", {"code": f"een twee drie vier woord{i}"})
        if answer.status == 429 or answer.seconds > 0.9:
            break
    else:
        raise AssertionError("twelve wrong codes in a row and none had to wait")
    if answer.status == 429:
        is_problem(answer, 429)
        assert int(answer.headers["Retry-After"]) >= 1
    # Help stays possible without a code (WCAG 3.3.8).
    assert client.post("/api/v1/conversations", {"line": seeker.line, "language": "nl"}).status == 201
    assert code


def claim(company):
    """Whoever may take the talk that waits, takes it."""
    for account in company.installation.accounts:
        if account["role"] == "counsellor":
            counsellor = company.staff(organisation=account["organisation"])
            answer = counsellor.next()
            if answer.status == 200:
                company.taken.append((counsellor, answer.json()["id"]))
                return counsellor, answer.json()["id"]
    raise AssertionError("nobody could take the talk that waits")


def test_the_exit_keeps_the_talk_and_the_code_brings_the_person_back(company, visitor):
    start(visitor)
    page = visitor.post("/g/m", {"a1": "Hij komt eraan", "a2": "een"})
    assert ("mij", "Hij komt eraan") in messages(page)
    code = code_on(visitor.post("/g/k"))
    counsellor, conversation = claim(company)
    assert counsellor.read(conversation)["state"] == "open"
    stream = company.listen(counsellor, conversation)
    left = visitor.post("/v", follow=False)
    assert left.status == 303
    until_away = stream.next("state")
    while until_away.data["state"] != "away":
        until_away = stream.next("state")
    assert counsellor.read(conversation)["state"] == "away"
    counsellor.say(conversation, "Kom terug wanneer het kan")

    other = Visitor(visitor.base)
    back = other.post("/t", {"a1": code}) if b'name="a1"' in other.get("/t").body else None
    assert back is not None, "the page /t has no field a1"
    assert back.status == 200
    assert "Hij komt eraan" not in other.text(back), "the reader may be somebody else"
    assert "Kom terug wanneer het kan" not in other.text(back)
    shown = other.post("/g/h")
    assert ("mij", "Hij komt eraan") in messages(shown)
    assert ("zij", "Kom terug wanneer het kan") in messages(shown)
    assert counsellor.read(conversation)["state"] == "open"
    other.post("/g/w", follow=False)
    is_problem(counsellor.client.get(counsellor.path(conversation, "/messages")), 404)


def test_who_is_away_keeps_the_place_in_the_queue(company, visitor):
    start(visitor)
    visitor.post("/g/m", {"a1": "Ik was eerst", "a2": "een"})
    code = code_on(visitor.post("/g/k"))
    visitor.post("/v", follow=False)
    back = Client(visitor.base).post("/api/v1/return", {"code": code})
    assert back.status == 200, back
    found = back.json()
    state = Client(visitor.base, found["token"]).get(f"/api/v1/conversations/{found['id']}/messages").json()
    assert state["state"] == "waiting"
    assert [m["text"] for m in state["messages"] if m["author"] == "seeker"] == ["Ik was eerst"]
    _, conversation = claim(company)
    assert conversation == found["id"]
    assert Client(visitor.base, found["token"]).delete(f"/api/v1/conversations/{found['id']}").status == 204
