"""The record of a talk, a call or a visit: kept at each field, counted by its channel, and never a report by accident."""

import re
import secrets

import pytest

from api import Client, Company, is_problem
from installation import vangnet
from pages import Visitor

CHILD, VEILIG_THUIS = "kindertelefoon", "veilig-thuis-friesland"


def at_the_desk(installation, account):
    """Somebody of the staff with a browser without script."""
    visitor = Visitor(installation.base)
    visitor.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    assert "s" in visitor.cookies
    return visitor


def chosen(answer, name):
    """What stands chosen in a list of the page; empty when nothing is."""
    found = re.search(rf'<select id="{re.escape(name)}".*?</select>', answer.body.decode(), re.S)
    assert found, f"no list {name} on the page"
    option = re.search(r'<option value="([^"]*)" selected', found.group(0))
    return option.group(1) if option else ""


def record(counsellor, status=201, **more):
    body = {"clientId": secrets.token_hex(8), "channel": "phone", "contact": {}} | more
    answer = counsellor.client.post("/api/v1/contacts", body)
    assert answer.status == status, answer
    return answer


# Each its own


def test_each_organisation_has_its_own_record(company):
    forms = {}
    for organisation in (CHILD, VEILIG_THUIS, "familielijn"):
        counsellor = company.staff(organisation=organisation)
        answer = counsellor.client.get("/api/v1/contacts/form")
        assert answer.status == 200, answer
        forms[organisation] = answer.json()
        fields = forms[organisation]["fields"]
        assert 1 <= len(fields) <= 8
        for field in fields:
            assert [c["id"] for c in field["codes"]][-3:] == ["unknown", "not-asked", "refused"], field["id"]
            assert field["most"] <= 3
        record(counsellor, contact={f["id"]: f["codes"][0]["id"] for f in fields})
    reasons = {o: {c["id"] for f in form["fields"] if f["id"] == "reason" for c in f["codes"]} for o, form in forms.items()}
    assert "bullying" in reasons[CHILD] and "bullying" not in reasons[VEILIG_THUIS]
    assert "partner-violence" in reasons[VEILIG_THUIS] and "partner-violence" not in reasons[CHILD]
    # Codes of another's record are refused, in every way in which a record is made.
    is_problem(record(company.staff(organisation=CHILD), 400, contact={"reason": "partner-violence"}), 400)
    seeker, counsellor = company.talk("Hallo", organisation=CHILD)
    is_problem(counsellor.close_talk(seeker.id, {"reason": "partner-violence"}), 400)
    assert counsellor.close_talk(seeker.id, {"reason": ["bullying", "fear", "none-fits"], "asker": "neighbour"}).status == 204


def test_a_call_is_recorded_once_and_only_by_who_talks_with_people(company):
    counsellor = company.staff()
    body = {"clientId": "een gesprek", "channel": "walk-in", "contact": {"asker": ["neighbour"], "crisis": "yes"}, "elsewhere": "past nergens"}
    first = counsellor.client.post("/api/v1/contacts", body)
    assert first.status == 201, first
    again = counsellor.client.post("/api/v1/contacts", body)
    assert again.status == 200 and again.json() == first.json()
    for wrong in ({"channel": "chat"}, {"channel": "fax"}, {"contact": {"asker": "nobody"}}, {"contact": {"notes": "x"}}, {"clientId": ""},
                  {"elsewhere": "x" * 121}, {"contact": {"age": ["8-11", "unknown"]}}):
        is_problem(counsellor.client.post("/api/v1/contacts", body | {"clientId": secrets.token_hex(4)} | wrong), 400, 422)
    seeker = company.seeker()
    for path in ("/api/v1/contacts", "/api/v1/contacts/reports"):
        for token in (None, "x", seeker.token):
            is_problem(Client(seeker.base, token).post(path, body), 401)
        is_problem(company.staff("analyst").client.post(path, body), 403)
    is_problem(Client(seeker.base).get("/api/v1/contacts/form"), 401)


