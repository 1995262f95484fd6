"""Waiting: urgent first, the place that is kept, another organisation by agreement, a door that is closed."""

import shutil
import time
from datetime import date, timedelta

import pytest

from api import Client, Company, is_problem
from installation import ROOT

ROTTERDAM = "veilig-thuis-rotterdam-rijnmond-chat"
FRIESLAND = "veilig-thuis-friesland-chat"
CHILD = "kindertelefoon-chat"


def position(seeker):
    return seeker.read_all().get("position")


def test_own_words_of_danger_go_first_and_the_reason_is_shown_to_who_takes_it(company):
    counsellor = company.staff(line=CHILD)
    supervisor = company.staff("supervisor", line=CHILD)
    calm = [company.seeker(CHILD, text="Ik heb ruzie met mijn broer") for _ in range(2)]
    urgent = company.seeker(CHILD, text="Hij heeft een MÉS gepakt")
    assert urgent.started["position"] == 1
    assert [position(s) for s in calm] == [2, 3]
    listed = supervisor.client.get("/api/v1/queue/waiting").json()
    assert [t["id"] for t in listed] == [urgent.id, *(s.id for s in calm)]
    assert listed[0]["reasons"] == [{"by": "word", "rule": "weapon", "level": "acute", "word": "mes", "urgent": True}]
    assert not any("broer" in str(t) or "gepakt" in str(t) for t in listed)
    is_problem(counsellor.client.get("/api/v1/queue/waiting"), 403)
    # While waiting too. Of two who cannot wait, who came first is first.
    calm[1].write("nu staat hij voor de deur")
    assert [position(s) for s in (urgent, *calm)] == [2, 3, 1]
    assert company.take(counsellor, [CHILD]) == calm[1].id
    assert company.take(counsellor, [CHILD]) == urgent.id
    reasons = counsellor.client.get(counsellor.path(urgent.id, "/urgency"))
    assert [r["word"] for r in reasons.json()] == ["mes"]


def test_a_person_overrules_the_words_both_ways_and_that_stays(company):
    counsellor = company.staff(line=CHILD)
    stranger = company.staff(line=ROTTERDAM)
    calm = company.seeker(CHILD, text="hallo")
    worded = company.seeker(CHILD, text="een mes is handig in de keuken")
    put = lambda who, seeker, urgent: who.client.post(f"/api/v1/queue/waiting/{seeker.id}/urgent", {"urgent": urgent})
    is_problem(put(stranger, worded, False), 404)
    assert put(counsellor, worded, False).status == 204
    worded.write("een pistool")
    assert (position(calm), position(worded)) == (1, 2)
    assert put(counsellor, worded, True).status == 204
    assert (position(calm), position(worded)) == (2, 1)
    assert company.take(counsellor, [CHILD]) == worded.id
    by = {r["by"]: r["urgent"] for r in counsellor.client.get(counsellor.path(worded.id, "/urgency")).json()}
    assert by == {"word": True, "person": True}


def test_an_acute_talk_weighs_two_and_a_supervisor_lowers_what_somebody_holds(company):
    counsellor = company.staff(line=CHILD)
    supervisor = company.staff("supervisor", line=CHILD)
    other = company.staff("supervisor", line=ROTTERDAM)
    seekers = [company.seeker(CHILD) for _ in range(4)]
    company.take(counsellor, [CHILD])
    company.take(counsellor, [CHILD])
    assert counsellor.client.post(counsellor.path(seekers[0].id, "/acute"), {"acute": True}).status == 204
    is_problem(counsellor.next([CHILD]), 409)
    assert counsellor.client.post(counsellor.path(seekers[0].id, "/acute"), {"acute": False}).status == 204
    capacity = f"/api/v1/people/{counsellor.account['name']}/capacity"
    try:
        is_problem(other.client.post(capacity, {"points": 1}), 404)
        is_problem(counsellor.client.post(capacity, {"points": 1}), 403)
        is_problem(supervisor.client.post(capacity, {"points": 4}), 400)
        assert supervisor.client.post(capacity, {"points": 2}).status == 204
        is_problem(counsellor.next([CHILD]), 409)
    finally:
        assert supervisor.client.post(capacity, {"points": 3}).status == 204
    assert company.take(counsellor, [CHILD]) == seekers[2].id
    is_problem(counsellor.next([CHILD]), 409)


def test_leaving_with_a_code_keeps_the_place_on_another_device(company):
    counsellor = company.staff(line=CHILD)
    first, second = company.seeker(CHILD, text="ik was eerst"), company.seeker(CHILD)
    code = first.code()
    # The exit of the page: the same session, as the cookie.
    gone = Client(first.base).request(
        "POST", "/v", b"", {"Cookie": f"s={first.token}", "Content-Type": "application/x-www-form-urlencoded"})
    assert gone.status == 303, gone
    until = time.monotonic() + 5
    while position(second) != 1:
        assert time.monotonic() < until, "who left still stands before others"
        time.sleep(0.05)
    answer = Client(company.installation.base).post("/api/v1/return", {"code": code})
    assert answer.status == 200, answer
    back = Client(company.installation.base, answer.json()["token"])
    path = f"/api/v1/conversations/{first.id}/messages"
    is_problem(first.client.get(path), 401)
    assert back.get(path).json()["position"] == 1
    assert position(second) == 2
    assert company.take(counsellor, [CHILD]) == first.id
    back.delete(f"/api/v1/conversations/{first.id}")


