"""Addresses of the quiet zone that are opened, reloaded or typed; what is erased; in which language a problem is."""

import re
import secrets

import pytest

from api import Client, Stream, is_problem
from pages import Visitor, start

ADDRESSES = [
    "/g", "/g/k", "/g/kk", "/g/m", "/g/w", "/g/ww", "/g/x", "/g/h", "/g/o/x", "/g/a", "/g/b", "/g/q", "/g/p", "/g/r", "/g/l", "/g/e",
    "/g/nothing", "/v",
]


def is_neutral(answer):
    to = answer.headers["Location"] or ""
    return answer.status == 303 and to.startswith("http") and answer.headers["Cache-Control"] == "no-store" and not answer.body


@pytest.mark.parametrize("cookie", [None, "x", secrets.token_urlsafe(32)], ids=["no cookie", "no token", "no session"])
def test_without_a_session_every_address_of_the_quiet_zone_shows_the_neutral_site(shared, cookie):
    visitor = Visitor(shared.base)
    if cookie:
        visitor.cookies["s"] = cookie
    for path in ADDRESSES:
        for address in (path, "/en" + path):
            if address == "/en/v":
                continue
            answer = visitor.get(address)
            assert is_neutral(answer), f"{address}: {answer}"
            assert b"Veilig Thuis" not in answer.body


def test_with_a_talk_an_address_without_a_page_leads_to_the_talk(company):
    visitor = Visitor(company.installation.base)
    start(visitor)
    for path in ("/g/m", "/g/x", "/g/h", "/g/o/x", "/g/a", "/g/ww", "/g/nothing"):
        for prefix in ("", "/en"):
            answer = visitor.get(prefix + path)
            assert (answer.status, answer.headers["Location"]) == (303, f"{prefix}/g"), answer
    for path in ("/g/k", "/g/w"):
        assert visitor.get(path).status == 200
    assert visitor.get("/g").status == 200, "looking at an address changed something"
    visitor.post("/g/w")


def test_erasing_is_asked_once(company):
    visitor = Visitor(company.installation.base)
    page = start(visitor)
    form = re.search(r'<form[^>]*action="([^"]+)"[^>]*><button>Gesprek wissen', page.body.decode())
    asked = visitor.post(form.group(1))
    words = visitor.text(asked)
    assert asked.status == 200 and "Wil je het gesprek wissen?" in words and "Snel weg" in words
    assert visitor.get("/g").status == 200, "it was erased without being asked"
    yes = re.search(r'<form[^>]*action="([^"]+)"[^>]*><button>Ja, wis alles', asked.body.decode())
    done = visitor.post(yes.group(1))
    assert "Misschien heeft een medewerker het al wel gelezen" in visitor.text(done)
    assert is_neutral(visitor.get("/g"))


def test_what_a_seeker_erased_is_gone_from_the_desk_and_nothing_there_fails(company):
    seeker, counsellor = company.talk("Dit is weg")
    other = company.talk("Dit blijft")[0]
    desk = Visitor(company.installation.base)
    desk.cookies["s"] = counsellor.token
    address = f"/desk/c/{seeker.id}"
    stream = Stream(company.installation.base, address + "/e", None, cookie=f"s={counsellor.token}")
    stream.next("state")
    assert "Dit is weg" in desk.text(desk.get(address))
    assert seeker.erase().status == 204
    told = stream.next("gone").data
    assert told["why"] == "erased" and "gewist" in told["text"] and told["to"] == "/desk?n=gewist" and stream.ended()
    page = desk.get(address)
    assert (page.status, page.headers["Location"]) == (303, "/desk?n=gewist")
    for path in ("close", "m", "d", "note", "risk", "acute", "decision", "t", "offer", "leave", "word", "agree", "record", "passage", "r", "report"):
        answer = desk.post(f"{address}/{path}", {"a1": "x", "a2": "y"})
        assert answer.status == 200 and "De ander heeft dit gesprek gewist" in desk.text(answer), f"{path}: {answer}"
        assert "Dit is weg" not in desk.text(answer)
    frame = desk.get(address + "/l?after=0")
    assert frame.status == 200 and "gewist" in desk.text(frame) and 'http-equiv="refresh"' not in frame.body.decode()
    again = Stream(company.installation.base, address + "/e", None, cookie=f"s={counsellor.token}")
    assert again.next("gone").data["why"] == "erased"
    script = {"Cookie": f"s={counsellor.token}", "Content-Type": "application/json", "Accept": "application/json"}
    is_problem(desk.client.request("POST", address + "/m", b'{"clientId": "a", "text": "b"}', script), 410)
    # Who was not in it learns nothing, and a talk that is there is no talk that was erased.
    stranger = Visitor(company.installation.base)
    stranger.cookies["s"] = company.staff(not_organisation=counsellor.account["organisation"]).token
    for path in (address, f"/desk/c/{other.id}", "/desk/c/" + "0" * 26):
        assert stranger.get(path).status == 404
    is_problem(counsellor.client.get(counsellor.path(seeker.id, "/messages")), 404)


def detail(answer):
    return answer.json()["detail"]


DUTCH, ENGLISH = re.compile(r"\b(Er|Dit|niet|deze|nog)\b"), re.compile(r"\b(The|There|This|not|We|too)\b")


def test_a_call_answers_in_the_language_it_is_about_or_is_asked_in(company):
    line = company.staff().account["lines"][0]
    english = company.seeker(line, language="en")
    empty = lambda headers={}, who=english: who.client.post(  # noqa: E731
        who.path(who.id, "/messages"), {"clientId": "a", "text": " "}, headers=headers)
    assert ENGLISH.search(detail(empty())) and not DUTCH.search(detail(empty()))
    dutch = company.seeker(line)
    assert DUTCH.search(detail(empty(who=dutch)))
    for header, wanted in [
        ("de, en;q=0.9, nl;q=0.1", ENGLISH), ("nl", DUTCH), ("nl;q=0.2, en-GB;q=0.3", ENGLISH), ("en;q=0, nl", DUTCH),
    ]:
        assert wanted.search(detail(empty({"Accept-Language": header}))), header
    # A language we have not is no wish for Dutch.
    assert ENGLISH.search(detail(empty({"Accept-Language": "de"})))
    client = Client(english.base)
    door = client.get("/api/v1/door?language=en&situation=zz")
    is_problem(door, 404, 400)
    assert ENGLISH.search(detail(door)) and not DUTCH.search(detail(door))
    begun = client.post("/api/v1/conversations", {"line": line, "language": "en", "text": " "})
    is_problem(begun, 422)
    assert ENGLISH.search(detail(begun))


@pytest.mark.parametrize("prefix, wanted", [("", DUTCH), ("/en", ENGLISH)])
def test_a_script_is_answered_in_the_language_of_its_page(company, prefix, wanted):
    seeker, counsellor = company.talk("Hallo")
    for cookie, path in ((seeker.token, "/g/m"), (counsellor.token, f"/desk/c/{seeker.id}/m")):
        for accepted in ("en-US,en;q=0.9", "nl-NL,nl"):
            answer = Client(seeker.base).request(
                "POST", prefix + path, b'{"clientId": "a", "text": "' + b"a" * 4012 + b'"}',
                {"Cookie": f"s={cookie}", "Content-Type": "application/json", "Accept": "application/json",
                 "Accept-Language": accepted})
            is_problem(answer, 422)
            assert wanted.search(detail(answer)) and "12" in detail(answer), detail(answer)
