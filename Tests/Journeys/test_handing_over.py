"""Another organisation takes over or joins. The seeker decides; what was said before stays where it was said."""

import json

import pytest

from api import Company, is_problem
from installation import vangnet

BEFORE = "Dit zei ik alleen tegen de eerste"
SUMMARY = "Samenvatting: het gaat om thuis, vannacht veilig"
AFTER = "Dit is voor wie het overneemt"


@pytest.fixture
def three(company):
    """A seeker talking with a counsellor, and a counsellor of another organisation."""
    seeker, first = company.talk(BEFORE)
    second = company.staff(not_organisation=first.account["organisation"])
    return seeker, first, second, second.account["lines"][0]


def ask(kind, counsellor, conversation, line, share, **more):
    answer = counsellor.client.post(counsellor.path(conversation, f"/{kind}"), {"line": line, "share": share} | more)
    assert answer.status == 201, answer
    return answer.json()["offer"]


def decide(seeker, offer, accept):
    return seeker.client.post(seeker.path(seeker.id, f"/offers/{offer}"), {"accept": accept})


def seen_by(counsellor, conversation):
    return json.dumps(counsellor.read(conversation), ensure_ascii=False)


@pytest.mark.parametrize("kind", ["handover", "invite"])
def test_the_seeker_is_asked_first_and_nothing_is_shared_before(company, three, kind):
    seeker, first, second, line = three
    stream = company.listen(seeker, seeker.id)
    offer = ask(kind, first, seeker.id, line, "history")
    event = stream.next("offer")
    shown = seeker.read_all()["offers"]
    assert shown == [event.data] or event.data in shown
    assert shown[0]["offer"] == offer and shown[0]["kind"] == kind and shown[0]["share"] == "history"
    assert shown[0]["line"] == line and shown[0]["organisation"]
    assert second.next([line]).status == 204, "taken before the seeker said yes"
    is_problem(second.client.get(second.path(seeker.id, "/messages")), 404)
    # Only the seeker can say yes, and only to an offer that is there.
    stranger = company.seeker(seeker.line)
    for who in (first, second, stranger):
        is_problem(who.client.post(seeker.path(seeker.id, f"/offers/{offer}"), {"accept": True}), 401, 403, 404)
    is_problem(decide(seeker, "0" * 32, True), 404)
    for odd in ({}, {"accept": "ja"}, {"accept": None}, []):
        is_problem(seeker.client.post(seeker.path(seeker.id, f"/offers/{offer}"), odd), 400, 422)
    assert second.next([line]).status == 204


@pytest.mark.parametrize("kind", ["handover", "invite"])
def test_no_is_no_and_everything_is_as_it_was(company, three, kind):
    seeker, first, second, line = three
    offer = ask(kind, first, seeker.id, line, "history")
    assert decide(seeker, offer, False).status == 204
    assert seeker.read_all()["offers"] == []
    assert second.next([line]).status == 204
    is_problem(second.client.get(second.path(seeker.id, "/messages")), 404)
    is_problem(decide(seeker, offer, True), 404, 409)
    assert first.say(seeker.id, "Goed, we praten hier verder") > 0
    assert seeker.read_all()["state"] == "open"
    assert seeker.texts(seeker.id) == [BEFORE, "Goed, we praten hier verder"]


@pytest.mark.parametrize("share", ["history", "summary", "from-now"])
def test_a_handover_shares_what_was_agreed_and_no_more(company, three, share):
    seeker, first, second, line = three
    more = {"summary": SUMMARY} if share == "summary" else {}
    offer = ask("handover", first, seeker.id, line, share, **more)
    assert decide(seeker, offer, True).status == 204
    seeker.write(AFTER)
    assert company.take(second, [line]) == seeker.id
    second.say(seeker.id, "Ik ben er nu voor je")
    said = seen_by(second, seeker.id)
    assert AFTER in said
    assert (BEFORE in said) == (share == "history"), said
    assert (SUMMARY in said) == (share == "summary")
    if share != "history":
        after_zero = json.dumps(second.read(seeker.id, after=0), ensure_ascii=False)
        assert BEFORE not in after_zero
        stream = company.listen(second, seeker.id, after=0)
        while stream.next().data["text"] != "Ik ben er nu voor je":
            pass
        assert BEFORE not in stream.raw.decode()
    # The one who handed over is out, and cannot read on.
    is_problem(first.client.get(first.path(seeker.id, "/messages")), 404)
    is_problem(first.client.post(first.path(seeker.id, "/messages"), {"clientId": "x", "text": "Nog iets"}), 404)
    assert seeker.read_all()["state"] == "open"
    told = seeker.texts(seeker.id)
    assert [told[0], told[-2], told[-1]] == [BEFORE, AFTER, "Ik ben er nu voor je"], "the seeker keeps everything"