def test_a_line_closed_by_hand_has_no_dead_button_and_opens_again(company):
    supervisor = company.staff("supervisor", line=CHILD)
    waits = company.seeker(CHILD)
    anybody = Client(company.installation.base)

    def lines():
        return {line["id"]: line["open"] for line in anybody.get("/api/v1/door").json()["lines"]}

    def child_section():
        page = anybody.request("GET", "/").body.decode()
        return page.split('id="k1"', 1)[1].split("</section>")[0]

    assert lines()[CHILD] and "Begin een gesprek" in child_section()
    shut = lambda value: supervisor.client.post(f"/api/v1/lines/{CHILD}/shut", {"shut": value})
    is_problem(company.staff("supervisor", line=ROTTERDAM).client.post(f"/api/v1/lines/{CHILD}/shut", {"shut": True}), 404)
    try:
        assert shut(True).status == 204
        refused = is_problem(anybody.post("/api/v1/conversations", {"line": CHILD, "language": "nl"}), 409)
        assert CHILD not in [line["id"] for line in refused["open"]] and refused["open"]
        assert not lines()[CHILD]
        began = time.monotonic()
        while "De chat van De Kindertelefoon is nu dicht." not in child_section():
            assert time.monotonic() - began < 5, child_section()
            time.sleep(0.2)
        assert "0800-2000" in child_section()
        assert position(waits) == 1
    finally:
        assert shut(False).status == 204
    again = company.seeker(CHILD)
    assert again.started["position"] == 2


def test_a_child_of_a_small_island_is_answered_from_another_island(company):
    anybody = Client(company.installation.base)
    lines = anybody.get("/api/v1/door?audience=child&place=Saba").json()["lines"]
    assert "guana-chat" in [line["id"] for line in lines]
    moved = anybody.request("POST", "/", b"a3=Saba", {"Content-Type": "application/x-www-form-urlencoded"})
    page = anybody.request("GET", moved.headers["Location"]).body.decode()
    assert "Chat met Guana Chat" in page.split('id="k1"', 1)[1].split("</section>")[0]


@pytest.fixture
def agreed(tmp_path):
    """A pack in which Rotterdam overflows to Friesland at once, and people of Saba work on the Kindertelefoon."""
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "Packs/nederland", pack)
    today = date.today()
    lines = (pack / "lines.yaml").read_text()
    agreement = (
        f"    overflow:\n      - {{to: {FRIESLAND}, afterMinutes: 0, since: {today - timedelta(days=9)}, "
        f"reviewBy: {today + timedelta(days=90)}}}\n")
    lines = lines.replace("    regions: [VT18]\n", "    regions: [VT18]\n" + agreement)
    lines = lines.replace("    audiences: [child]\n    regions: all\n", "    audiences: [child]\n    regions: all\n    staffedIn: [BQ-SA]\n")
    (pack / "lines.yaml").write_text(lines)
    return {"VANGNET_PACK": str(pack)}


def test_by_agreement_another_organisation_answers_too_and_nobody_else_can(own, agreed):
    company = Company(own(env=agreed))
    femke, sanne = company.staff(line=FRIESLAND), company.staff(line=ROTTERDAM)
    seeker = company.seeker(ROTTERDAM, text="Kan iemand mij helpen?")
    # Sanne is there: the other line is asked by the seeker's own next call, and not before.
    assert femke.next([FRIESLAND]).status == 204
    stream = company.listen(seeker, seeker.id)
    state = stream.next("state").data
    assert state["alsoAsked"] == [{"line": FRIESLAND, "organisation": "veilig-thuis-friesland"}]
    assert seeker.read_all()["alsoAsked"] == state["alsoAsked"]
    assert company.staff(line=CHILD).next().status == 204
    taken = femke.next()
    assert taken.status == 200 and taken.json()["line"] == FRIESLAND, taken
    company.taken.append((femke, seeker.id))
    assert femke.texts(seeker.id) == ["Kan iemand mij helpen?"]
    assert sanne.next().status == 204
    is_problem(sanne.client.get(sanne.path(seeker.id, "/messages")), 404)
    assert stream.next("state").data["state"] == "open"
    femke.say(seeker.id, "Ja, ik ben er")
    # The seeker's own text came before the first state.
    assert stream.next("message").data["organisation"] == "veilig-thuis-friesland"

    # The page says it in a sentence.
    waiting = company.seeker(ROTTERDAM, text="hallo")
    page = Client(waiting.base).request("GET", "/g", headers={"Cookie": f"s={waiting.token}"})
    assert page.status == 200 and "Ook Veilig Thuis Friesland mag je nu antwoorden." in page.body.decode()

    # A place where everybody knows everybody, and a line that is staffed there.
    refused = is_problem(
        Client(company.installation.base).post("/api/v1/conversations", {"line": CHILD, "language": "nl", "place": "Saba"}), 409)
    assert refused["type"] == "/problems/line-near-home"
    assert [line["id"] for line in refused["open"]] == ["guana-chat"]
    company.seeker("guana-chat", place="Saba")
    company.end()
