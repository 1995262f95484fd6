"""A third party in a talk: who is there, what they may read, and how it ends."""

import json

import pytest

from api import Company, is_problem
from test_handing_over import AFTER, BEFORE, SUMMARY, ask, decide, keys_of, three  # noqa: F401


def system(who, conversation):
    return [m for m in who.read(conversation)["messages"] if m["author"] == "system"]


def joined(company, three, share="from-now", **more):
    seeker, first, second, line = three
    assert decide(seeker, ask("invite", first, seeker.id, line, share, **more), True).status == 204
    assert company.take(second, [line]) == seeker.id


def test_everybody_is_told_who_comes_and_who_goes_in_order(company, three):
    seeker, first, second, line = three
    joined(company, three)
    second.say(seeker.id, "Hallo allebei")
    seeker.write("Hallo")
    assert second.client.post(second.path(seeker.id, "/leave")).status == 204
    seeker.write(AFTER)
    for who in (seeker, first):
        all = who.read(seeker.id)["messages"]
        numbers = [m["number"] for m in all]
        assert numbers == sorted(set(numbers))
        kinds = [m["author"] for m in all]
        assert kinds == ["seeker", "system", "counsellor", "seeker", "system", "seeker"], kinds
        came, gone = (m["text"] for m in all if m["author"] == "system")
        name = next(m["name"] for m in all if m["author"] == "counsellor")
        assert name in came and name in gone
        assert "code" in gone.lower() and "spijt" in gone
    assert [m["number"] for m in seeker.read(seeker.id)["messages"]] == [1, 2, 3, 4, 5, 6]


def test_both_ends_see_who_is_in_the_room(company, three):
    seeker, first, second, line = three
    def room(who):
        answer = who.client.get(who.path(seeker.id, "/parties"))
        assert answer.status == 200, answer
        return answer.json()

    alone = room(seeker)
    assert [p["isThird"] for p in alone["parties"]] == [False] and alone["waitsFor"] is None
    is_problem(second.client.get(second.path(seeker.id, "/parties")), 404)
    assert decide(seeker, ask("invite", first, seeker.id, line, "from-now"), True).status == 204
    assert room(seeker)["waitsFor"] == second.account["organisation"]
    assert company.take(second, [line]) == seeker.id
    for who in (seeker, first, second):
        assert [p["isThird"] for p in room(who)["parties"]] == [False, True]
    assert room(first)["parties"][1]["organisation"] == second.account["organisation"]


def test_the_seeker_goes_on_without_the_third_at_once(company, three):
    seeker, first, second, line = three
    joined(company, three)
    stream = company.listen(second, seeker.id)
    leave = lambda who: who.client.post(who.path(seeker.id, "/leave-party"))  # noqa: E731
    for who in (first, second, company.seeker(seeker.line)):
        is_problem(leave(who), 401, 403, 404)
    assert leave(seeker).status == 204
    assert leave(seeker).status == 204, "a second tap"
    seeker.write(AFTER)
    assert stream.ended(5) and AFTER not in stream.raw.decode()
    for rest in ("/messages", "/events", "/parties", "/agreements"):
        is_problem(second.client.get(second.path(seeker.id, rest)), 404)
    is_problem(second.client.post(second.path(seeker.id, "/messages"), {"clientId": "x", "text": "Nog iets"}), 404)
    assert AFTER in first.texts(seeker.id)
    assert first.close_talk(seeker.id).status == 204


def test_the_seeker_can_think_better_of_it_before_anybody_came(company, three):
    seeker, first, second, line = three
    assert decide(seeker, ask("invite", first, seeker.id, line, "history"), True).status == 204
    assert seeker.client.post(seeker.path(seeker.id, "/leave-party")).status == 204
    assert second.next([line]).status == 204
    assert first.say(seeker.id, "Goed, wij tweeën") > 0


