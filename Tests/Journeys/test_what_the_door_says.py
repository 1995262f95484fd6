"""What the door says besides who can help now: hours of another day, the order of lines, tips, islands."""

import time

import pytest

from urllib.parse import quote

from api import Client, Company, is_problem
from installation import vangnet
from pages import Visitor


@pytest.fixture
def base(company):
    return company.installation.base


@pytest.fixture
def anybody(base):
    return Client(base)


@pytest.mark.parametrize(("day", "hours"), [
    ("2020-03-27", "09:00–18:00"), ("2020-03-30", "09:00–22:00"), ("2020-06-01", "09:00–22:00"), ("2020-06-02", "09:00–18:00")])
def test_hours_of_another_day_are_those_that_were_recorded_for_it(anybody, day, hours):
    said = anybody.get(f"/api/v1/door?audience=parent&situation=tension&at={day}").json()
    korrelatie = {s["id"]: s for s in said["services"]}["mind-korrelatie"]
    assert korrelatie["hours"] == hours and korrelatie["open"] is None and korrelatie["number"] is None
    assert korrelatie["recorded"]["date"] == day and korrelatie["recorded"]["source"] == ["S:medf20"]
    assert korrelatie["recorded"]["ranges"] == [dict(zip(("from", "to"), hours.split("–")))]
    assert said["lines"] == []


def test_hours_of_another_day_are_not_made_up(anybody):
    said = anybody.get("/api/v1/door?audience=parent&situation=tension&at=2022-01-01").json()
    korrelatie = {s["id"]: s for s in said["services"]}["mind-korrelatie"]
    assert korrelatie["recorded"]["ranges"] is None and korrelatie["hours"] == "Openingstijden van die dag zijn niet bekend"
    today = anybody.get("/api/v1/door?audience=parent&situation=tension").json()
    assert "mind-korrelatie" not in [s["id"] for s in today["services"]]
    assert all("recorded" not in s for s in today["services"])
    for wrong in ("gisteren", "2020-13-01", "2020"):
        is_problem(anybody.get(f"/api/v1/door?at={wrong}"), 400)


def test_the_line_for_parents_comes_first_for_parents(anybody):
    for asked in ("audience=parent", "audience=parent&situation=violence"):
        lines = [line["id"] for line in anybody.get(f"/api/v1/door?{asked}").json()["lines"]]
        assert lines[0] == "familielijn-chat" and len(lines) == len(set(lines)) == 3, lines


def test_somebody_on_an_island_gets_the_number_of_the_island(anybody, base):
    for audience in ("child", "home", "worried", "parent", "professional"):
        said = anybody.get(f"/api/v1/door?audience={audience}&situation=acute-danger&place=Aruba").json()
        assert [e["number"] for e in said["emergency"]] == ["911"], said["emergency"]
        assert said["services"][0]["number"] == "911" and "112" not in [s["number"] for s in said["services"]]
    visitor = Visitor(base)
    moved = visitor.post("/", {"a3": "Saba"}, follow=False).headers["Location"]
    child = visitor.get(moved.split("#")[0]).body.decode().split('id="k1"', 1)[1].split("</section>")[0]
    assert "Bel anders het alarmnummer van je eiland." in child
    assert "0800-0432" not in child and "Bel 112" not in child
    danger = visitor.post("/z", {"a5": "hij heeft een mes", "a2": "AW"}, follow=False).headers["Location"]
    assert 'href="tel:911"' in visitor.get(danger).body.decode()


