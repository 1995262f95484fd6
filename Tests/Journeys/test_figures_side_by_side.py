"""Figures beside each other: joined by week and region, compared as files and for each 10,000 inhabitants, and what is said under them."""

import csv
import io
import shutil
from datetime import datetime, timedelta, timezone

import pytest

from api import Client, is_problem
from installation import ROOT
from pages import Visitor

HEADER = "indicator,region,organisation,period,value,status\n"
SHEET = ["veilig-thuis.advice.weekly", "veilig-thuis.reports.weekly", "police.reports-to-veilig-thuis.weekly", "police.incidents", "restraining-orders"]


@pytest.fixture(scope="module")
def beside(engine, request, tmp_path_factory):
    """An installation of its own, with a pack that says how many people live in two regions."""
    from conftest import make

    pack = tmp_path_factory.mktemp("pack") / "pack"
    shutil.copytree(ROOT / "Packs/nederland", pack)
    (pack / "populations.yaml").write_text(
        "populations:\n  - regionVersion: 2025\n    year: 2020\n    source: Verzonnen voor een proef\n    people: {VT18: 1000000, VT04: 500000}\n")
    with make(engine, request, env={"VANGNET_PACK": str(pack)}) as installation:
        token = analyst(installation)
        lines = [
            "police.incidents,VT18,,2020-W52,120,final", "police.incidents,VT18,,2020-W53,100,final", "police.incidents,VT18,,2021-W01,,missing",
            "police.incidents,VT04,,2020-W53,35,final", "police.incidents,VT01,,2020-W53,80,final",
            "restraining-orders,VT18,,2020-W53,3,final", "veilig-thuis.reports.weekly,VT18,,2021-W02,64,final",
        ]
        answer = Client(installation.base, token).request(
            "POST", "/api/v1/observations", (HEADER + "\n".join(lines) + "\n").encode(), {"Content-Type": "text/csv", "Authorization": f"Bearer {token}"})
        assert answer.status == 201, answer.body
        yield installation


def analyst(installation):
    account = installation.account("analyst")
    return Client(installation.base).post("/api/v1/sessions", {"name": account["name"], "password": account["password"]}).json()["token"]


def table(installation, path):
    answer = Client(installation.base).request("GET", path)
    assert answer.status == 200, (path, answer.status, answer.body[:300])
    return list(csv.DictReader(io.StringIO(answer.body.decode())))


def test_sources_are_joined_on_week_and_region_and_gaps_are_said(beside):
    rows = table(beside, "/signals/weeks.csv")
    assert [w for w in dict.fromkeys(r["week"] for r in rows)] == ["2020-W52", "2020-W53", "2021-W01", "2021-W02"]
    assert len(rows) == 4 * 26
    found = {(r["week"], r["region"]): r for r in rows}
    row = found["2020-W53", "VT18"]
    assert (row["police.incidents"], row["police.incidents.status"]) == ("100", "final")
    assert (row["restraining-orders"], row["restraining-orders.status"]) == ("", "suppressed")
    assert {row[f"{name}.status"] for name in SHEET[:3]} == {"missing"} and row["complete"] == "no"
    assert found["2021-W01", "VT18"]["police.incidents.status"] == "missing"
    assert all(r[name] != "0" for r in rows for name in SHEET), "what is missing is not zero"
    one = table(beside, "/signals/weeks.csv?region=VT18&from=2020-W53&to=2020-W53")
    assert [(r["week"], r["region"]) for r in one] == [("2020-W53", "VT18")]
    is_problem(Client(beside.base).get("/api/v1/series?indicator=nergens"), 404)
    assert Client(beside.base).request("GET", "/signals/weeks.csv?region=VT99").status == 404


def test_the_page_of_it_needs_no_script_and_says_what_it_does_not(beside):
    visitor = Visitor(beside.base)
    for path in ("/signals/weeks?region=VT18", "/en/signals/weeks?region=VT18"):
        page = visitor.get(path)
        text = visitor.text(page)
        assert ("week 53" in text.lower()) and ("Tel ze niet op." in text or "Do not add them up." in text)
        assert "te weinig om te tonen" in text or "too few to show" in text
    assert 'href="/signals/weeks"' in visitor.get("/signals").body.decode()


