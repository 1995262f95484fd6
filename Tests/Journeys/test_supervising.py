"""A supervisor sees how it stands, looks in where both ends can see it, and whispers to nobody but colleagues (T59)."""

import json
import time

import pytest

from api import Seeker, is_problem

WHISPER = "Vraag eerst of ze alleen is"
AGAIN = "Dat vraag ik nu"


@pytest.fixture
def scene(company):
    """A seeker with a counsellor, and a supervisor of that line."""
    seeker, counsellor = company.talk("Ik durf niet naar huis")
    supervisor = company.staff("supervisor", line=seeker.line)
    yield seeker, counsellor, supervisor
    supervisor.client.delete(supervisor.path(seeker.id, "/look-in"))


def look_in(supervisor, conversation):
    assert supervisor.client.post(supervisor.path(conversation, "/look-in")).status == 204


def along(supervisor, conversation):
    answer = supervisor.client.get(supervisor.path(conversation, "/look-in"))
    assert answer.status == 200, answer
    return answer.json()


def whisper(who, conversation, text, client_id=None, status=201):
    body = {"clientId": client_id or f"w-{time.monotonic_ns()}", "text": text}
    answer = who.client.post(who.path(conversation, "/whispers"), body)
    assert answer.status == status, answer
    return answer.json()


def whispers(who, conversation):
    answer = who.client.get(who.path(conversation, "/whispers"))
    assert answer.status == 200, answer
    return [w["text"] for w in answer.json()["whispers"]]


def stands(supervisor, conversation):
    answer = supervisor.client.get("/api/v1/supervision")
    assert answer.status == 200, answer
    return next((talk for talk in answer.json()["talks"] if talk["id"] == conversation), None)


def test_both_ends_know_that_somebody_looks_in(company, scene):
    seeker, counsellor, supervisor = scene
    theirs, own = company.listen(seeker, seeker.id), company.listen(counsellor, seeker.id)
    is_problem(supervisor.client.get(supervisor.path(seeker.id, "/look-in")), 409)
    assert "watching" not in seeker.read_all()
    look_in(supervisor, seeker.id)
    told, named = theirs.next("watching").data["watching"], own.next("watching").data["watching"]
    organisation = supervisor.account["organisation"]
    assert told == [{"organisation": organisation}], "the seeker is told the organisation, and no name"
    assert named[0]["organisation"] == organisation and named[0]["name"]
    assert seeker.read_all()["watching"] == told and counsellor.read(seeker.id)["watching"] == named
    assert [m["text"] for m in along(supervisor, seeker.id)["messages"]] == ["Ik durf niet naar huis"]
    counsellor.say(seeker.id, "Ik ben er")
    assert [m["text"] for m in along(supervisor, seeker.id)["messages"]][-1] == "Ik ben er"
    assert supervisor.client.delete(supervisor.path(seeker.id, "/look-in")).status == 204
    assert theirs.next("watching").data["watching"] == [] and own.next("watching").data["watching"] == []
    is_problem(supervisor.client.get(supervisor.path(seeker.id, "/look-in")), 409)


def test_who_looks_in_can_write_nothing_that_the_seeker_reads(company, scene):
    seeker, _, supervisor = scene
    look_in(supervisor, seeker.id)
    for rest, body in [
        ("/messages", {"clientId": "1", "text": "x"}), ("/close", {"contact": {}}), ("/leave", {}), ("/acute", {"acute": True}),
        ("/invite", {"line": seeker.line, "share": "history"}),
    ]:
        is_problem(supervisor.client.post(supervisor.path(seeker.id, rest), body), 404)
    assert seeker.texts(seeker.id) == ["Ik durf niet naar huis"]


def test_a_whisper_never_reaches_the_seeker(company, scene):
    seeker, counsellor, supervisor = scene
    theirs = company.listen(seeker, seeker.id)
    is_problem(supervisor.client.get(supervisor.path(seeker.id, "/whispers")), 404)
    look_in(supervisor, seeker.id)
    kept = whisper(supervisor, seeker.id, WHISPER, "een")
    assert whisper(supervisor, seeker.id, WHISPER, "een", status=200) == kept
    whisper(counsellor, seeker.id, AGAIN)
    assert whispers(counsellor, seeker.id) == whispers(supervisor, seeker.id) == [WHISPER, AGAIN]
    counsellor.say(seeker.id, "Ben je alleen?")
    assert [theirs.next("message").data["text"] for _ in range(2)] == ["Ik durf niet naar huis", "Ben je alleen?"]
    everything = json.dumps(seeker.read_all()) + theirs.raw.decode()
    for path in ("/whispers", "/look-in", "/urgency"):
        is_problem(seeker.client.get(seeker.path(seeker.id, path)), 401, 403, 404)
    is_problem(seeker.client.post(seeker.path(seeker.id, "/whispers"), {"clientId": "1", "text": "x"}), 401, 403, 404)
    page = seeker.client.request("GET", "/g", headers={"Cookie": f"s={seeker.token}"})
    assert page.status == 200 and "Ben je alleen?" in page.body.decode()
    everything += page.body.decode()
    assert WHISPER not in everything and AGAIN not in everything and "whisper" not in everything.lower()
    # It is no message for the staff either, and has no number among them.
    assert counsellor.texts(seeker.id) == ["Ik durf niet naar huis", "Ben je alleen?"]