def test_a_third_who_signs_out_is_let_go_of_and_the_talk_goes_on(own):
    """On an installation of its own: nobody else may need the session that ends."""
    company = Company(own())
    seeker, first = company.talk(BEFORE)
    second = company.staff(not_organisation=first.account["organisation"])
    joined(company, (seeker, first, second, second.account["lines"][0]))
    assert second.client.delete("/api/v1/sessions").status == 204
    told = system(seeker, seeker.id)
    assert len(told) == 2 and "spijt" in told[1]["text"] and "code" in told[1]["text"]
    assert len(seeker.client.get(seeker.path(seeker.id, "/parties")).json()["parties"]) == 1
    assert first.say(seeker.id, "Ik ben er nog") > 0
    is_problem(first.client.post(first.path(seeker.id, "/leave")), 409)


def test_the_question_and_the_summary_are_read_before_the_answer(company, three):
    seeker, first, second, line = three
    offer = ask("invite", first, seeker.id, line, "summary", summary=SUMMARY)
    shown = seeker.client.get(seeker.path(seeker.id, f"/offers/{offer}"))
    assert shown.status == 200, shown
    body = shown.json()
    assert body["summary"] == SUMMARY and body["offer"] == offer and body["share"] == "summary"
    for who in (first, second, company.seeker(seeker.line)):
        is_problem(who.client.get(seeker.path(seeker.id, f"/offers/{offer}")), 401, 403, 404)
    assert decide(seeker, offer, True).status == 204
    is_problem(seeker.client.get(seeker.path(seeker.id, f"/offers/{offer}")), 404)
    assert company.take(second, [line]) == seeker.id
    for who in (seeker, first, second):
        agreed = who.client.get(who.path(seeker.id, "/agreements")).json()["agreements"]
        assert [(a["kind"], a["accept"], a["question"]) for a in agreed] == [("consent", True, body["question"])]
        assert agreed[0]["at"].endswith(":00Z"), "in whole minutes"


def test_what_comes_after_is_agreed_and_both_ends_can_read_it(company, three):
    seeker, first, second, line = three
    path = first.path(seeker.id, "/follow-up")
    agreement = {"how": "chat", "when": "morgen om vier uur", "safeTime": "na school"}
    is_problem(first.client.post(path, agreement), 409)
    joined(company, three)
    is_problem(seeker.client.post(path, agreement), 401, 403)
    for wrong in ({}, {"how": "", "when": "x"}, {"how": "x" * 201, "when": "x"}, {"how": "x"}):
        is_problem(first.client.post(path, wrong), 400, 422)
    assert first.client.post(path, agreement).status == 204
    for who in (seeker, first, second):
        agreed = who.client.get(who.path(seeker.id, "/agreements")).json()["agreements"]
        assert agreed[-1]["how"] == "chat" and agreed[-1]["safeTime"] == "na school"


@pytest.mark.parametrize("share", ["history", "summary", "from-now"])
def test_the_stored_bytes_open_to_the_third_only_as_far_as_was_agreed(own, share):
    """`vangnet verify --keys-of`, with the server stopped."""
    installation = own()
    company = Company(installation)
    seeker, first = company.talk(BEFORE)
    second = company.staff(not_organisation=first.account["organisation"])
    line = second.account["lines"][0]
    more = {"summary": SUMMARY} if share == "summary" else {}
    joined(company, (seeker, first, second, line), share, **more)
    seeker.write(AFTER)
    assert seeker.client.post(seeker.path(seeker.id, "/leave-party")).status == 204
    seeker.write("Alleen nog met de eerste")
    assert installation.stop() == 0
    mine, theirs = (keys_of(installation, who.account).get(seeker.id, []) for who in (first, second))
    assert theirs == ([0, 1] if share == "history" else [1])
    assert mine == [0, 1, 2]


