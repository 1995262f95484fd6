"""Figures: in by the importer or the API, all or nothing; out with their meaning."""

import re
from pathlib import Path

from api import Client, Company, is_problem
from installation import ROOT, vangnet

HEADER = "indicator,region,organisation,period,value,status\n"


def indicators():
    """(indicator, region, organisation) as the pack's own figures use them."""
    for path in sorted((ROOT / "Packs/nederland/observations").glob("*.csv")):
        lines = path.read_text().splitlines()
        for line in lines[1:]:
            yield path, dict(zip(lines[0].split(","), line.split(",")))


def test_the_half_year_series_is_there_with_its_meaning(shared):
    client = Client(shared.base)
    path, row = next((p, r) for p, r in indicators() if "veilig-thuis" in p.name)
    answer = client.get(f"/api/v1/series?indicator={row['indicator']}&region={row['region']}")
    assert answer.status == 200, answer
    said = answer.json()
    for key in ("id", "name", "metric", "unit", "definition", "doesNotSay", "source", "version", "breaks"):
        assert key in said["indicator"], key
    for key in ("name", "definition", "doesNotSay", "source"):
        assert said["indicator"][key], f"a figure without its {key}"
    points = {p["period"]: p for p in said["points"]}
    assert {"2019-H1", "2022-H2"} <= set(points) or len(points) >= 6, sorted(points)
    wanted = {r["period"]: r for _, r in indicators() if r["indicator"] == row["indicator"] and r["region"] == row["region"] and r["organisation"] == row["organisation"]}
    for period, r in wanted.items():
        assert points[period]["status"] == r["status"]
        assert points[period]["value"] == (float(r["value"]) if r["value"] else None)
        assert points[period]["knownSince"]
    some = client.get(f"/api/v1/series?indicator={row['indicator']}&region={row['region']}&from=2020-01-01&to=2020-12-31").json()
    assert {p["period"][:4] for p in some["points"]} == {"2020"}


def test_a_series_that_is_not_there_is_a_problem(shared):
    client = Client(shared.base)
    is_problem(client.get("/api/v1/series?indicator=no-such-indicator"), 404)
    is_problem(client.get("/api/v1/series"), 400, 404, 422)
    _, row = next(indicators())
    is_problem(client.get(f"/api/v1/series?indicator={row['indicator']}&from=gisteren"), 400, 422)


def good_row():
    _, row = next(indicators())
    return row


def csv(*rows):
    return HEADER + "".join(",".join(r) + "\n" for r in rows)


def row(period, value, status="final", **other):
    base = good_row() | other
    return (base["indicator"], base["region"], base["organisation"], period, value, status)


def test_the_analyst_brings_figures_in_by_api(company):
    analyst = company.staff("analyst")
    body = csv(row("1999-H1", "41", "provisional"), row("1999-H2", "", "missing"))
    answer = analyst.client.post("/api/v1/observations", body.encode(), headers={"Content-Type": "text/csv"})
    assert answer.status in (200, 201, 204), answer
    base = good_row()
    series = f"/api/v1/series?indicator={base['indicator']}&region={base['region']}&from=1999-01-01&to=1999-12-31"
    points = analyst.client.get(series).json()["points"]
    assert [(p["period"], p["value"], p["status"]) for p in points] == [("1999-H1", 41, "provisional"), ("1999-H2", None, "missing")]
    again = analyst.client.post("/api/v1/observations", csv(row("1999-H1", "43")).encode(), headers={"Content-Type": "text/csv"})
    assert again.status in (200, 201, 204), again
    points = analyst.client.get(series).json()["points"]
    assert (points[0]["value"], points[0]["status"]) == (43, "final"), "a later figure for the same period replaces the earlier"


def test_figures_with_one_bad_row_are_refused_as_a_whole(company):
    analyst = company.staff("analyst")
    base = good_row()
    series = f"/api/v1/series?indicator={base['indicator']}&region={base['region']}&from=1998-01-01&to=1998-12-31"
    for bad in (
        row("1998-H3", "1"), row("1998-W60", "1"), row("gisteren", "1"), row("1998-H2", "veel"), row("1998-H2", "1", "zeker"),
        row("1998-H2", "1", indicator="no-such-indicator"), row("1998-H2", "1", region="no-such-region"), ("x",),
        row("1998-H2", "nan"), row("1998-H2", "1e999"), row("1998-H2", "3", "missing"), row("1998-H2", "", "final"),
    ):
        body = csv(row("1998-H1", "12"), bad).encode()
        answer = analyst.client.post("/api/v1/observations", body, headers={"Content-Type": "text/csv"})
        document = is_problem(answer, 400, 422)
        assert re.search(r"\b3\b", str(document)), f"row 3 is not named: {document}"
        assert analyst.client.get(series).json()["points"] == [], f"half of it went in: {bad}"
    answer = analyst.client.post("/api/v1/observations", b"niet,de,goede,kop\n1,2,3,4\n", headers={"Content-Type": "text/csv"})
    is_problem(answer, 400, 422)