# Advice is not a report


def test_a_chat_cannot_become_a_report_over_the_api_or_by_the_form(company):
    words = ("report", "melding", "reportsReceived", "Melding", "advice;report")
    vera = company.staff(organisation=VEILIG_THUIS)
    seeker, _ = company.talk("Hallo", organisation=VEILIG_THUIS)
    for word in words:
        is_problem(vera.close_talk(seeker.id, {"advice": word}), 400)
        is_problem(vera.close_talk(seeker.id, {"kind": word}), 400)
        is_problem(record(vera, 400, contact={"advice": word}), 400)
    is_problem(vera.client.post("/api/v1/contacts/reports", {"clientId": "a", "channel": "chat"}), 400)
    # The form says it in words, keeps what else was chosen, and the talk stays open.
    desk = at_the_desk(company.installation, vera.account)
    page = desk.get(f"/desk/c/{seeker.id}")
    assert "Een melding kan hier niet" in desk.text(page)
    options = re.search(r'<select id="advice".*?</select>', page.body.decode(), re.S).group(0)
    assert not re.search(r">[^<]*(melding|report)[^<]*</option>", options, re.I)
    for word in words:
        answer = desk.post(f"/desk/c/{seeker.id}/close", {"advice": word, "asker": "neighbour"})
        assert answer.status == 400, answer
    # What a third party reports of a talk between three needs their name and the seeker's own wish.
    answer = desk.post(f"/desk/c/{seeker.id}/report", {"dossier": "1", "kanaal": "chat"}, follow=False)
    assert answer.status == 422, answer
    for address in (f"/api/v1/conversations/{seeker.id}/report", f"/api/v1/conversations/{seeker.id}/close"):
        answer = desk.post(address, {"dossier": "1", "kanaal": "chat"}, follow=False)
        assert answer.status in (401, 403, 404, 405, 415), answer
    assert desk.post("/desk/report", {"dossier": "1", "kanaal": "chat"}, follow=False).status == 400
    assert desk.post("/desk/report", {"kanaal": "phone"}, follow=False).status == 400, "not asked, not counted"
    assert seeker.read_all()["state"] == "open"
    assert vera.close_talk(seeker.id, {"advice": "advice"}).status == 204


def test_a_report_is_counted_only_where_reports_are_taken(company):
    body = {"clientId": secrets.token_hex(4), "channel": "phone", "region": "VT04"}
    is_problem(company.staff(organisation=CHILD).client.post("/api/v1/contacts/reports", body), 403)
    vera = company.staff(organisation=VEILIG_THUIS)
    assert vera.client.post("/api/v1/contacts/reports", body).status == 201
    assert vera.client.post("/api/v1/contacts/reports", body).status == 200
    is_problem(vera.client.post("/api/v1/contacts/reports", body | {"clientId": "b", "region": "Utrecht"}), 400)
    child = at_the_desk(company.installation, company.staff(organisation=CHILD).account)
    assert "Was het een melding?" not in child.text(child.get("/desk/record"))
    assert child.post("/desk/report", {"dossier": "1", "kanaal": "phone"}, follow=False).status == 403
    there = at_the_desk(company.installation, vera.account)
    assert "Was het een melding?" in there.text(there.get("/desk/record"))
    done = there.post("/desk/report", {"dossier": "1", "kanaal": "walk-in", "regio": "VT04"})
    assert "De melding is geteld." in there.text(done)


