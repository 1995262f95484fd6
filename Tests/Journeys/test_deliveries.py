"""Figures as a source sends them: looked at first, in whole or not at all, taken back, and never with anything about a person."""

import re

from api import Client, is_problem
from installation import vangnet
from test_organisations_that_meet import signed_in

FIGURE = "police.reports-to-veilig-thuis"
MAPPING = {"columns": {"wat": "indicator", "wanneer": "period", "aantal": "value"}, "empty": "missing"}


def table(*rows, mark=";"):
    return "".join(mark.join(row) + "\n" for row in [("wat", "wanneer", "aantal"), *rows]).encode()


def upload(visitor, fields, content, name="cijfers.csv", follow=True):
    """As a browser sends a form with a file, without script."""
    parts = [f'--grens\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
    parts.append(f'--grens\r\nContent-Disposition: form-data; name="bestand"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode())
    body = b"".join(parts) + content + b"\r\n--grens--\r\n"
    cookies = "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())
    answer = visitor.client.request("POST", "/desk/figures", body, {
        "Accept": "text/html", "Cookie": cookies, "Content-Type": "multipart/form-data; boundary=grens",
        "Sec-Fetch-Site": "same-origin", "Origin": visitor.base})
    for _ in range(3):
        to = answer.headers.get("Location", "")
        if not follow or answer.status != 303:
            break
        answer = visitor.get(to)
        answer.place = to
    return answer


def series(client, year):
    return [p["value"] for p in client.get(f"/api/v1/series?indicator={FIGURE}&from={year}-01-01&to={year}-12-31").json()["points"]]


def test_an_analyst_sends_a_file_says_how_it_is_read_looks_and_brings_it_in(shared):
    analyst = signed_in(shared, "analyst", "kindertelefoon")
    assert 'href="/desk/figures"' in analyst.get("/desk").body.decode(), "no way from the desk"
    client = Client(shared.base)
    assert series(client, 1991) == []

    # A new source: it is asked how to read it, with the first rows in sight.
    asked = upload(analyst, {"nieuw": "Haven <b>1991</b>"}, table((FIGURE, "1991S1", "1.234"), (FIGURE, "1991 H2", "")))
    page = asked.body.decode()
    assert asked.status == 200 and asked.place.endswith("/mapping") and "Haven &lt;b&gt;1991" in page
    assert "1991S1" in page and re.search(r'<select id="k0"', page)
    form = {"k0": "indicator", "k1": "period", "k2": "value", "kop": "1", "zeker": "final"}
    place = asked.place.removesuffix("/mapping")
    again = analyst.post(f"{place}/mapping", form)
    assert "Nul en onbekend zijn niet hetzelfde" in analyst.text(again), "an empty cell is not guessed"
    again = analyst.post(f"{place}/mapping", form | {"leeg": "missing"})
    assert "op twee manieren te lezen" in analyst.text(again), "1.234 is not guessed"
    seen = analyst.post(f"{place}/mapping", form | {"leeg": "missing", "getal": "comma"})
    text = analyst.text(seen)
    assert "Wat er zou veranderen" in text and "Waarden 2" in text and "Nieuw 2" in text and "Fouten 0" in text
    assert series(client, 1991) == [], "a preview changes nothing"

    other = signed_in(shared, "coordinator", "kindertelefoon")
    assert other.get(place).status == 403 and other.post(f"{place}/yes").status == 403
    done = analyst.post(f"{place}/yes")
    assert "2 waarden binnengebracht: 2 nieuw" in analyst.text(done)
    assert series(client, 1991) == [1234, None]

    # The next time nothing is asked; what changes is shown from old to new, and a bad row keeps all out.
    page = analyst.get("/desk/figures").body.decode()
    source = re.search(r'<option value="(\w+)">Haven &lt;b&gt;1991', page).group(1)
    bad = upload(analyst, {"bron": source}, table((FIGURE, "1991S1", "1.235"), (FIGURE, "1991S2", "-4"), (FIGURE, "2991S2", "4")))
    text = analyst.text(bad)
    assert "3 3 (aantal)" in text and "minder dan nul" in text and "4 2 (wanneer)" in text and "moet nog beginnen" in text
    assert "/yes" not in bad.body.decode()
    assert analyst.post(f"{bad.place}/yes").status == 409
    assert series(client, 1991) == [1234, None]
    analyst.post(f"{bad.place}/drop")
    assert analyst.get(bad.place).status == 404
    better = upload(analyst, {"bron": source}, table((FIGURE, "1991S1", "1.235"), (FIGURE, "1991S2", "")))
    text = analyst.text(better)
    assert "Anders dan nu 1" in text and "1.234 (definitief) 1.235 (definitief)" in text
    done = analyst.post(f"{better.place}/yes")
    assert series(client, 1991) == [1235, None]

    back = analyst.post(f"{better.place}/undo")
    assert "1 van 1 waarden teruggedraaid" in analyst.text(back)
    assert series(client, 1991) == [1234, None]
    log = analyst.text(analyst.get("/desk/figures"))
    assert "later teruggedraaid" in log and "door u" in log and "door een ander" not in log


def test_a_file_with_something_about_a_person_is_kept_nowhere_and_repeated_nowhere(shared):
    analyst = signed_in(shared, "analyst", "kindertelefoon")
    for extra in ("123456782", "iemand@voorbeeld.example", "06-12345678", "1234 AB"):
        content = f"wat;wanneer;aantal;x\n{FIGURE};1992S1;5;{extra}\n".encode()
        refused = upload(analyst, {"nieuw": "Haven 1992"}, content)
        assert refused.status == 422 and extra not in refused.body.decode(), refused.body.decode()[:500]
        assert "Rij 2, kolom 4" in analyst.text(refused) and 'role="alert"' in refused.body.decode()


def test_the_same_as_calls(company):
    client = company.staff("analyst").client
    made = client.post("/api/v1/deliveries/sources", {"name": "Haven 1993", "mapping": MAPPING})
    assert made.status == 201 and made.json()["version"] == 1, made
    assert client.post("/api/v1/deliveries/sources", {"name": "Haven 1993", "mapping": MAPPING}).json()["version"] == 1
    assert client.post("/api/v1/deliveries/sources", {"name": "Haven 1993", "mapping": MAPPING | {"numbers": "point"}}).json()["version"] == 2
    assert [s["version"] for s in client.get("/api/v1/deliveries/sources").json()["sources"] if s["name"] == "Haven 1993"] == [2]
    call = "/api/v1/deliveries?source=Haven%201993"
    kind = {"Content-Type": "text/csv"}
    good = table((FIGURE, "1993S1", "1,234"), (FIGURE, "1993S2", ""))
    tried = client.post(f"{call}&dryRun=true", good, headers=kind)
    assert tried.status == 200 and tried.json() | {"new": 2, "changed": 0, "dryRun": True, "total": 0} == tried.json()
    assert series(client, 1993) == []
    done = client.post(call, good, headers=kind)
    assert done.status == 201 and done.json()["new"] == 2
    assert series(client, 1993) == [1234, None]
    bad = client.post(call, table((FIGURE, "1993S1", "1"), (FIGURE, "1993-W53", "2"), (FIGURE, "1993S1", "3")), headers=kind)
    is_problem(bad, 422)
    assert [(m["line"], m["column"], m["kind"]) for m in bad.json()["mistakes"]] == [(3, 2, "week53"), (4, 3, "twice")]
    assert series(client, 1993) == [1234, None]
    person = client.post(call, f"wat;wanneer;aantal;naam\n{FIGURE};1993S1;5;\n".encode(), headers=kind)
    is_problem(person, 422)
    assert person.json()["type"] == "/problems/personal-data"
    is_problem(client.post("/api/v1/deliveries?source=Nergens", good, headers=kind), 404)
    entry = next(d for d in client.get("/api/v1/deliveries").json()["deliveries"] if d["source"] == "Haven 1993")
    assert entry["state"] == "done" and entry["by"] and len(entry["file"]) == 64
    undone = client.post(f"/api/v1/deliveries/{entry['id']}/undo")
    assert undone.status == 201 and undone.json()["undoes"] == entry["id"]
    assert series(client, 1993) == [None, None]
    is_problem(client.post(f"/api/v1/deliveries/{entry['id']}/undo"), 409)
    nobody = Client(f"http://{client.host}:{client.port}")
    for call, body in ((call, good), ("/api/v1/dataValueSets", b"{}"), ("/api/v1/deliveries/sources", b"{}")):
        is_problem(nobody.post(call, body, headers={"Content-Type": "application/json"}), 401)
        is_problem(company.staff("counsellor").client.post(call, body, headers={"Content-Type": "application/json"}), 403)


def test_figures_go_in_and_out_in_the_form_of_dhis2(company):
    client = company.staff("analyst").client
    values = [{"dataElement": FIGURE, "period": f"1994S{n}", "orgUnit": "NATIONAL", "value": str(n * 1000)} for n in (1, 2)]
    small = [{"dataElement": FIGURE, "period": "1995S1", "orgUnit": "NATIONAL", "value": "3"}]
    done = client.post("/api/v1/dataValueSets", {"dataValues": values + small})
    assert done.status == 201 and done.json()["new"] == 3, done
    out = Client(f"http://{client.host}:{client.port}").get(f"/api/v1/dataValueSets?dataSet={FIGURE}&startDate=1994-01-01&endDate=1995-12-31")
    assert out.status == 200
    assert out.json()["dataValues"] == values, "the small one stays in"
    some = client.get("/api/v1/dataValueSets?dataSet=half-year&period=1994S2").json()["dataValues"]
    assert [v for v in some if v["dataElement"] == FIGURE] == values[1:]
    again = client.post("/api/v1/dataValueSets?dryRun=true", out.json())
    assert again.json()["same"] == 2 and again.json()["new"] == 0
    part = [values[0] | {"attributeOptionCombo": "aBcDeFgHiJk"}]
    is_problem(client.post("/api/v1/dataValueSets", {"dataValues": part}), 422)
    is_problem(client.get("/api/v1/dataValueSets?dataSet=no-such-set"), 404)
    is_problem(client.get("/api/v1/dataValueSets"), 400)


def test_the_command_reads_what_a_source_sends(own, tmp_path):
    installation = own()
    analyst = Client(installation.base)
    account = installation.account("analyst", "kindertelefoon")
    token = analyst.post("/api/v1/sessions", {"name": account["name"], "password": account["password"]}).json()["token"]
    made = Client(installation.base, token).post("/api/v1/deliveries/sources", {"name": "Haven", "mapping": MAPPING})
    assert made.status == 201, made
    assert installation.stop() == 0
    env = {"VANGNET_DATA": str(installation.data)}
    if installation.database:
        env["VANGNET_DATABASE"] = installation.database
    good, bad, person = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "person.csv"
    good.write_bytes(table((FIGURE, "1996S1", "51"), (FIGURE, "1996S2", "")))
    bad.write_bytes(table((FIGURE, "1996S1", "zes"), ("nergens", "1996S1", "7")))
    person.write_bytes(table((FIGURE, "1996S1", "123456782")))
    command = ("observations", "import", "--source", "Haven")
    done = vangnet(*command, "--dry-run", good, env=env)
    assert done.returncode == 0 and "2 new" in done.stdout, (done.stdout, done.stderr)
    done = vangnet(*command, bad, env=env)
    assert done.returncode == 1 and "Row 2, column 3 (aantal)" in done.stderr and "Row 3, column 1 (wat)" in done.stderr
    done = vangnet(*command, person, env=env)
    assert done.returncode == 1 and "citizen service number" in done.stderr and "123456782" not in done.stderr
    done = vangnet("observations", "import", "--source", "Nergens", good, env=env)
    assert done.returncode == 1 and "/desk/figures" in done.stderr
    done = vangnet(*command, good, env=env)
    assert done.returncode == 0, done.stderr
    installation.start()
    assert series(Client(installation.base), 1996) == [51, None]