def test_the_importer_takes_a_good_file_and_names_every_bad_row(own, tmp_path):
    installation = own()
    assert installation.stop() == 0
    env = {"VANGNET_DATA": str(installation.data)}
    if installation.database:
        env["VANGNET_DATABASE"] = installation.database
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(csv(row("1997-H1", "51"), row("1997-H2", "62")))
    bad.write_text(csv(row("1996-H1", "5"), row("1996-H9", "6"), row("1996-H2", "zes"), row("1996-H2", "7", "misschien")))
    done = vangnet("observations", "import", good, env=env)
    assert done.returncode == 0, done.stderr
    done = vangnet("observations", "import", bad, env=env)
    assert done.returncode == 1, (done.stdout, done.stderr)
    for number in ("3", "4", "5"):
        assert re.search(rf"\b{number}\b", done.stderr), f"row {number} is not named: {done.stderr}"
    done = vangnet("observations", "import", tmp_path / "nothing.csv", env=env)
    assert done.returncode in (1, 2) and "nothing.csv" in done.stderr
    installation.start()
    base = good_row()
    client = Client(installation.base)
    series = f"/api/v1/series?indicator={base['indicator']}&region={base['region']}"
    assert [p["value"] for p in client.get(series + "&from=1997-01-01&to=1997-12-31").json()["points"]] == [51, 62]
    assert client.get(series + "&from=1996-01-01&to=1996-12-31").json()["points"] == []


def test_closing_takes_the_contact_record_and_refuses_what_it_does_not_know(company):
    """Fields and codes as the pack has them; an empty record closes with every field unknown."""
    fields = fields_of_the_contact_record(company)
    assert 1 <= len(fields) <= 8
    seeker, counsellor = company.talk("Hallo")
    first = next(iter(fields))
    for bad in ({first: "no-such-code"}, {"no-such-field": "x"}, {first: 7}, [], "x"):
        is_problem(counsellor.close_talk(seeker.id, bad) if bad else counsellor.client.post(
            counsellor.path(seeker.id, "/close"), {"contact": []}), 400, 422)
        assert seeker.read_all()["state"] == "open"
    full = {name: codes[0] for name, codes in fields.items()}
    assert counsellor.close_talk(seeker.id, full).status == 204
    is_problem(counsellor.close_talk(seeker.id, full), 404, 409)
    seeker, counsellor = company.talk("Nog een")
    assert counsellor.close_talk(seeker.id, {}).status == 204


def fields_of_the_contact_record(company):
    """From the OpenAPI document: {field: [codes]}."""
    document = Client(company.installation.base).get("/api/v1/openapi.json").json()

    def resolve(schema):
        while "$ref" in schema:
            target = document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = target
        return schema

    close = document["paths"]["/api/v1/conversations/{id}/close"]["post"]
    body = resolve(close["requestBody"]["content"]["application/json"]["schema"])
    contact = resolve(body["properties"]["contact"])
    fields = {}
    for name, schema in contact["properties"].items():
        schema = resolve(schema)
        options = [schema] + [resolve(s) for s in schema.get("oneOf", schema.get("anyOf", []))]
        codes = [c for s in options for c in s.get("enum", []) or resolve(s.get("items", {})).get("enum", [])]
        assert codes, f"the document does not say which codes {name} takes"
        fields[name] = codes
    return fields


def test_the_csv_of_the_page_is_the_series(shared):
    client = Client(shared.base)
    page = client.request("GET", "/signals")
    assert page.status == 200
    links = re.findall(r'href="([^"]+csv[^"]*)"', page.body.decode())
    assert links, "no CSV on /signals"
    for link in links:
        answer = client.request("GET", link.replace("&amp;", "&"))
        assert answer.status == 200 and answer.type == "text/csv", (link, answer.status, answer.type)
        assert len(answer.body.decode().splitlines()) > 1


def test_the_pack_brings_no_figure_twice():
    seen = [(str(p), r["indicator"], r["region"], r["organisation"], r["period"]) for p, r in indicators()]
    assert len(seen) == len(set(seen)) and seen
    assert Path(ROOT / "Packs/nederland/observations").is_dir()


def test_closing_is_counted(own):
    """The company is its own, so that other tests' talks are not in the count."""
    company = Company(own())
    seeker, counsellor = company.talk("Hallo")
    assert counsellor.close_talk(seeker.id).status == 204
    assert b"Hallo" not in Client(company.installation.base).request("GET", "/signals").body