def test_an_island_without_a_checked_alarm_number_is_told_so_and_not_sent_to_112(anybody, base):
    for place, known in (("Curaçao", None), ("Bonaire", "0802-0802"), ("Sint Maarten", None), ("Saba", None)):
        said = anybody.get(f"/api/v1/door?place={quote(place)}").json()
        assert said["emergency"] == [] and place in said["emergencyUnchecked"], said
        visitor = Visitor(base)
        door = visitor.get(visitor.post("/", {"a3": place}, follow=False).headers["Location"].split("#")[0])
        head = door.body.decode().split("</header>")[0]
        assert f"Bel het alarmnummer van {place}. Wij hebben dat nummer niet nagekeken." in visitor.text(door)
        assert "tel:112" not in door.body.decode() and "tel:08002000" not in head
        # What may not be shown is not known here either.
        assert (known in head) if known else "Dit kennen wij daar" not in head, head
        region = said["region"]
        danger = visitor.get(visitor.post("/z", {"a5": "hij heeft een mes", "a2": region}, follow=False).headers["Location"])
        assert "tel:112" not in danger.body.decode() and visitor.text(danger).count("niet nagekeken") == 2
        parents = visitor.get(f"/k4?r={region}&e=1")
        assert "niet nagekeken" in visitor.text(parents) and "tel:112" not in parents.body.decode()
    aruba = Visitor(base).get("/?r=AW").body.decode().split("</header>")[0]
    assert 'href="tel:911"' in aruba and "tel:112" not in aruba and "niet nagekeken" not in aruba
    assert "emergencyUnchecked" not in anybody.get("/api/v1/door?place=Aruba").json()
    assert "emergencyUnchecked" not in anybody.get("/api/v1/door?place=Rotterdam").json()
    for address in ("/", "/?r=VT18", "/k4"):
        assert 'href="tel:112"' in Visitor(base).get(address).body.decode()


def test_every_situation_leads_to_its_tips_and_parents_to_theirs(base):
    visitor = Visitor(base)
    child = visitor.get("/").body.decode().split('id="k1"', 1)[1].split("</section>")[0]
    for number in range(1, 7):
        assert f'href="/guides/tips-{number}"' in child
    parents = visitor.get("/k4").body.decode()
    # What to do with somebody who hurts you is no help for who is afraid of their own hands.
    assert "/guides/tips-3" in parents and "/guides/tips-2" not in parents and "/guides/tips-4" not in parents


def test_a_line_on_which_nobody_works_is_closed_at_the_door_and_not_named_as_open(own):
    company = Company(own())
    base = company.installation.base
    names = [a["name"] for a in company.installation.accounts if "familielijn-chat" in a.get("lines", [])]
    env = {"VANGNET_DATA": str(company.installation.data)}
    if company.installation.database:
        env["VANGNET_DATABASE"] = company.installation.database
    for name in names:
        done = vangnet("staff", "disable", name, env=env)
        assert done.returncode == 0, done.stderr
    client, visitor = Client(base), Visitor(base)
    began = time.monotonic()
    while True:
        lines = {line["id"]: line["open"] for line in client.get("/api/v1/door?audience=parent").json()["lines"]}
        if not lines["familielijn-chat"] or time.monotonic() - began > 5:
            break
        time.sleep(0.2)
    assert not lines["familielijn-chat"]
    refused = is_problem(client.post("/api/v1/conversations", {"line": "familielijn-chat", "language": "nl"}), 409)
    named = [line["id"] for line in refused["open"]]
    assert named and not {"familielijn-chat", "kindertelefoon-chat", "guana-chat"} & set(named), named
    time.sleep(3)
    page = visitor.get("/k4").body.decode()
    assert "Begin een gesprek" not in page and "De chat van Familielijn is nu dicht." in page


def test_a_supervisor_turns_calm_mode_on_and_off_and_it_is_in_the_audit(own):
    company = Company(own())
    supervisor = company.staff("supervisor")
    line = supervisor.account["lines"][0]
    visitor = Visitor(company.installation.base)
    visitor.post("/desk/login", {"naam": supervisor.account["name"], "wachtwoord": supervisor.account["password"]})
    page = visitor.get("/desk/supervisor").body.decode()
    assert "Kalme stand is aan" not in page and 'value="kalm"' in page
    on = visitor.post(f"/desk/supervisor/l/{line}", {"zet": "kalm"}).body.decode()
    assert "Kalme stand is aan tot" in on and 'value="gewoon"' in on
    states = {s["line"]: s for s in supervisor.client.get("/api/v1/lines/switches").json()}
    assert states[line]["calm"] and states[line]["calmUntil"]
    is_problem(Client(company.installation.base).post("/api/v1/conversations", {"line": line, "language": "nl"}), 429)
    off = visitor.post(f"/desk/supervisor/l/{line}", {"zet": "gewoon"}).body.decode()
    assert "Kalme stand is aan" not in off
    acts = [e["act"] for e in supervisor.client.get("/api/v1/audit").json()["entries"]]
    assert sorted(acts[:2]) == ["calmed", "uncalmed"], acts
