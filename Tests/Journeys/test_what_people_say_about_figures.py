"""What analysts write beside figures: with its author, in versions, and never a figure (register A-05, A-17, A-37, B-04, B-05, B-15)."""

import re
from datetime import datetime, timedelta, timezone

from api import Client, is_problem
from pages import Visitor, hidden

LIST, CALENDAR = "/desk/interpretations", "/desk/events"
NOWHERE = "0" * 26


def day(days=0):
    return (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%d")


def analyst(installation):
    visitor = Visitor(installation.base)
    account = installation.account("analyst")
    visitor.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    return visitor, account


def caller(installation):
    account = installation.account("analyst")
    token = Client(installation.base).post("/api/v1/sessions", {"name": account["name"], "password": account["password"]}).json()["token"]
    return Client(installation.base, token)


def fill(visitor, path, fields, status=200):
    answer = visitor.post(path, fields)
    assert answer.status == status, (answer.status, visitor.text(answer)[:600])
    return answer


def test_an_anecdotal_observation_says_everywhere_that_it_is_no_figure(shared):
    visitor, _ = analyst(shared)
    assert f'href="{LIST}"' in visitor.get("/desk").body.decode(), "no way from the desk"
    page = visitor.get(f"{LIST}?kind=observation")
    assert "Schrijf hier niets over een persoon" in visitor.text(page)
    assert not re.search(r'name="(value|waarde|getal|aantal)"|type="number"', page.body.decode()), "a field for a number"
    words = {"kind": "observation", "source": "een wijkteam", "weight": "anecdotal", "text": "Gezinnen <b>bellen</b> later."}
    refused = fill(visitor, LIST, words | {"weight": ""}, 422)
    assert "Gezinnen &lt;b&gt;bellen&lt;/b&gt; later." in refused.body.decode() and 'role="alert"' in refused.body.decode()
    before = visitor.get("/signals.csv?indicator=veilig-thuis.advice").body
    made = fill(visitor, LIST, words | {"value": "12"})
    for seen in (made, visitor.get(LIST), visitor.get(f"{LIST}?kind=observation")):
        assert "losse waarneming, geen cijfer" in visitor.text(seen)
    assert visitor.get("/signals.csv?indicator=veilig-thuis.advice").body == before
    assert "Gezinnen" not in visitor.text(visitor.get("/signals/interpretations"))
    client = caller(shared)
    is_problem(client.post("/api/v1/interpretations", words | {"value": 12}), 400)
    kept = client.get("/api/v1/interpretations?kind=observation").json()["interpretations"][0]
    assert kept["newest"]["label"] == "losse waarneming, geen cijfer" and "value" not in kept["newest"]


def test_words_about_a_person_are_refused_and_not_repeated_in_the_reason(shared):
    visitor, _ = analyst(shared)
    client = caller(shared)
    for secret in ("111222333", "06-12345678", "iemand@voorbeeld.nl", "1234 AB"):
        body = {"kind": "concern", "source": "een opvang", "text": f"Het gaat om {secret}, zegt men."}
        answer = client.post("/api/v1/interpretations", body)
        is_problem(answer, 422)
        assert answer.json()["type"] == "/problems/about-a-person" and secret not in answer.json()["detail"]
        refused = fill(visitor, LIST, body, 422)
        alert = re.search(r'role="alert"[^>]*>([^<]*)<', refused.body.decode()).group(1)
        assert "gegeven van een persoon" in alert and secret not in alert
        event = {"kind": "other", "from": day(-3), "text": f"Bel {secret}", "source": "een omroep"}
        is_problem(client.post("/api/v1/events", event), 422)
    assert "zegt men" not in visitor.text(visitor.get(f"{LIST}?kind=concern"))


def test_an_interpretation_is_shown_with_author_and_day_when_it_is_for_everybody(shared):
    visitor, account = analyst(shared)
    anybody = Visitor(shared.base)
    words = {"kind": "interpretation", "indicator": "veilig-thuis.advice", "period": "2019-H1", "text": "De lijn telde anders in dit halfjaar."}
    made = fill(visitor, LIST, words)
    path = re.search(rf'action="({LIST}/\w+)"', made.body.decode()).group(1)
    assert "Alleen analisten lezen dit." in visitor.text(made)
    assert words["text"] not in anybody.text(anybody.get("/signals/interpretations"))
    other = words | {"public": "1", "text": "De lijn telde anders. Dat maakt het getal hoger.", "after": hidden(made, "after")}
    changed = fill(visitor, path, other)
    assert "Versie 2" in visitor.text(changed) and words["text"] in visitor.text(changed), "the earlier version is gone"
    for address in ("/signals/interpretations", "/en/signals/interpretations"):
        seen = anybody.text(anybody.get(address))
        assert other["text"] in seen and words["text"] not in seen and str(datetime.now(timezone.utc).year) in seen
    assert "geen cijfer" in anybody.text(anybody.get("/signals/interpretations"))
    # Somebody else's change is not written over.
    late = fill(visitor, path, other | {"text": "Te laat."}, 409)
    assert "Iemand was u voor" in visitor.text(late) and ">Te laat.</textarea>" in late.body.decode()
    assert anybody.get(path).status in (303, 401, 403)


def test_an_expectation_past_its_day_and_an_escalation_without_answer_come_first(shared):
    client = caller(shared)
    calls = "/api/v1/interpretations"
    today = day()
    expected = client.post(calls, {"kind": "expectation", "text": "Er komt een toename.", "lookAgain": today})
    assert expected.status == 201, expected
    asked = {"kind": "escalation", "to": "IGJ", "subject": "Wachttijd", "on": day(-2), "text": "Te laat teruggebeld."}
    is_problem(client.post(calls, asked), 422)
    escalated = client.post(calls, asked | {"remindOn": today})
    assert escalated.status == 201, escalated
    client.post(calls, {"kind": "concern", "source": "een opvang", "text": "Meer stress thuis."})
    listed = client.get(calls).json()["interpretations"]
    due = [one["due"] for one in listed]
    assert due == sorted(due, reverse=True) and {expected.json()["id"], escalated.json()["id"]} <= {o["id"] for o in listed if o["due"]}
    visitor, _ = analyst(shared)
    text = visitor.text(visitor.get(LIST))
    assert "nog na te gaan" in text and "nog geen antwoord" in text
    one = f"{calls}/{expected.json()['id']}"
    assert client.post(one, {"after": 1, "text": "Er komt een toename.", "lookAgain": today, "outcome": "Die kwam er niet."}).status == 201
    one = f"{calls}/{escalated.json()['id']}"
    assert client.post(one, asked | {"after": 1, "answer": "De inspectie kijkt ernaar."}).status == 201
    whole = client.get(one).json()
    assert not whole["due"] and whole["newest"]["answer"] and whole["earlier"][0]["remindOn"] == today
    is_problem(client.get(f"{calls}/{NOWHERE}"), 404)


def test_the_calendar_has_channel_date_and_message(shared):
    visitor, _ = analyst(shared)
    client = caller(shared)
    spot = {"what": "media", "text": "Spot op de radio", "from": day(-20), "until": day(-10), "source": "een omroep"}
    refused = fill(visitor, CALENDAR, spot, 422)
    assert "Kanaal" in visitor.text(refused) and 'value="Spot op de radio"' in refused.body.decode()
    made = fill(visitor, CALENDAR, spot | {"medium": "radio", "message": "voor buren, versie 2", "r-VT01": "1"})
    path = re.search(rf'action="({CALENDAR}/\w+)"', made.body.decode()).group(1)
    assert "Radio, voor buren, versie 2" in visitor.text(visitor.get(CALENDAR))
    identity = path.rsplit("/", 1)[1]
    kept = next(e for e in client.get("/api/v1/events").json()["events"] if e["id"] == identity)
    assert (kept["medium"], kept["message"], kept["from"], kept["regions"]) == ("radio", "voor buren, versie 2", spot["from"], ["VT01"])
    gone = fill(visitor, f"{path}/withdraw", {"after": "1"})
    assert "Van de kalender gehaald." in visitor.text(gone) and "Versie 1" in visitor.text(gone)
    assert identity not in [e["id"] for e in client.get("/api/v1/events").json()["events"]]
    again = client.post(f"/api/v1/events/{identity}", {"after": 2, "kind": "other", "from": day(-20), "text": "Iets anders", "source": "x"})
    assert again.status == 201 and again.json()["version"] == 3
    assert client.post(f"/api/v1/events/{identity}/withdraw", {"after": 3}).json()["version"] == 4


def test_only_analysts_read_and_write_it(shared):
    for role in ("counsellor", "supervisor", "coordinator", "editor", "administrator"):
        account = shared.account(role)
        visitor = Visitor(shared.base)
        visitor.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
        for path in (LIST, CALENDAR, f"{LIST}/{NOWHERE}", f"{CALENDAR}/{NOWHERE}"):
            assert visitor.get(path).status == 403, (role, path)
        assert visitor.post(LIST, {"kind": "concern", "source": "x", "text": "x"}).status == 403
