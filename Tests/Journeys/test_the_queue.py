"""Who is helped next, and by whom."""

import pytest

from api import Client, Company, is_problem
from installation import in_threads


def waiting(counsellor, line):
    return next(q for q in counsellor.client.get("/api/v1/queue").json() if q["line"] == line)


def test_nobody_waits_at_the_start(company):
    counsellor = company.staff()
    assert counsellor.next().status == 204
    for queue in counsellor.client.get("/api/v1/queue").json():
        assert queue["waiting"] == 0 and queue["freeCapacity"] >= 3


def test_the_longest_wait_goes_first_and_everybody_moves_up(company):
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    seekers = [company.seeker(line, text=f"nummer {i}") for i in range(4)]
    queue = waiting(counsellor, line)
    assert queue["waiting"] == 4 and queue["longestWaitSeconds"] >= 0
    taken = [company.take(counsellor, [line]) for _ in range(3)]
    assert taken == [s.id for s in seekers[:3]]
    assert waiting(counsellor, line)["waiting"] == 1
    assert [s.read_all()["state"] for s in seekers] == ["open", "open", "open", "waiting"]


def test_three_talks_is_what_one_person_can_hold(company):
    counsellor, colleague = company.staff(), company.staff(nth=1, organisation=company.staff().account["organisation"])
    line = counsellor.account["lines"][0]
    assert line in colleague.account["lines"]
    seekers = [company.seeker(line) for _ in range(4)]
    for _ in range(3):
        company.take(counsellor, [line])
    is_problem(counsellor.next([line]), 409)
    assert seekers[3].read_all()["state"] == "waiting"
    assert company.take(colleague, [line]) == seekers[3].id
    # Free capacity is the line's: that of everybody who is there.
    before = waiting(counsellor, line)["freeCapacity"]
    assert counsellor.close_talk(seekers[0].id).status == 204
    assert waiting(counsellor, line)["freeCapacity"] == before + 1


def test_next_without_lines_looks_at_all_my_lines_and_never_at_others(company):
    counsellor = company.staff()
    other = company.installation.account("counsellor", not_organisation=counsellor.account["organisation"])
    stranger = company.seeker(other["lines"][0])
    assert counsellor.next().status == 204
    answer = counsellor.next(other["lines"])
    assert answer.status in (204, 400, 403, 404, 422), answer
    assert stranger.read_all()["state"] == "waiting"
    mine = company.seeker(counsellor.account["lines"][0])
    assert company.take(counsellor) == mine.id


@pytest.mark.parametrize("body", [{"lines": "x"}, {"lines": [1]}, {"lines": ["no-such-line"]}, []])
def test_next_on_lines_that_make_no_sense_takes_nobody(company, body):
    counsellor = company.staff()
    seeker = company.seeker(counsellor.account["lines"][0])
    answer = counsellor.client.post("/api/v1/queue/next", body)
    assert answer.status in (204, 400, 403, 404, 422), answer
    assert seeker.read_all()["state"] == "waiting"


def test_two_hundred_at_once_and_one_gets_the_talk(company):
    """The claim is one serialised transaction; what conflicts inside the database never surfaces."""
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    colleagues = [a for a in company.installation.accounts if a["role"] == "counsellor" and line in a["lines"]]
    tokens = [company.staff(organisation=counsellor.account["organisation"], nth=i).token for i in range(len(colleagues))]
    for _ in range(3):
        seeker = company.seeker(line)
        clients = [Client(company.installation.base, tokens[i % len(tokens)]) for i in range(200)]
        for client in clients:
            client.connect()

        def claim(client, barrier):
            barrier.wait()
            return client.post("/api/v1/queue/next", {"lines": [line]})

        answers = in_threads(claim, clients)
        won = [(client, a) for client, a in zip(clients, answers) if a.status == 200]
        assert len(won) == 1, [a.status for a in answers if a.status != 204]
        assert won[0][1].json()["id"] == seeker.id
        assert {a.status for a in answers} <= {200, 204, 409}, {a.status for a in answers}
        winner = won[0][0]
        assert winner.post(f"/api/v1/conversations/{seeker.id}/close", {"contact": {}}).status == 204
        for client in clients:
            client.close()


def test_a_hundred_claims_of_one_person_never_exceed_what_one_can_hold(company):
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    seekers = [company.seeker(line) for _ in range(8)]
    clients = [Client(company.installation.base, counsellor.token) for _ in range(100)]
    for client in clients:
        client.connect()

    def claim(client, barrier):
        barrier.wait()
        return client.post("/api/v1/queue/next", {"lines": [line]})

    answers = in_threads(claim, clients)
    taken = [a.json()["id"] for a in answers if a.status == 200]
    company.taken += [(counsellor, t) for t in taken]
    for client in clients:
        client.close()
    assert sorted(taken) == sorted(s.id for s in seekers[:3])
    assert {a.status for a in answers} <= {200, 409}, {a.status for a in answers}
    assert [s.read_all()["state"] for s in seekers].count("open") == 3


def test_a_thousand_can_wait(own):
    """And can all leave again, many at once."""
    company = Company(own())
    counsellor = company.staff()
    line = counsellor.account["lines"][0]

    def start(_, barrier):
        barrier.wait()
        client = Client(company.installation.base)
        started = [client.post("/api/v1/conversations", {"line": line, "language": "nl"}) for _ in range(50)]
        client.close()
        return started

    answers = [a for batch in in_threads(start, range(20)) for a in batch]
    try:
        assert {a.status for a in answers} == {201}
        assert sorted(a.json()["position"] for a in answers)[-1] >= 1000
        assert waiting(counsellor, line)["waiting"] == 1000
    finally:
        def erase(some, barrier):
            barrier.wait()
            client = Client(company.installation.base)
            for a in some:
                client.delete(f"/api/v1/conversations/{a.json()['id']}", token=a.json()["token"])

        good = [a for a in answers if a.status == 201]
        in_threads(erase, [good[i::10] for i in range(10)])
    assert waiting(counsellor, line)["waiting"] == 0
