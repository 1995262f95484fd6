"""Coming back when somebody may be watching: the second code, a quiet word, being able to type, somebody who is away."""

import re
import time

import pytest

from api import Client, is_problem
from pages import Visitor, code_on, messages, start


@pytest.fixture
def back(company):
    """A seeker who talked, took two codes and left by the exit; (seeker, counsellor, first code, second code)."""
    seeker, counsellor = company.talk("Voor ik wegging")
    codes = [seeker.code()]
    made = seeker.client.post(seeker.path(seeker.id, "/return-code/second"))
    assert made.status == 201, made
    codes.append(made.json()["code"])
    assert re.fullmatch(r"[a-z]+( [a-z]+){4}", codes[1]) and codes[0] != codes[1]
    return seeker, counsellor, *codes


def test_the_second_code_opens_a_calm_page_and_nothing_of_the_talk(company, back):
    seeker, counsellor, first, second = back
    visitor = Visitor(company.installation.base)
    asked = visitor.post("/t", {"a1": second}, follow=False)
    assert asked.status == 303 and asked.headers["Location"] == "/g" and "s" in visitor.cookies
    page = visitor.get("/g")
    words = visitor.text(page)
    assert page.status == 200 and "Even rust" in words and "Snel weg" in words
    for telling in ("Voor ik wegging", "gesprek", "code", 'name="a1"', 'role="log"'):
        assert telling not in re.sub(r"<(style|script)\b.*?</\1>", "", page.body.decode(), flags=re.S), telling
    # The first code is answered in the same way: nothing but the value of the cookie differs.
    other = Visitor(company.installation.base)
    real = other.post("/t", {"a1": first}, follow=False)
    assert (real.status, real.headers["Location"], real.body) == (asked.status, asked.headers["Location"], asked.body)
    assert len(other.cookies["s"]) == len(visitor.cookies["s"])
    names = lambda answer: sorted(k.lower() for k in answer.headers.keys())  # noqa: E731
    assert names(real) == names(asked)
    assert "Even rust" not in other.text(other.get("/g"))
    # Nothing else opens with what came of the second code.
    for path in ("/g/l", "/g/e"):
        assert visitor.get(path).status in (302, 303, 307)


def test_over_the_api_the_second_code_gives_what_opens_nothing_and_the_counsellor_is_told(company, back):
    seeker, counsellor, first, second = back
    client = Client(seeker.base)
    calm = client.post("/api/v1/return", {"code": second})
    real = client.post("/api/v1/return", {"code": first})
    assert calm.status == real.status == 200
    assert set(calm.json()) == set(real.json()) and len(calm.json()["id"]) == len(real.json()["id"])
    token = calm.json()["token"]
    for id in (seeker.id, calm.json()["id"]):
        is_problem(client.get(seeker.path(id, "/messages"), token=token), 401, 404)
    visitor = Visitor(company.installation.base)
    visitor.cookies["s"] = counsellor.token
    desk = visitor.text(visitor.get(f"/desk/c/{seeker.id}"))
    assert "De tweede code is gebruikt" in desk and "Terug met een code" in desk
    is_problem(seeker.client.post(seeker.path(seeker.id, "/return-code/second")), 401, 404)


def test_a_second_code_needs_a_first_and_goes_with_it(company):
    seeker, counsellor = company.talk("Hallo")
    make = lambda: seeker.client.post(seeker.path(seeker.id, "/return-code/second"))  # noqa: E731
    is_problem(make(), 409)
    seeker.code()
    second = make().json()["code"]
    is_problem(make(), 409)
    is_problem(counsellor.client.post(counsellor.path(seeker.id, "/return-code/second")), 401, 403)
    fresh = seeker.client.post(seeker.path(seeker.id, "/return-code"), {"replace": True}).json()["code"]
    is_problem(Client(seeker.base).post("/api/v1/return", {"code": second}), 404)
    third = make().json()["code"]
    assert seeker.erase().status == 204
    for code in (fresh, third):
        is_problem(Client(seeker.base).post("/api/v1/return", {"code": code}), 404)


