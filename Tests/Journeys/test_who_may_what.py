"""Every call, with every token that is not the right one: refused, and nothing changed."""

import secrets

import pytest

from api import Client, is_problem


@pytest.fixture
def matrix(company):
    """A talk with everything in it, and everybody who is not in it."""
    seeker, counsellor = company.talk("Alleen voor ons tweeën")
    counsellor.say(seeker.id, "Dat blijft hier")
    organisation = counsellor.account["organisation"]
    other = company.staff(not_organisation=organisation)
    other_line = other.account["lines"][0]
    offer = counsellor.client.post(counsellor.path(seeker.id, "/invite"), {"line": other_line, "share": "history"})
    assert offer.status == 201, offer
    strangers = {
        "nobody": None,
        "a made-up token": secrets.token_urlsafe(32),
        "another seeker on the same line": company.seeker(seeker.line).token,
        "another seeker elsewhere": company.seeker(other_line).token,
        "a counsellor of another organisation": other.token,
        "a supervisor of another organisation": company.staff("supervisor", not_organisation=organisation).token,
        "a colleague who did not take the talk": company.staff(organisation=organisation, nth=1).token,
    }
    for role in ("analyst", "editor", "administrator", "coordinator"):
        strangers[f"an {role}"] = company.staff(role).token
    return seeker, counsellor, offer.json()["offer"], strangers, other_line


def test_no_stranger_gets_in_by_any_call(company, matrix):
    seeker, counsellor, offer, strangers, line = matrix
    paths = Client(company.installation.base).get("/api/v1/openapi.json").json()["paths"]
    bodies = {
        "messages": {"clientId": "indringer", "text": "Ik hoor hier niet"}, "close": {"contact": {}},
        "handover": {"line": line, "share": "history"}, "invite": {"line": line, "share": "history"},
        "{offer}": {"accept": True}, "keep": {"hours": 24}, "acute": {"acute": True},
        "whispers": {"clientId": "indringer", "text": "Ik hoor hier niet"},
    }
    calls = [
        (method.upper(), path, bodies.get(path.rsplit("/", 1)[1], {}))
        for path, methods in paths.items() for method in methods
        if "conversations/{" in path and method in ("get", "post", "put", "delete", "patch")
    ]
    assert len(calls) >= 10, calls
    before = (seeker.read_all(), counsellor.read(seeker.id))
    for method, path, body in calls:
        address = path.replace("{offer}", offer).replace("{id}", seeker.id)
        assert "{" not in address, address
        for who, token in strangers.items():
            client = Client(company.installation.base, token)
            answer = client.call(method, address, body if method == "POST" else None)
            assert answer.status in (401, 403, 404), f"{who}: {answer}"
            is_problem(answer, answer.status)
            # Whoever may not see a talk must not be able to tell that it is there.
            nowhere = client.call(method, path.replace("{offer}", offer).replace("{id}", "0" * len(seeker.id)), body if method == "POST" else None)
            assert nowhere.status == answer.status, f"{who} can tell that the talk is there: {answer} / {nowhere}"
            client.close()
    assert (seeker.read_all(), counsellor.read(seeker.id)) == before


def test_each_side_keeps_to_its_own_calls(company, matrix):
    seeker, counsellor, offer, _, line = matrix
    before = seeker.read_all()
    for method, rest, body in [
        ("POST", "/close", {"contact": {}}), ("POST", "/handover", {"line": line, "share": "history"}),
        ("POST", "/invite", {"line": line, "share": "history"}),
    ]:
        is_problem(seeker.client.call(method, seeker.path(seeker.id, rest), body), 401, 403, 404)
    for method, rest, body in [("POST", "/return-code", {}), ("DELETE", "", None), ("POST", f"/offers/{offer}", {"accept": True})]:
        is_problem(counsellor.client.call(method, counsellor.path(seeker.id, rest), body), 401, 403, 404)
    assert seeker.read_all() == before


@pytest.mark.parametrize("method, path, body", [
    ("GET", "/api/v1/queue", None), ("POST", "/api/v1/queue/next", {}), ("POST", "/api/v1/observations", {}),
    ("DELETE", "/api/v1/sessions", None), ("GET", "/api/v1/queue/waiting", None),
    ("POST", "/api/v1/queue/waiting/x/urgent", {"urgent": True}), ("POST", "/api/v1/lines/x/shut", {"shut": True}),
    ("POST", "/api/v1/people/x/capacity", {"points": 1}),
    ("GET", "/api/v1/interpretations", None), ("GET", "/api/v1/interpretations/x", None), ("GET", "/api/v1/events", None),
    ("POST", "/api/v1/interpretations", {"kind": "concern", "source": "x", "text": "x"}),
    ("POST", "/api/v1/interpretations/x", {"after": 1, "text": "x"}),
    ("POST", "/api/v1/events", {"kind": "other", "from": "2026-11-02", "text": "x", "source": "x"}),
    ("POST", "/api/v1/events/x", {"after": 1}), ("POST", "/api/v1/events/x/withdraw", {"after": 1}),
])
def test_what_is_for_staff_is_not_for_others(company, method, path, body):
    seeker = company.seeker(text="Hallo")
    for token in (None, "x", seeker.token):
        is_problem(Client(seeker.base, token).call(method, path, body), 401, 403)
    assert seeker.read_all()["state"] == "waiting"


def test_the_pages_of_staff_are_for_staff(company):
    client = Client(company.installation.base)
    seeker = company.seeker()
    for cookie in ({}, {"Cookie": "s=x"}, {"Cookie": f"s={seeker.token}"}):
        answer = client.request("GET", "/desk", headers=cookie)
        assert answer.status in (200, 303, 401) and b"Volgende gesprek" not in answer.body
        for path in ("/desk/e", f"/desk/c/{seeker.id}/e", f"/desk/c/{seeker.id}"):
            answer = client.request("GET", path, headers=cookie)
            # The page to sign in, or nothing at all.
            assert answer.status in (303, 401, 403, 404) or b"Inloggen" in answer.body, answer
            assert seeker.id.encode() not in answer.body
        for path in ("next", f"c/{seeker.id}/m", f"c/{seeker.id}/close"):
            answer = client.request("POST", f"/desk/{path}", b"a1=x", cookie | {"Content-Type": "application/x-www-form-urlencoded"})
            assert answer.status in (303, 401, 403, 404), answer
    assert seeker.texts(seeker.id) == []


def test_an_analyst_takes_no_talks(company):
    seeker = company.seeker()
    for role in ("analyst", "editor", "administrator", "coordinator"):
        member = company.staff(role)
        answer = member.next([seeker.line])
        assert answer.status in (204, 403, 404, 409), answer
        assert answer.status != 200
    assert seeker.read_all()["state"] == "waiting"