@pytest.mark.parametrize("share", ["history", "summary", "from-now"])
def test_a_third_joins_with_what_was_agreed(company, three, share):
    seeker, first, second, line = three
    more = {"summary": SUMMARY} if share == "summary" else {}
    offer = ask("invite", first, seeker.id, line, share, **more)
    assert decide(seeker, offer, True).status == 204
    first.say(seeker.id, "We wachten samen even")
    assert company.take(second, [line]) == seeker.id
    second.say(seeker.id, "Hallo allebei")
    seeker.write(AFTER)
    for who in (first, second):
        assert AFTER in who.texts(seeker.id) and "Hallo allebei" in who.texts(seeker.id)
    said = seen_by(second, seeker.id)
    assert (BEFORE in said) == (share == "history")
    assert (SUMMARY in said) == (share == "summary")
    organisations = {m["organisation"] for m in seeker.read_all()["messages"] if m["author"] == "counsellor"}
    assert len(organisations) == 2, "the seeker can see who is speaking"


def test_who_leaves_a_three_way_talk_hears_no_more_and_the_last_one_cannot_leave(company, three):
    seeker, first, second, line = three
    is_problem(first.client.post(first.path(seeker.id, "/leave")), 409)
    assert decide(seeker, ask("invite", first, seeker.id, line, "from-now"), True).status == 204
    is_problem(first.client.post(first.path(seeker.id, "/leave")), 409)
    assert company.take(second, [line]) == seeker.id
    stream = company.listen(first, seeker.id)
    assert first.client.post(first.path(seeker.id, "/leave")).status in (200, 204)
    seeker.write(AFTER)
    assert AFTER in second.texts(seeker.id)
    is_problem(first.client.get(first.path(seeker.id, "/messages")), 404)
    is_problem(first.client.get(first.path(seeker.id, "/events")), 404)
    assert stream.ended(5) and AFTER not in stream.raw.decode()
    is_problem(second.client.post(second.path(seeker.id, "/leave")), 409)
    assert second.close_talk(seeker.id).status == 204


@pytest.mark.parametrize(
    "body",
    [
        {}, {"line": "no-such-line", "share": "history"}, {"share": "history"}, {"line": "LINE"},
        {"line": "LINE", "share": "everything"}, {"line": "LINE", "share": "summary"},
        {"line": "LINE", "share": "summary", "summary": ""}, {"line": "LINE", "share": "summary", "summary": "x" * 20_000},
        {"line": 7, "share": "history"},
    ],
    ids=lambda b: json.dumps(b)[:60],
)
def test_an_offer_that_cannot_be_right_asks_nobody(company, three, body):
    seeker, first, _, line = three
    body = {k: line if v == "LINE" else v for k, v in body.items()}
    for kind in ("handover", "invite"):
        is_problem(first.client.post(first.path(seeker.id, f"/{kind}"), body), 400, 404, 409, 422)
    assert seeker.read_all()["offers"] == []


def test_the_receiver_who_is_full_takes_nobody_until_there_is_room(company, three):
    seeker, first, second, line = three
    others = [company.seeker(line) for _ in range(3)]
    for _ in others:
        company.take(second, [line])
    assert decide(seeker, ask("handover", first, seeker.id, line, "from-now"), True).status == 204
    is_problem(second.next([line]), 409)
    assert second.close_talk(others[0].id).status == 204
    assert company.take(second, [line]) == seeker.id


def keys_of(installation, account):
    """What this person's keys open, from the stored bytes alone."""
    env = {"VANGNET_DATABASE": installation.database} if installation.database else {}
    done = vangnet(
        "verify", "--data", installation.data, "--keys-of", account["name"], "--password", "-",
        stdin=account["password"] + "\n", env=env,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_stored_bytes_open_only_for_those_who_were_let_in(own):
    """`vangnet verify --keys-of`, with the server stopped."""
    installation = own()
    company = Company(installation)
    seeker, first = company.talk(BEFORE)
    organisation = first.account["organisation"]
    colleague = installation.account("counsellor", organisation=organisation, nth=1)
    second = company.staff(not_organisation=organisation)
    third = next(
        a for a in installation.accounts
        if a["role"] == "counsellor" and a["organisation"] not in (organisation, second.account["organisation"])
    )
    line = second.account["lines"][0]
    alone = company.seeker(seeker.line, text="Een ander gesprek")
    assert company.take(first, [seeker.line]) == alone.id
    assert decide(seeker, ask("invite", first, seeker.id, line, "from-now"), True).status == 204
    assert company.take(second, [line]) == seeker.id
    seeker.write(AFTER)
    assert first.client.post(first.path(seeker.id, "/leave")).status in (200, 204)
    seeker.write("Alleen nog voor de tweede")
    epochs = {}
    assert installation.stop() == 0
    for name, account in {"first": first.account, "second": second.account, "colleague": colleague, "third": third}.items():
        epochs[name] = keys_of(installation, account)
    assert set(epochs["first"]) == {seeker.id, alone.id}
    assert set(epochs["second"]) == {seeker.id}
    assert epochs["colleague"] == {}, "a colleague who did not take the talk"
    assert epochs["third"] == {}, "another organisation"
    mine, theirs = epochs["first"][seeker.id], epochs["second"][seeker.id]
    assert 0 in mine and 0 not in theirs, "what was said before joining"
    assert set(mine) & set(theirs), "what was said in the three-way talk"
    assert max(theirs) not in mine, "what was said after the first had left"
    wrong = vangnet(
        "verify", "--data", installation.data, "--keys-of", first.account["name"], "--password", "-", stdin="fout\n",
        env={"VANGNET_DATABASE": installation.database} if installation.database else {},
    )
    assert wrong.returncode == 1 and wrong.stdout.strip() in ("", "{}")