def test_on_the_page_without_script(company):
    visitor = Visitor(company.installation.base)
    start(visitor)
    visitor.post("/g/m", {"a1": "Hallo", "a2": "een"})
    first = visitor.post("/g/k")
    code = code_on(first)
    assert "Een code voor als iemand meekijkt" in visitor.text(first)
    second = code_on(visitor.post("/g/kk"))
    assert code_on(visitor.get("/g/kk")) == code_on(visitor.post("/g/kk")) == second
    assert code_on(visitor.get("/g/k")) == code
    visitor.post("/v", follow=False)
    visitor.cookies.clear()
    assert "Even rust" in visitor.text(visitor.post("/t", {"a1": second}))
    visitor.cookies.clear()
    page = visitor.post("/t", {"a1": code})
    assert "Kun je nu vrij typen?" in visitor.text(page) and messages(page) == []
    page = visitor.post("/g/a", {"a1": "2"})
    assert page.status == 200 and "vrij typen" not in visitor.text(page).split("Een woord afspreken")[0]
    assert visitor.post("/g/a", {"a1": "5"}).status == 400
    assert '<p class="code"' not in visitor.get("/g/kk").body.decode()
    visitor.post("/g/w")


def test_the_answer_and_the_quiet_word_are_for_the_counsellor_alone(company, back):
    seeker, counsellor, first, _ = back
    again = Client(seeker.base).post("/api/v1/return", {"code": first}).json()
    seeker.token = seeker.client.token = again["token"]
    is_problem(seeker.client.post(seeker.path(seeker.id, "/can-type"), {"answer": "misschien"}), 400)
    is_problem(counsellor.client.post(seeker.path(seeker.id, "/can-type"), {"answer": "no"}), 401, 403)
    assert seeker.client.post(seeker.path(seeker.id, "/can-type"), {"answer": "no"}).status == 204
    assert seeker.client.post(seeker.path(seeker.id, "/quiet-word"), {"word": "paraplu"}).status == 204
    for wrong in ({}, {"word": ""}, {"word": "x" * 41}, {"word": 7}):
        is_problem(seeker.client.post(seeker.path(seeker.id, "/quiet-word"), wrong), 400, 422)
    desk, page = Visitor(seeker.base), Visitor(seeker.base)
    desk.cookies["s"], page.cookies["s"] = counsellor.token, seeker.token
    shown = desk.text(desk.get(f"/desk/c/{seeker.id}"))
    assert "paraplu" in shown and "Kan vrij typen Nee, 0 min geleden" in shown
    own = page.get("/g").body.decode()
    assert "paraplu" not in own and "niet vrij typen, zei" not in own and "tweede code is gebruikt" not in own
    assert seeker.client.get(seeker.path(seeker.id, "/agreements")).json() == {"agreements": []}
    assert "paraplu" not in str(seeker.read_all()) and "paraplu" not in str(counsellor.read(seeker.id))
    # From the desk, by a form.
    desk.post(f"/desk/c/{seeker.id}/word", {"a3": "koekjes"})
    assert "koekjes" in desk.text(desk.get(f"/desk/c/{seeker.id}"))
    stranger = company.staff(not_organisation=counsellor.account["organisation"])
    is_problem(stranger.client.post(stranger.path(seeker.id, "/quiet-word"), {"word": "x"}), 404)


def test_the_page_of_the_desk_asks_before_it_sends_to_somebody_who_is_away(company, back):
    seeker, counsellor, *_ = back
    visitor = Visitor(company.installation.base)
    visitor.cookies["s"] = seeker.token
    visitor.post("/v", follow=False)
    desk = Visitor(company.installation.base)
    desk.cookies["s"] = counsellor.token
    # The exit is not waited for by who leaves.
    until = time.monotonic() + 5
    while "Weg via uitgang" not in (shown := desk.text(desk.get(f"/desk/c/{seeker.id}"))) and time.monotonic() < until:
        time.sleep(0.05)
    assert re.search(r"Weg via uitgang, 0 min", shown)
    address = f"/desk/c/{seeker.id}/m"
    held = desk.post(address, {"a1": "Ben je er nog?", "a2": "een"})
    assert held.status == 409
    markup = held.body.decode()
    assert "Ben je er nog?" in markup and "Toch versturen" in desk.text(held)
    assert re.search(r'<button name="ook" value="1"[^>]*>', markup) and not re.search(r'<button name="ook"[^>]* hidden', markup)
    assert counsellor.texts(seeker.id) == ["Voor ik wegging"]
    script = desk.client.request("POST", address, b'{"clientId": "twee", "text": "met script"}', {
        "Cookie": f"s={counsellor.token}", "Content-Type": "application/json", "Accept": "application/json",
        "Sec-Fetch-Site": "same-origin"})
    assert script.status == 409 and script.json()["type"] == "/problems/seeker-away"
    assert desk.post(address, {"a1": "Ben je er nog?", "a2": "een", "ook": "1"}).status == 200
    # The API takes it as ever: it has no page to ask on.
    counsellor.say(seeker.id, "Over de API")
    assert counsellor.texts(seeker.id) == ["Voor ik wegging", "Ben je er nog?", "Over de API"]