def test_the_page_shows_who_is_there_and_lets_the_third_go(company, three):
    """Without script."""
    from pages import Visitor

    seeker, first, second, line = three
    joined(company, three)
    visitor = Visitor(company.installation.base)
    visitor.cookies["s"] = seeker.token
    page = visitor.text(visitor.get("/g"))
    names = [p["name"] for p in seeker.client.get(seeker.path(seeker.id, "/parties")).json()["parties"]]
    assert "In dit gesprek:" in page and all(name in page for name in names)
    assert f"Alleen verder met {names[0]}" in page
    page = visitor.text(visitor.post("/g/p"))
    assert "Alleen verder" not in page
    assert json.dumps(second.client.get(second.path(seeker.id, "/messages")).status) == "404"


def test_the_one_who_asked_stays_until_the_seeker_says_that_it_is_fine(company, three):
    """On the pages; the call leaves as ever."""
    from pages import Visitor

    seeker, first, second, line = three
    joined(company, three)
    desk, page = Visitor(seeker.base), Visitor(seeker.base)
    desk.cookies["s"], page.cookies["s"] = first.token, seeker.token
    address = f"/desk/c/{seeker.id}"
    assert "Blijf erbij" in desk.text(desk.get(address))
    held = desk.post(f"{address}/leave", {})
    assert held.status == 409 and "Blijf erbij" in desk.text(held)
    assert len(seeker.client.get(seeker.path(seeker.id, "/parties")).json()["parties"]) == 2
    for who in (first, second, company.seeker(seeker.line)):
        is_problem(who.client.post(who.path(seeker.id, "/may-go")), 401, 403, 404)
    name = seeker.client.get(seeker.path(seeker.id, "/parties")).json()["parties"][0]["name"]
    assert f"Het is goed als {name}" in page.text(page.get("/g"))
    assert f"Je zei dat het goed is als {name}" in page.text(page.post("/g/f"))
    assert "vindt het goed als je gaat" in desk.text(desk.get(address))
    assert desk.post(f"{address}/leave", {}).status == 200
    left = seeker.client.get(seeker.path(seeker.id, "/parties")).json()["parties"]
    assert [p["organisation"] for p in left] == [second.account["organisation"]]
    seeker.write(AFTER)
    assert AFTER in second.texts(seeker.id)
    assert second.close_talk(seeker.id).status == 204


def test_a_report_begins_only_by_the_wish_of_the_seeker(company, three):
    from pages import Visitor

    seeker, first, second, line = three
    path = second.path(seeker.id, "/report")
    is_problem(second.client.post(path, {"name": True, "wish": True}), 404)
    joined(company, three)
    desk = Visitor(seeker.base)
    desk.cookies["s"] = second.token
    assert "Er komt geen melding" in desk.text(desk.get(f"/desk/c/{seeker.id}"))
    is_problem(seeker.client.post(path, {"name": True, "wish": True}), 401, 403)
    is_problem(first.client.post(path, {"name": True, "wish": True}), 409)
    for wrong in ({}, {"name": True}, {"name": "ja", "wish": True}):
        is_problem(second.client.post(path, wrong), 400)
    for wrong in ({"name": False, "wish": True}, {"name": True, "wish": False}):
        is_problem(second.client.post(path, wrong), 422)
    assert len(system(seeker, seeker.id)) == 1, "nothing was said yet"
    assert desk.post(f"/desk/c/{seeker.id}/report", {"name": "1"}).status == 422
    assert desk.post(f"/desk/c/{seeker.id}/report", {"name": "1", "wish": "1"}).status == 200
    assert second.client.post(path, {"name": True, "wish": True}).status == 204, "once more changes nothing"
    told = system(seeker, seeker.id)
    assert len(told) == 2 and "melding" in told[1]["text"]
    for who in (seeker, first, second):
        agreed = who.client.get(who.path(seeker.id, "/agreements")).json()["agreements"]
        assert [a["kind"] for a in agreed] == ["consent", "report"]
    assert first.close_talk(seeker.id).status == 204
    # Nobody sees numbers under ten.
    is_problem(first.client.get("/api/v1/three-way"), 403)
    analyst = company.staff(role="analyst")
    steps = analyst.client.get("/api/v1/three-way")
    assert steps.status == 200 and all(n >= 10 for row in steps.json() for n in row["steps"].values())