def test_the_database_refuses_a_report_beside_a_chat(own):
    installation = own()
    company = Company(installation)
    seeker, counsellor = company.talk("Hallo", organisation=VEILIG_THUIS)
    assert counsellor.close_talk(seeker.id, {"advice": "advice"}).status == 204
    installation.stop()

    def run(statement):
        if installation.database:
            done = installation.postgres.sql(statement, installation.database.rpartition("/")[2])
            return done
        import sqlite3

        database = sqlite3.connect(installation.data / "vangnet.sqlite")
        try:
            with database:
                return str(database.execute(statement).fetchall())
        finally:
            database.close()

    assert "advice" in run("SELECT kind FROM contact_record")
    for statement in (
        "UPDATE contact_record SET kind = 'report'",
        "INSERT INTO report_note(id, channel, week, region, count_by) VALUES ('x', 'chat', '2026-W01', NULL, 0)",
        "INSERT INTO spoken_record(id, channel, kind, week, region, fields, count_by) VALUES ('x', 'phone', 'report', '2026-W01', NULL, '', 0)",
        "UPDATE report_note SET conversation = 'x'",
    ):
        with pytest.raises(Exception):
            run(statement)


# Kept at each field


def test_a_record_that_was_begun_is_there_after_a_crash(own):
    """Without script: a button keeps it. Killed the moment the answer is there."""
    installation = own()
    company = Company(installation)
    seeker, counsellor = company.talk("Hallo", organisation=CHILD)
    desk = at_the_desk(installation, counsellor.account)
    begun = desk.post("/desk/record", {"kanaal": "phone"}, follow=False)
    spoken = begun.headers["Location"]
    for path, back in ((f"/desk/c/{seeker.id}/record", f"/desk/c/{seeker.id}"), (spoken, spoken)):
        fields = {"asker": "child", "reason": "bullying", "reason.2": "fear", "age": "not-asked", "crisis": "refused", "elsewhere": "regel voor de lijst"}
        kept = desk.post(path, fields, headers={"Accept": "application/json"}, follow=False)
        assert kept.status == 204, kept
        installation.kill()
        installation.start()
        page = desk.get(back)
        assert page.status == 200, page
        assert [chosen(page, n) for n in ("asker", "reason", "reason.2", "reason.3", "age", "crisis")] == \
            ["child", "bullying", "fear", "", "not-asked", "refused"]
        assert "regel voor de lijst" in page.body.decode()
    # After the seeker has gone it can still be filled in; when it is recorded it cannot.
    assert seeker.leave().status == 204
    assert desk.post(f"/desk/c/{seeker.id}/record", {"asker": "network"}, headers={"Accept": "application/json"}, follow=False).status == 204
    assert chosen(desk.get(f"/desk/c/{seeker.id}"), "asker") == "network"
    done = desk.post(f"/desk/c/{seeker.id}/close", {"asker": "network"})
    assert "Het gesprek is afgesloten." in desk.text(done)
    assert "Dit gesprek is vastgelegd." in desk.text(desk.get(f"/desk/c/{seeker.id}"))
    assert desk.post(f"/desk/c/{seeker.id}/record", {"asker": "child"}, headers={"Accept": "application/json"}, follow=False).status == 409


def test_a_record_by_phone_without_script_and_for_nobody_else(company):
    counsellor = company.staff(organisation=CHILD)
    desk = at_the_desk(company.installation, counsellor.account)
    begun = desk.post("/desk/record", {"kanaal": "walk-in"})
    assert "Gesprek aan de balie" in desk.text(begun)
    path = re.search(r'action="(/desk/record/[^"]+)/done"', begun.body.decode()).group(1)
    for field in ("advice", "asker", "reason", "age", "region", "vulnerable", "crisis", "action"):
        assert chosen(begun, field) == ""
    assert "Telt mee in: " in desk.text(begun) and "/desk/meaning#vangnet.conversations.neighbours" in begun.body.decode()
    meaning = desk.get("/desk/meaning")
    assert 'id="vangnet.conversations.neighbours"' in meaning.body.decode()
    others = [company.staff("supervisor", organisation=CHILD), company.staff(organisation=VEILIG_THUIS)]
    for other in others:
        theirs = at_the_desk(company.installation, other.account)
        assert theirs.get(path).status == 404
        for end in ("", "/done", "/drop"):
            assert theirs.post(path + end, {"asker": "child"}, follow=False).status == 404
    wrong = desk.post(f"{path}/done", {"asker": "child", "reason": "unknown", "reason.2": "fear"})
    assert wrong.status == 400 and "Waar gaat het over?" in desk.text(wrong)
    assert chosen(wrong, "asker") == "child", "what was chosen is still there"
    done = desk.post(f"{path}/done", {"asker": "child", "reason": "fear", "elsewhere": "gaat ook over schulden"})
    assert "Het gesprek is vastgelegd." in desk.text(done)
    assert desk.get(path).status == 404
    # What did not fit is for who keeps the list of this organisation.
    keeper = at_the_desk(company.installation, company.staff("supervisor", organisation=CHILD).account)
    lists = keeper.get("/desk/lists")
    assert "gaat ook over schulden" in keeper.text(lists)
    stranger = at_the_desk(company.installation, company.staff("supervisor", organisation=VEILIG_THUIS).account)
    assert "schulden" not in stranger.text(stranger.get("/desk/lists"))
    assert desk.get("/desk/lists").status == 403
    seen = re.search(r"gaat ook over schulden.*?action=\"(/desk/lists/[^\"]+)\"", lists.body.decode(), re.S).group(1)
    assert stranger.post(seen, follow=False).status == 404
    assert "schulden" not in keeper.text(keeper.post(seen))


