"""What each call answers, to good and to bad input (docs/contract.md, HTTP version 1)."""

import json
import re
import secrets
import time
from datetime import datetime, timezone

import pytest

from api import Client, is_problem
from installation import in_threads

EMOJI = "Ik durf niet te bellen 😔 «été» \u202eomgekeerd\u202c\nregel twee\n\n  ingesprongen   e\u0301"
NOBODY = "0" * 32


def test_the_door_says_who_can_help_now(shared):
    door = Client(shared.base).get("/api/v1/door")
    assert door.status == 200 and door.type == "application/json", door
    said = door.json()
    assert "112" in [e["number"] for e in said["emergency"]]
    assert "0800-2000" in [e["number"] for e in said["emergency"]] + [s["number"] for s in said["services"]]
    assert said["services"], "no service is known"
    for service in said["services"]:
        assert service["id"] and service["name"] and "number" in service
        # Null where nobody has checked the hours: an hour is never invented.
        assert service["open"] in (True, False, None) and service["hours"]
        assert service["verifiedOn"] is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", service["verifiedOn"])
    assert any(s["number"] for s in said["services"]) and any(s["open"] for s in said["services"])
    mine = {line for a in shared.accounts for line in a.get("lines", [])}
    lines = {line["id"]: line for line in said["lines"]}
    for line in said["lines"]:
        assert line["name"] and line["organisation"] and isinstance(line["open"], bool)
        assert line["wait"] is None or line["wait"]["lowSeconds"] <= line["wait"]["highSeconds"]
    for line in mine:
        assert lines[line]["open"], f"the demo's line {line} is not open"


def test_the_door_answers_in_the_language_and_for_the_place_that_is_asked(shared):
    client = Client(shared.base)
    nl, en = client.get("/api/v1/door?language=nl").json(), client.get("/api/v1/door?language=en").json()
    assert [s["id"] for s in nl["services"]] == [s["id"] for s in en["services"]]
    assert nl != en, "the same words in Dutch and in English"
    for place in ("Utrecht", "1012", "9999ZZ", "%E2%98%83", "x" * 300):
        answer = client.get(f"/api/v1/door?place={place}")
        assert answer.status in (200, 400, 422), answer


def test_a_demo_has_every_role_and_lines_with_two_counsellors_in_three_organisations(shared):
    roles = {a["role"] for a in shared.accounts}
    assert roles >= {"counsellor", "supervisor", "editor", "analyst", "coordinator", "administrator"}
    names = [a["name"] for a in shared.accounts]
    assert len(names) == len(set(names))
    per_line = {}
    for a in shared.accounts:
        for line in a.get("lines", []) if a["role"] == "counsellor" else []:
            per_line.setdefault((a["organisation"], line), []).append(a["name"])
    staffed = {organisation for (organisation, _), people in per_line.items() if len(people) >= 2}
    assert len(staffed) >= 3, per_line
    assert all(len(a["password"]) >= 16 for a in shared.accounts)
    output = shared.out.read_text()
    assert output.index("open ") < output.index("desk ") < output.index("account ") < output.index("ready")


def test_a_demo_is_ready_within_two_seconds(own):
    """The engine's own start (an empty data folder, migrations, accounts) included."""
    installation = own()
    assert installation.seconds_to_ready <= 2.0


def test_a_talk_starts_and_says_where_the_person_stands(company):
    line = company.line()
    first, second = company.seeker(line), company.seeker(line, text="Hoi", language="en")
    for position, seeker in enumerate((first, second), 1):
        assert seeker.started["state"] == "waiting"
        assert seeker.started["position"] == position
        assert "wait" in seeker.started
        wait = seeker.started["wait"]
        assert wait is None or 0 <= wait["lowSeconds"] <= wait["highSeconds"]
    assert first.id != second.id and first.token != second.token
    assert [m["text"] for m in second.read_all()["messages"] if m["author"] == "seeker"] == ["Hoi"]
    assert second.read_all()["state"] == "waiting"