def test_another_organisation_in_the_talk_hears_no_whisper(company, scene):
    seeker, counsellor, supervisor = scene
    other = company.staff(not_organisation=counsellor.account["organisation"])
    line = other.account["lines"][0]
    offer = counsellor.client.post(counsellor.path(seeker.id, "/invite"), {"line": line, "share": "history"}).json()["offer"]
    assert seeker.client.post(seeker.path(seeker.id, f"/offers/{offer}"), {"accept": True}).status == 204
    assert company.take(other, [line]) == seeker.id
    whisper(counsellor, seeker.id, WHISPER)
    assert whispers(other, seeker.id) == []
    theirs = company.staff("supervisor", line=line)
    look_in(theirs, seeker.id)
    assert whispers(theirs, seeker.id) == []
    assert {w["organisation"] for w in seeker.read_all()["watching"]} == {theirs.account["organisation"]}


def test_a_whisper_is_short_and_not_empty(company, scene):
    seeker, counsellor, _ = scene
    whisper(counsellor, seeker.id, "é" * 1000)
    for text in ("x" * 1001, "", "  \n"):
        is_problem(counsellor.client.post(counsellor.path(seeker.id, "/whispers"), {"clientId": "a", "text": text}), 422)
    for odd in ({}, {"text": "x"}, {"clientId": "", "text": "x"}, {"clientId": 1, "text": "x"}, []):
        is_problem(counsellor.client.post(counsellor.path(seeker.id, "/whispers"), odd), 400, 422)


def test_the_screen_knows_within_seconds_who_needs_somebody(company, scene):
    seeker, counsellor, supervisor = scene
    assert not stands(supervisor, seeker.id)["acute"]
    for acute in (True, False):
        assert counsellor.client.post(counsellor.path(seeker.id, "/acute"), {"acute": acute}).status == 204
        assert stands(supervisor, seeker.id)["acute"] is acute
    whisper(counsellor, seeker.id, "Kun je meekijken?")
    assert stands(supervisor, seeker.id)["asks"]
    look_in(supervisor, seeker.id)
    whisper(supervisor, seeker.id, "Ik ben er")
    now = stands(supervisor, seeker.id)
    assert not now["asks"] and now["lookedInto"]
    assert WHISPER not in json.dumps(now)


def test_the_numbers_of_a_line(company, scene):
    seeker, counsellor, supervisor = scene

    def line():
        lines = supervisor.client.get("/api/v1/supervision").json()["lines"]
        return next(each for each in lines if each["line"] == seeker.line)

    before = line()
    assert before["open"] and not before["unstaffed"] and before["present"] >= 2 and len(before["inHours"]) == 2
    waiting = Seeker(company.installation.base, seeker.line, text="Is daar iemand?")
    company.seekers.append(waiting)
    after = line()
    assert after["waiting"] == before["waiting"] + 1
    assert {"id", "urgent", "minutes", "language", "new", "away"} == set(after["queue"][0])
    assert "Is daar iemand" not in json.dumps(after)


def test_the_audit_says_who_did_what_and_not_in_which_talk(company, scene):
    seeker, counsellor, supervisor = scene
    look_in(supervisor, seeker.id)
    whisper(supervisor, seeker.id, WHISPER)
    supervisor.client.delete(supervisor.path(seeker.id, "/look-in"))
    answer = supervisor.client.get("/api/v1/audit")
    assert answer.status == 200, answer
    entries = answer.json()["entries"]
    own = [e["act"] for e in entries if e["name"]][:40]
    assert {"took", "looked-in", "looked-away", "whispered"} <= set(own)
    assert all(e["at"].endswith(":00Z") for e in entries), "finer than a minute"
    assert seeker.id not in answer.body.decode() and WHISPER not in answer.body.decode()
    elsewhere = company.staff("supervisor", not_organisation=supervisor.account["organisation"])
    theirs = elsewhere.client.get("/api/v1/audit").json()["entries"]
    assert not {e.get("talk") for e in entries if e.get("talk")} & {e.get("talk") for e in theirs if e.get("talk")}
    is_problem(counsellor.client.get("/api/v1/audit"), 403)
    is_problem(supervisor.client.get("/api/v1/audit?after=onzin"), 400)


def test_a_supervisor_of_elsewhere_looks_into_nothing(company, scene):
    seeker, counsellor, _ = scene
    stranger = company.staff("supervisor", not_organisation=counsellor.account["organisation"])
    for method in ("POST", "GET", "DELETE"):
        answer = stranger.client.call(method, stranger.path(seeker.id, "/look-in"), {} if method == "POST" else None)
        is_problem(answer, 404)
    assert stands(stranger, seeker.id) is None
    assert "watching" not in seeker.read_all()