def test_passages_belong_to_a_code_by_number(company):
    seeker, counsellor = company.talk("Ze pesten me", organisation=CHILD)
    desk = at_the_desk(company.installation, counsellor.account)
    number = seeker.read_all()["messages"][0]["number"]
    page = desk.post(f"/desk/c/{seeker.id}/passage", {"nummer": number, "code": "bullying", "aan": "1"})
    assert f"Bericht {number}: Pesten" in desk.text(page)
    desk.post(f"/desk/c/{seeker.id}/record", {"asker": "child"})
    page = desk.get(f"/desk/c/{seeker.id}")
    assert f"Bericht {number}: Pesten" in desk.text(page) and chosen(page, "asker") == "child"
    page = desk.post(f"/desk/c/{seeker.id}/passage", {"nummer": number, "code": "bullying", "aan": "0"})
    assert f"Bericht {number}: Pesten" not in desk.text(page)
    assert desk.post(f"/desk/c/{seeker.id}/passage", {"nummer": "x", "code": "bullying", "aan": "1"}).status == 400


# Figures that are whole


def test_calls_count_in_the_whole_and_can_be_kept_apart(own):
    installation = own()
    company = Company(installation)
    counsellor = company.staff(organisation=CHILD)
    for _ in range(13):
        record(counsellor, contact={"reason": "physical-home", "asker": "neighbour"})
    for _ in range(4):
        record(counsellor, channel="walk-in")
    installation.stop()
    env = {"VANGNET_DATA": str(installation.data)} | ({"VANGNET_DATABASE": installation.database} if installation.database else {})
    done = vangnet("purge", env=env)
    assert done.returncode == 0, done.stderr
    installation.start()
    company = Company(installation)
    analyst = company.staff("analyst").client
    series = "/api/v1/series?language=nl&indicator="

    def values(client, indicator, more=""):
        answer = client.get(f"{series}{indicator}{more}")
        assert answer.status == 200, answer
        return [p["value"] for p in answer.json()["points"]]

    # Thirteen are told as fifteen; the four of the counter wait for others.
    assert values(Client(installation.base), "vangnet.conversations") == [15]
    assert values(analyst, "vangnet.conversations", "&channel=phone") == [15]
    assert values(analyst, "vangnet.conversations", "&channel=chat") == []
    assert values(analyst, "vangnet.conversations.violence", "&channel=phone") == [15]
    assert values(analyst, "vangnet.conversations.neighbours") == [15]
    assert values(analyst, "vangnet.record.age.unknown") == [15]
    assert values(analyst, "vangnet.record.age.not-asked") == []
    # Parts of a public whole are not for everybody.
    is_problem(Client(installation.base).get(f"{series}vangnet.conversations&channel=phone"), 404)
    is_problem(analyst.get(f"{series}vangnet.conversations&channel=fax"), 400, 422)
