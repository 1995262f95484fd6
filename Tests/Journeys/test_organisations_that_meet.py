"""Two organisations agree to meet more often and to say the same; a third one sees nothing of it."""

import re
from datetime import datetime, timedelta, timezone

from api import Client, is_problem
from installation import Installation, vangnet
from pages import Visitor, hidden

CHILD, ROTTERDAM, FRIESLAND = "kindertelefoon", "veilig-thuis-rotterdam-rijnmond", "veilig-thuis-friesland"
NOWHERE = "0" * 26


def day(days=0):
    """A day from now in the Netherlands, give or take the hours around midnight: those are kept away from."""
    return (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%d")


def signed_in(installation, role, organisation):
    visitor = Visitor(installation.base)
    account = installation.account(role, organisation)
    visitor.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    return visitor


def pages_of(installation, organisation):
    return signed_in(installation, "coordinator", organisation)


def fill(visitor, path, fields, status=200):
    answer = visitor.post(path, fields)
    assert answer.status == status, (answer.status, visitor.text(answer)[:600])
    return answer


def test_two_organisations_meet_and_agree_on_a_message_and_a_third_sees_nothing(shared):
    child, rotterdam, friesland = (pages_of(shared, o) for o in (CHILD, ROTTERDAM, FRIESLAND))
    # From where a coordinator lands.
    landed = child.get("/desk")
    assert 'href="/desk/consultations"' in landed.body.decode(), "no way from the desk"
    page = child.get("/desk/consultations")
    assert "Schrijf hier niets over een persoon" in child.text(page)

    refused = fill(child, "/desk/consultations", {f"o-{ROTTERDAM}": "1", "hoe": "elke maandag & dinsdag", "dag": "gisteren"}, 400)
    text = refused.body.decode()
    assert 'role="alert"' in text and 'value="elke maandag &amp; dinsdag"' in text
    assert re.search(rf'name="o-{ROTTERDAM}"[^>]*checked', text), "what was ticked is gone"
    made = fill(child, "/desk/consultations", {f"o-{ROTTERDAM}": "1", "hoe": "elke maandag", "dag": day(7)})
    path = re.search(r'action="(/desk/consultations/\w+)/points"', made.body.decode()).group(1)
    assert "Nog geen ja: Veilig Thuis Rotterdam-Rijnmond." in child.text(made)
    assert "Wij zeggen ja" not in child.text(made), "who proposed said yes already"

    assert "wacht een voorstel op jullie ja" in rotterdam.text(rotterdam.get("/desk/consultations"))
    seen = rotterdam.get(path)
    agreed = fill(rotterdam, f"{path}/yes", {"nummer": hidden(seen, "nummer")})
    assert "Nog geen ja" not in rotterdam.text(agreed)

    fill(child, f"{path}/points", {"punt": "De chat in de vakantie"})
    fill(rotterdam, f"{path}/points", {"punt": "Bezetting <b>'s nachts</b>"})
    for visitor in (child, rotterdam):
        text = visitor.text(visitor.get(path))
        assert "De chat in de vakantie" in text and "Bezetting <b>'s nachts</b>" in text
    point = re.search(r'name="(p-\w+)"', child.get(path).body.decode()).group(1)
    long = "x" * 4_002
    refused = fill(child, f"{path}/minutes", {"gehouden": day(-1), "verslag": long, point: "1"}, 422)
    assert long in refused.body.decode() and "2 tekens te lang" in child.text(refused)
    assert re.search(rf'name="{point}"[^>]*checked', refused.body.decode())
    fill(child, f"{path}/minutes", {"gehouden": day(-1), "verslag": "We doen het samen.\nVanaf maandag.", point: "1"})
    fill(child, f"{path}/actions", {"wat": "Maak een rooster", "wie": ROTTERDAM, "klaar": day(3)})
    for visitor in (child, rotterdam):
        text = visitor.text(visitor.get(path))
        assert "We doen het samen. Vanaf maandag." in text and "Maak een rooster" in text
        assert "Veilig Thuis Rotterdam-Rijnmond doet dit" in text
    assert "Gedaan: Maak een rooster" not in child.text(child.get(path)), "only who does it says so"
    action = re.search(rf'action="({path}/actions/\w+)"', rotterdam.get(path).body.decode()).group(1)
    assert child.post(action, {"gedaan": "1"}, follow=False).status == 403
    fill(rotterdam, action, {"gedaan": "1"})
    assert "Veilig Thuis Rotterdam-Rijnmond deed dit op" in child.text(child.get(path))

    first = "Bel ons op maandag. Dat kan gratis."
    message = fill(child, f"{path}/messages", {"titel": "Voor ouders", "tekst": first})
    there = re.search(r'action="(/desk/consultations/\w+/messages/\w+)/versions"', message.body.decode()).group(1)
    second = "Bel of chat met ons op maandag. Dat kan gratis."
    changed = fill(rotterdam, f"{there}/versions", {"tekst": second, "na": "1"})
    assert "Nog niets afgesproken" in rotterdam.text(changed)
    # Written meanwhile by somebody who had the first version before them.
    late = fill(child, f"{there}/versions", {"tekst": "Bel ons altijd.", "na": "1"}, 409)
    assert "Een ander schreef net een nieuwe versie" in child.text(late) and "Bel ons altijd." in child.text(late)
    seen = child.get(there)
    text = child.text(seen)
    assert "3 woorden erbij. 0 woorden eruit." in text, text
    assert re.search(r"\[ erbij:\s+of chat met \]", text), "the difference is said in words"
    assert "<ins>" in seen.body.decode()
    stale = fill(child, f"{there}/yes", {"nummer": "1"}, 409)
    assert "nieuwe versie" in child.text(stale)
    agreed = fill(child, f"{there}/yes", {"nummer": "2"})
    assert "Versie 2 is afgesproken." in child.text(agreed)
    assert "Versie 2 is afgesproken." in rotterdam.text(rotterdam.get(path))
    english = rotterdam.get("/en" + there)
    assert "Version 2 is agreed." in rotterdam.text(english) and "added:" in rotterdam.text(english)

    # Nothing of it for the third, in no page and not by any form.
    assert "Maak een rooster" not in friesland.text(friesland.get("/desk/consultations"))
    for address in (path, there):
        nowhere = re.sub(r"/consultations/\w+", f"/consultations/{NOWHERE}", address)
        theirs = friesland.get(address)
        assert theirs.status == 404 and theirs.body == friesland.get(nowhere).body
    for form in ("/points", "/minutes", "/actions", "/messages", "/yes", "/plan", "/end"):
        assert friesland.post(path + form, {"punt": "Hallo"}, follow=False).status == 404
    # Who is not a coordinator is stopped, and who signed out gets their words back.
    counsellor = signed_in(shared, "counsellor", CHILD)
    assert counsellor.get("/desk/consultations").status == 403 and "consultations" not in counsellor.get("/desk").body.decode()
    stranger = Visitor(shared.base)
    assert stranger.get(path).status == 401
    lost = stranger.post(f"{path}/points", {"punt": "Dit typte ik net"}, follow=False)
    assert lost.status == 401 and "Dit typte ik net" in stranger.text(lost)

    ended = fill(rotterdam, f"{path}/end", {})
    assert "Gestopt op" in rotterdam.text(ended) and "<textarea" not in ended.body.decode()
    kept = child.post(f"{path}/minutes", {"gehouden": day(-1), "verslag": "Nog net getypt"}, follow=False)
    assert kept.status == 409 and "Nog net getypt" in child.text(kept)
    assert "We doen het samen." in child.text(child.get(path))


def test_the_same_by_calls(company):
    child, rotterdam, friesland = (company.staff("coordinator", organisation=o).client for o in (CHILD, ROTTERDAM, FRIESLAND))
    calls = "/api/v1/consultations"
    is_problem(child.post(calls, {"with": [ROTTERDAM], "frequency": "", "next": day(7)}), 422)
    is_problem(child.post(calls, {"with": ["nergens"], "frequency": "soms", "next": day(7)}), 400)
    made = child.post(calls, {"with": [ROTTERDAM], "frequency": "elke dag", "next": day(7)})
    assert made.status == 201 and made.json()["state"] == "proposed", made
    one = f"{calls}/{made.json()['id']}"
    assert made.json()["id"] in [c["id"] for c in rotterdam.get(calls).json()["consultations"]]
    is_problem(rotterdam.post(f"{one}/yes", {"number": 2}), 409)
    assert rotterdam.post(f"{one}/yes", {"number": 1}).status == 204
    assert child.get(one).json()["consultation"]["state"] == "agreed"
    point = rotterdam.post(f"{one}/points", {"text": "Een punt"}).json()["id"]
    assert child.post(f"{one}/minutes", {"date": day(-1), "text": "Besproken", "points": [point]}).status == 201
    action = child.post(f"{one}/actions", {"text": "Doen", "organisation": ROTTERDAM, "due": day(7)}).json()["id"]
    is_problem(child.post(f"{one}/actions/{action}", {"done": True}), 403)
    assert rotterdam.post(f"{one}/actions/{action}", {"done": True}).status == 204
    message = child.post(f"{one}/messages", {"title": "Titel", "text": "Bel ons"}).json()["id"]
    version = rotterdam.post(f"{one}/messages/{message}/versions", {"text": "Bel ons nu", "after": 1})
    assert version.status == 201 and version.json() == {"version": 2}
    assert rotterdam.post(f"{one}/messages/{message}/versions", {"text": "Bel ons nu", "after": 2}).status == 200
    is_problem(child.post(f"{one}/messages/{message}/versions", {"text": "Chat", "after": 1}), 409)
    assert "agreed" not in child.get(f"{one}/messages/{message}").json()
    assert child.post(f"{one}/messages/{message}/yes", {"number": 2}).status == 204
    read = child.get(f"{one}/messages/{message}").json()
    assert read["agreed"] == 2 and [v["text"] for v in read["versions"]] == ["Bel ons", "Bel ons nu"]
    difference = child.get(f"{one}/messages/{message}/difference?from=1&to=2").json()
    assert difference["parts"] == [{"kind": "same", "text": "Bel ons"}, {"kind": "added", "text": "nu"}]
    is_problem(child.get(f"{one}/messages/{message}/difference?from=1&to=9"), 404)
    for who in (child, rotterdam):
        whole = who.get(one).json()
        assert whole["points"] == [] and whole["meetings"][0]["points"][0]["id"] == point
        assert whole["meetings"][0]["minutes"][0]["text"] == "Besproken" and whole["actions"][0]["doneOn"]
    assert child.post(f"{one}/plan", {"frequency": "elke week", "next": day(8)}).status == 204
    assert rotterdam.get(one).json()["consultation"]["state"] == "proposed"
    for who, statuses in ((friesland, (404,)), (company.staff(organisation=CHILD).client, (403,)), (Client(company.installation.base), (401,))):
        for rest in ("", f"/messages/{message}", f"/messages/{message}/difference"):
            is_problem(who.get(one + rest), *statuses)
        for rest, body in (("/points", {"text": "x"}), ("/end", {}), (f"/actions/{action}", {"done": True})):
            is_problem(who.post(one + rest, body), *statuses)
    assert child.post(f"{one}/end").status == 204
    is_problem(rotterdam.post(f"{one}/points", {"text": "Te laat"}), 409)


def test_what_was_agreed_survives_a_backup(tmp_path):
    """On SQLite; on PostgreSQL pg_dump makes it, of every table."""
    with Installation() as installation:
        child, rotterdam = (pages_of(installation, o) for o in (CHILD, ROTTERDAM))
        made = fill(child, "/desk/consultations", {f"o-{ROTTERDAM}": "1", "hoe": "elke maandag", "dag": day(7)})
        path = re.search(r'action="(/desk/consultations/\w+)/points"', made.body.decode()).group(1)
        fill(child, f"{path}/messages", {"titel": "Voor ouders", "tekst": "Bel ons."})
        backup, env = tmp_path / "backup", {"VANGNET_DATA": str(installation.data)}
        done = vangnet("backup", backup, env=env)
        assert done.returncode == 0, done.stderr
        fill(rotterdam, f"{path}/points", {"punt": "Kwam erna"})
        installation.stop()
        done = vangnet("restore", backup, "--replace", env=env)
        assert done.returncode == 0, done.stderr
        installation.start()
        rotterdam = pages_of(installation, ROTTERDAM)
        text = rotterdam.text(rotterdam.get(path))
        assert "elke maandag" in text and "Voor ouders" in text and "Kwam erna" not in text