def test_a_seeker_may_write_while_waiting_and_text_comes_back_as_it_was(company):
    seeker = company.seeker()
    seeker.write(EMOJI)
    seeker.write("x" * 4000)
    seeker.write("😔" * 4000)
    assert seeker.texts(seeker.id) == [EMOJI, "x" * 4000, "😔" * 4000]


def test_the_same_message_twice_is_one_message(company):
    seeker, counsellor = company.talk()
    first = seeker.client.post(seeker.path(seeker.id, "/messages"), {"clientId": "een", "text": "Ben je er?"})
    again = seeker.client.post(seeker.path(seeker.id, "/messages"), {"clientId": "een", "text": "Ben je er?"})
    assert (first.status, again.status) == (201, 200), (first, again)
    assert first.json() == again.json()
    datetime.fromisoformat(first.json()["sentAt"].replace("Z", "+00:00"))
    # Unique per conversation and author: the counsellor may use the same one.
    assert counsellor.say(seeker.id, "Ja", client_id="een") == first.json()["number"] + 1
    assert seeker.texts(seeker.id) == ["Hallo", "Ben je er?", "Ja"]


def test_after_gives_what_came_after(company):
    seeker, counsellor = company.talk("een")
    numbers = [counsellor.say(seeker.id, "twee"), seeker.write("drie"), counsellor.say(seeker.id, "vier")]
    everything = seeker.read_all()["messages"]
    assert [m["number"] for m in everything] == sorted({m["number"] for m in everything})
    assert [m["text"] for m in everything if m["author"] != "system"] == ["een", "twee", "drie", "vier"]
    assert [m["text"] for m in seeker.read_all(numbers[0])["messages"]] == ["drie", "vier"]
    assert seeker.read_all(numbers[2])["messages"] == []
    mine = {m["text"]: m for m in everything}
    assert mine["een"]["author"] == "seeker" and mine["twee"]["author"] == "counsellor"
    assert mine["twee"]["organisation"] and mine["twee"]["name"]
    for m in everything:
        sent = datetime.fromisoformat(m["sentAt"].replace("Z", "+00:00"))
        assert abs((datetime.now(timezone.utc) - sent).total_seconds()) < 120 and m["sentAt"].endswith("Z")
    for odd in ("-1", "abc", "9999999999999999999999", ""):
        answer = seeker.client.get(seeker.path(seeker.id, f"/messages?after={odd}"))
        assert answer.status in (200, 400, 422), answer


@pytest.mark.parametrize(
    "body",
    [
        {"clientId": "a"}, {"text": "a"}, {"clientId": "", "text": "a"}, {"clientId": "x" * 129, "text": "a"},
        {"clientId": "a\nb", "text": "a"}, {"clientId": "a\u0000b", "text": "a"}, {"clientId": 7, "text": "a"},
        {"clientId": "a", "text": ""}, {"clientId": "a", "text": "   \n "}, {"clientId": "a", "text": "x" * 4001},
        {"clientId": "a", "text": None}, {"clientId": "a", "text": ["a"]}, {}, [], "tekst", 7, None,
    ],
    ids=repr,
)
def test_a_message_that_cannot_be_right_is_refused_and_changes_nothing(company, body):
    seeker = company.seeker(text="Eerst")
    before = seeker.read_all()
    answer = seeker.client.post(seeker.path(seeker.id, "/messages"), json.dumps(body).encode())
    is_problem(answer, 400, 422)
    assert b"xxxxxxxx" not in answer.body
    assert seeker.read_all() == before