def test_a_comparison_is_a_file_and_has_rates_only_where_inhabitants_are_known(beside):
    visitor = Visitor(beside.base)
    query = "a=VT18&b=VT04&c=VT01&as=rate"
    page = visitor.get(f"/signals/police.incidents/compare?{query}")
    text = visitor.text(page)
    assert "1,00" in text and "0,70" in text and "Verzonnen voor een proef" in text and "per 10.000 inwoners" in text
    assert f"/signals/police.incidents/compare.csv?{query}".replace("&", "&amp;") in page.body.decode()
    rows = table(beside, f"/signals/police.incidents/compare.csv?{query}")
    at = {r["line"]: r for r in rows if r["period"] == "2020-W53"}
    assert at["Rotterdam-Rijnmond"]["value"] == "1.00" and at["Friesland"]["value"] == "0.70" and at["Amsterdam-Amstelland"]["value"] == ""
    assert {r["measure"] for r in rows} == {"rate"} and {r["definition_id"] for r in rows} == {"police.incidents@1"}
    # The whole has none: not every region is known.
    whole = table(beside, "/signals/police.incidents/compare.csv?a=&as=rate")
    assert all(r["value"] == "" for r in whole)
    counts = table(beside, "/signals/police.incidents/compare.csv?a=VT18")
    assert [r["value"] for r in counts] == ["120", "100", ""] and counts[-1]["status"] == "missing"
    refused = Client(beside.base).request("GET", "/signals/police.incidents/compare.csv?a=VT18&with=restraining-orders")
    assert refused.status == 400, refused.status


def test_what_is_said_stands_under_the_figure_for_whom_it_is_meant(beside):
    token = analyst(beside)
    client = Client(beside.base, token)
    about = {"indicator": "police.incidents"}
    for body in [
        about | {"kind": "interpretation", "period": "2020-W53", "public": True, "text": "De week was korter."},
        about | {"kind": "interpretation", "period": "2020-W53", "text": "Nog na te vragen."},
        about | {"kind": "observation", "source": "een wijkteam", "weight": "anecdotal", "text": "Er kwam later hulp."},
        about | {"kind": "observation", "source": "alle teams", "weight": "systematic", "text": "Overal was iemand."},
    ]:
        answer = client.post("/api/v1/interpretations", body)
        assert answer.status == 201, answer
    visitor = Visitor(beside.base)
    text = visitor.text(visitor.get("/signals/police.incidents"))
    assert "De week was korter." in text and "duiding, geen cijfer" in text and str(datetime.now(timezone.utc).year) in text
    for hidden in ("Nog na te vragen.", "Er kwam later hulp.", "Overal was iemand."):
        assert hidden not in text
    said = Client(beside.base).get("/api/v1/series?indicator=police.incidents").json()["said"]
    assert [one["text"] for one in said] == ["De week was korter."]
    inside = client.get("/api/v1/series?indicator=police.incidents").json()["said"]
    assert {one.get("weight") for one in inside} == {None, "anecdotal", "systematic"} and len(inside) == 4
    account = beside.account("analyst")
    visitor.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    text = visitor.text(visitor.get("/signals/police.incidents"))
    for shown in ("Nog na te vragen.", "losse waarneming, geen cijfer", "waarneming bij iedereen gevraagd, geen cijfer", "Alleen analisten lezen dit."):
        assert shown in text, shown
    # What was known earlier had nothing said of it.
    before = (datetime.now(timezone.utc) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert Client(beside.base).get(f"/api/v1/series?indicator=police.incidents&known={before}").json()["said"] == []


def test_findings_are_a_call_with_the_words_of_the_page(beside):
    anybody, client = Client(beside.base), Client(beside.base, analyst(beside))
    seen, inside = anybody.get("/api/v1/findings").json()["findings"], client.get("/api/v1/findings?language=en").json()["findings"]
    assert {one["id"] for one in seen} <= {one["id"] for one in inside}
    visitor = Visitor(beside.base)
    listed = visitor.get("/signals/findings").body.decode()
    for one in seen:
        assert f"/signals/findings/{one['id']}" in listed and one["certainty"] in ("shown", "clear")
        assert one["value"] is not None and one["sentence"] in visitor.text(visitor.get(f"/signals/findings/{one['id']}"))
        assert one["doesNotMean"] and len(one["explanations"]) == 9


def test_a_figure_of_which_nothing_came_in_says_so(beside):
    visitor = Visitor(beside.base)
    text = visitor.text(visitor.get("/signals"))
    assert "nog geen cijfers ontvangen" in text and "Nieuwe slachtoffers bij Centra Seksueel Geweld" in text
    assert "Er zijn nog geen cijfers ontvangen." in visitor.text(visitor.get("/signals/csg.survivors-new"))
    assert "25 (eenheid onduidelijk)" in visitor.text(visitor.get("/signals/kindertelefoon.forum.growth"))