@pytest.mark.parametrize("body", [b"", b"{", b'{"clientId":"a","text":"\xff\xfe"}', b"null", b"[" * 50_000, b'{"clientId":"a","text":"a"} x'])
def test_what_is_not_json_is_refused(company, body):
    seeker = company.seeker()
    is_problem(seeker.client.post(seeker.path(seeker.id, "/messages"), body), 400, 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_content_type_is_refused(company, kind):
    seeker = company.seeker()
    body = b'{"clientId":"a","text":"a"}'
    answer = seeker.client.post(seeker.path(seeker.id, "/messages"), body, headers={"Content-Type": kind})
    is_problem(answer, 415)
    assert seeker.texts(seeker.id) == []


@pytest.mark.parametrize("size", [200_000, 3_000_000, 9_500_000])
def test_a_body_that_is_too_large_is_read_to_its_end_and_then_refused(company, size):
    seeker = company.seeker()
    seeker.client.close()
    body = json.dumps({"clientId": "a", "text": "x" * size}).encode()
    is_problem(seeker.client.post(seeker.path(seeker.id, "/messages"), body), 413)
    # The connection is still good, or was closed in an orderly way.
    assert seeker.write("Nog eens, korter") > 0


def test_a_body_without_a_known_length_has_the_same_limit(company):
    """Chunked, as some clients send."""
    seeker = company.seeker()
    seeker.client.close()
    parts = [b'{"clientId":"a","text":"'] + [b"x" * 50_000] * 40 + [b'"}']
    answer = seeker.client.request(
        "POST", seeker.path(seeker.id, "/messages"), iter(parts),
        {"Authorization": f"Bearer {seeker.token}", "Content-Type": "application/json"},
    )
    is_problem(answer, 413)


def test_an_unknown_address_is_a_problem_document(shared):
    client = Client(shared.base)
    for path in ("/api/v1/nothing", "/api/v2/door", "/api/v1", "/api/v1/conversations/x/y/z", "/api/v1/../../etc/passwd"):
        is_problem(client.get(path), 404)


def test_a_stream_from_a_number_that_is_none_is_refused(company):
    """Reading on from the first would show everything again to whoever had read it."""
    seeker = company.seeker()
    for path, headers in (("/events?after=x", {}), ("/events", {"Last-Event-ID": "x"}), ("/messages?after=x", {})):
        answer = seeker.client.request(
            "GET", seeker.path(seeker.id, path), None, {"Authorization": f"Bearer {seeker.token}", **headers})
        is_problem(answer, 400)


def test_what_cannot_be_read_is_said_so_in_a_whole_sentence(shared):
    answer = Client(shared.base).request(
        "POST", "/api/v1/conversations", b"{no json", {"Content-Type": "application/json", "Accept-Language": "nl"})
    assert is_problem(answer, 400)["detail"] == "Wat je stuurde, kunnen we niet lezen. Er is niets veranderd."


def test_a_wrong_method_is_a_problem_document(shared):
    client = Client(shared.base)
    for method, path in [
        ("PUT", "/api/v1/door"), ("DELETE", "/api/v1/door"), ("GET", "/api/v1/queue/next"), ("PATCH", "/api/v1/sessions"),
        ("GET", "/api/v1/return"), ("PUT", f"/api/v1/conversations/{NOBODY}/messages"), ("POST", "/api/v1/openapi.json"),
        ("OPTIONS", "/api/v1/door"), ("TRACE", "/api/v1/door"),
    ]:
        is_problem(client.call(method, path), 405)


def test_starting_a_talk_on_a_line_that_is_not_there_is_refused(shared):
    client = Client(shared.base)
    for line in ("no-such-line", "", "x" * 5000, "../../etc/passwd", "a\u0000b"):
        is_problem(client.post("/api/v1/conversations", {"line": line, "language": "nl"}), 400, 404, 422)
    is_problem(client.post("/api/v1/conversations", {"language": "nl"}), 400, 422)
    is_problem(client.post("/api/v1/conversations", {}), 400, 422)


def test_starting_with_a_first_message_that_is_too_long_starts_nothing(company):
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    is_problem(Client(company.installation.base).post(
        "/api/v1/conversations", {"line": line, "language": "nl", "text": "x" * 4001}), 400, 422)
    assert counsellor.next([line]).status == 204


def test_an_unknown_language_does_not_keep_anybody_out(company):
    """Refused in words, or spoken to in a language we have; never a fault."""
    for language in ("tlh", "", "nl-NL", "x" * 200):
        answer = Client(company.installation.base).post("/api/v1/conversations", {"line": company.line(), "language": language})
        assert answer.status in (201, 400, 422), answer
        if answer.status == 201:
            Client(company.installation.base).delete(f"/api/v1/conversations/{answer.json()['id']}", token=answer.json()["token"])
        else:
            is_problem(answer, 400, 422)


def test_a_talk_is_only_for_those_in_it(company):
    seeker = company.seeker(text="Geheim")
    client = Client(company.installation.base)
    for token in (None, "", "x", secrets.token_hex(32), seeker.token[:-1], seeker.token + "a", "x" * 10_000):
        for path in ("/messages", "/events"):
            answer = client.get(seeker.path(seeker.id, path), token=token)
            assert answer.status in (400, 401, 404, 431), answer
            assert b"Geheim" not in answer.body
            if answer.status != 431:
                is_problem(answer, 400, 401, 404)
    # Never by the address.
    is_problem(client.get(seeker.path(seeker.id, f"/messages?token={seeker.token}&access_token={seeker.token}")), 401, 404)
    answer = client.get(seeker.path(seeker.id, "/messages"), headers={"Authorization": f"Basic {seeker.token}"})
    is_problem(answer, 401, 404)
    for odd in (NOBODY, "x", "%00", "..", "x" * 2000):
        is_problem(seeker.client.get(f"/api/v1/conversations/{odd}/messages"), 400, 401, 404)


def test_signing_in_and_out(shared):
    account = shared.account("counsellor", nth=1)
    client = Client(shared.base)
    wrong = client.post("/api/v1/sessions", {"name": account["name"], "password": "niet-dit-wachtwoord"})
    unknown = client.post("/api/v1/sessions", {"name": "wie-is-dit", "password": "niet-dit-wachtwoord"})
    assert is_problem(wrong, 401)["detail"] == is_problem(unknown, 401)["detail"], "it tells who works here"
    for body in ({}, {"name": account["name"]}, {"password": "x"}, {"name": 1, "password": 2}, {"name": "", "password": ""}):
        is_problem(client.post("/api/v1/sessions", body), 400, 401, 422)
    good = client.post("/api/v1/sessions", {"name": account["name"], "password": account["password"]})
    assert good.status == 201, good
    session = good.json()
    assert datetime.fromisoformat(session["expiresAt"].replace("Z", "+00:00")) > datetime.now(timezone.utc)
    assert client.get("/api/v1/queue", token=session["token"]).status == 200
    assert client.delete("/api/v1/sessions", token=session["token"]).status == 204
    is_problem(client.get("/api/v1/queue", token=session["token"]), 401)
    is_problem(client.delete("/api/v1/sessions"), 401)


def test_a_wrong_name_takes_as_long_as_a_wrong_password(shared):
    """Otherwise the time says who works here."""
    account = shared.account("counsellor", nth=1)
    client = Client(shared.base)

    def seconds(name):
        return sorted(client.post("/api/v1/sessions", {"name": name, "password": "fout"}).seconds for _ in range(7))[3]

    known, unknown = seconds(account["name"]), seconds("niemand-hier")
    assert unknown > known / 3, (known, unknown)


def test_a_talk_that_is_closed_takes_no_more_words(company):
    seeker, counsellor = company.talk("Hallo")
    assert counsellor.close_talk(seeker.id).status == 204
    assert seeker.read_all()["state"] == "closed"
    assert seeker.texts(seeker.id) == ["Hallo"], "what was said stays readable for the one who said it"
    is_problem(seeker.client.post(seeker.path(seeker.id, "/messages"), {"clientId": "z", "text": "Nog iets"}), 409)
    answer = counsellor.client.post(counsellor.path(seeker.id, "/messages"), {"clientId": "z", "text": "Nog iets"})
    is_problem(answer, 404, 409)
    assert seeker.texts(seeker.id) == ["Hallo"]


def test_erasing_leaves_nothing(company):
    def free():
        return next(q for q in counsellor.client.get("/api/v1/queue").json() if q["line"] == seeker.line)["freeCapacity"]

    seeker, counsellor = company.talk("Weg hiermee")
    code, room = seeker.code(), free()
    assert seeker.erase().status == 204
    client = Client(company.installation.base)
    is_problem(seeker.client.get(seeker.path(seeker.id, "/messages")), 401, 404)
    is_problem(counsellor.client.get(counsellor.path(seeker.id, "/messages")), 404)
    is_problem(client.post("/api/v1/return", {"code": code}), 400, 401, 404, 422)
    is_problem(seeker.erase(), 401, 404)
    assert free() == room + 1, "the place at the counsellor's table is not free again"


def test_leaving_ends_the_talk_for_both(company):
    seeker, counsellor = company.talk("Ik moet weg")
    assert seeker.leave().status in (200, 204)
    assert counsellor.read(seeker.id)["state"] == "closed"
    assert counsellor.texts(seeker.id) == ["Ik moet weg"], "the counsellor can still read it while closing"
    answer = counsellor.client.post(counsellor.path(seeker.id, "/messages"), {"clientId": "z", "text": "Wacht"})
    is_problem(answer, 409)


def test_leaving_while_waiting_gives_up_the_place(company):
    line = company.line()
    first, second = company.seeker(line), company.seeker(line)
    assert second.started["position"] == 2
    assert first.leave().status in (200, 204)
    assert company.take(company.staff(), [line]) == second.id


def test_every_answer_forbids_keeping_it(shared, company):
    seeker = company.seeker()
    client = Client(shared.base)
    for answer in (
        client.get("/api/v1/door"), client.get("/api/v1/openapi.json"), client.get("/api/v1/nothing"),
        seeker.client.get(seeker.path(seeker.id, "/messages")), seeker.client.post("/api/v1/queue/next"),
    ):
        assert answer.headers["Cache-Control"] == "no-store", answer
        assert answer.headers["Referrer-Policy"] == "no-referrer", answer
        assert "Set-Cookie" not in answer.headers, "the API sets no cookie"
        assert "Server" not in answer.headers


def test_a_request_from_another_site_with_a_cookie_is_refused(shared):
    """A page elsewhere cannot use somebody's cookie to write in their name."""
    client = Client(shared.base)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elders.example"}):
        answer = client.request("POST", "/g/m", b"a1=hoi&a2=x", headers | {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": "s=abc"})
        assert answer.status in (401, 403), answer


def test_the_system_says_when_too_many_start(own):
    """With flood control on: 429 with Retry-After, or a challenge; and somebody else can still start."""
    installation = own("--flood-control")
    line = installation.account("counsellor")["lines"][0]

    def flood(_, barrier):
        client = Client(installation.base)
        barrier.wait()
        for _ in range(400):
            answer = client.post("/api/v1/conversations", {"line": line, "language": "nl"})
            if answer.status != 201:
                return answer
        return answer

    answer = in_threads(flood, range(4))[0]
    assert answer.status == 429, answer
    if answer.type == "application/problem+json":
        is_problem(answer, 429)
        assert "Retry-After" in answer.headers or "challenge" in answer.body.decode().lower()
    if "Retry-After" in answer.headers:
        assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_the_private_port_is_not_the_public_one(shared):
    client = Client(shared.base)
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path).status == 404
    began = time.monotonic()
    assert client.get("/").status == 200
    assert time.monotonic() - began < 2
