"""Planning counsellors: `vangnet staffing plan` from a file and from a line, and the page for who makes the shifts."""

import csv
import io
import json
import re

import pytest

from api import Client
from installation import vangnet
from pages import Visitor

WEEK = """
# Every day alike: quiet nights, busy evenings.
arrivals: [0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 6, 6, 6, 6, 4, 2]
talk: {minutes: 20, spread: 15}
patience: {minutes: 7}
at-once: {points: 2}
shifts: ["ma-vr 9-17 3", "ma-zo 17-24 2"]
"""


def plan(tmp_path, text, *more, name="week.yaml"):
    (tmp_path / name).write_text(text)
    return vangnet("staffing", "plan", "--input", tmp_path / name, *more, timeout=120)


def test_a_plan_from_a_file_as_text_csv_and_json(tmp_path):
    done = plan(tmp_path, WEEK, "--target-wait", "60", "--target-share", "0.9")
    assert done.returncode == 0, done.stderr
    for words in ("Target: 90 % answered within 60 s", "It rests on", "It does not say", "How sure", "± ", "not known"):
        assert words in done.stdout, words
    table = plan(tmp_path, WEEK, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert len(rows) == 168
    assert all(int(row["needed"]) == 0 for row in rows if float(row["arrivals"]) == 0)
    assert all(int(row["needed"]) > 0 for row in rows if float(row["arrivals"]) > 0)
    document = json.loads(plan(tmp_path, WEEK, "--format", "json").stdout)
    assert [hour["needed"] for hour in document["hours"]] == [int(row["needed"]) for row in rows]
    assert document["week"]["inTime"] > 0.88 and 0 < document["week"]["inTimeMargin"] < 0.1
    assert document["hours"][9]["planned"] == 3 and document["hours"][0]["planned"] == 0
    # In the evening two are planned and more are needed.
    assert max(hour["needed"] for hour in document["hours"][17:23]) > 2 and document["planned"]["inTime"] < document["week"]["inTime"]


def test_the_same_seed_gives_the_same_plan_and_a_file_in_json_is_read_too(tmp_path):
    first = plan(tmp_path, WEEK, "--format", "csv", "--seed", "5")
    again = plan(tmp_path, WEEK, "--format", "csv", "--seed", "5")
    assert first.stdout == again.stdout
    as_json = json.dumps({
        "arrivals": [0] * 7 + [1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 6, 6, 6, 6, 4, 2], "talk": {"minutes": 20, "spread": 15},
        "patience": {"minutes": 7}, "at-once": {"points": 2}, "shifts": ["ma-vr 9-17 3", "ma-zo 17-24 2"]})
    assert plan(tmp_path, as_json, "--format", "csv", "--seed", "5", name="week.json").stdout == first.stdout


@pytest.mark.parametrize("text, words", [
    ("arrivals: [1, 2]\ntalk: {minutes: 20}\n", "168 numbers"),
    ("talk: {minutes: 20}\n", "arrivals"),
    (WEEK.replace("minutes: 20", "minutes: veel"), "veel"),
    (WEEK.replace("patience", "patiense"), "patiense"),
    (WEEK.replace("ma-vr 9-17 3", "altijd"), "altijd"),
    (WEEK.replace("minutes: 7", "quantiles: [[0.9, 60], [0.5, 600]]"), "go up"),
    ("", "nothing here"), ("{", "not YAML"),
])
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, text, words):
    done = plan(tmp_path, text)
    assert done.returncode == 1 and not done.stdout, done.stdout
    assert words in done.stderr, done.stderr


@pytest.mark.parametrize("arguments", [["--target-share", "1"], ["--target-share", "0"], ["--target-wait", "-5"]])
def test_a_target_that_cannot_be_is_refused_with_a_sentence(tmp_path, arguments):
    option, value = arguments
    done = plan(tmp_path, WEEK, f"{option}={value}")
    assert done.returncode == 1 and done.stderr.strip().endswith("."), done.stderr


def test_no_file_no_line_and_a_line_that_counted_nothing(tmp_path, shared):
    assert vangnet("staffing", "plan").returncode == 64
    missing = vangnet("staffing", "plan", "--input", tmp_path / "nothing.yaml")
    assert missing.returncode == 1 and "nothing.yaml" in missing.stderr
    env = {"VANGNET_DATA": str(shared.data)} | ({"VANGNET_DATABASE": shared.database} if shared.database else {})
    unknown = vangnet("staffing", "plan", "--line", "nergens", env=env)
    assert unknown.returncode == 1 and "kindertelefoon-chat" in unknown.stderr
    empty = vangnet("staffing", "plan", "--line", "kindertelefoon-chat", env=env)
    assert empty.returncode == 1 and "--input" in empty.stderr


def text(page):
    return page.body.decode()


def signed_in(installation, role):
    visitor = Visitor(installation.base)
    account = installation.account(role)
    visitor.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    return visitor, account


def test_who_makes_the_shifts_sees_a_plan_and_never_a_name(shared):
    visitor, account = signed_in(shared, "supervisor")
    page = visitor.get("/desk/staffing")
    assert page.status == 200 and "<svg" not in text(page)
    line = account["lines"][0]
    asked = f"/desk/staffing?line={line}&wait=60&share=90&week=300&patience=7&shifts=ma-vr+9-17+2%0Ama-zo+17-23+1"
    page = visitor.get(asked)
    assert page.status == 200, text(page)[:500]
    assert text(page).count("<svg") == 1 and 'role="img"' in text(page)
    assert "300 per week, zoals ingevuld" in text(page) and "niet bekend" in text(page)
    # 168 rows beside the drawing.
    assert len(re.findall(r'<th scope="row">(?:maan|dins|woens|donder|vrij|zater|zon)dag', text(page))) == 168
    for other in shared.accounts:
        if other["name"] != account["name"]:
            assert other["name"] not in text(page)
    english = visitor.get("/en" + asked)
    assert english.status == 200 and "300 a week, as filled in" in text(english)
    for wrong in ("wait=veel", "share=100", "points=0", "slow=0.5", "shifts=altijd", "talk=-3"):
        refused = visitor.get(f"/desk/staffing?line={line}&week=300&{wrong}")
        assert refused.status in (400, 422) and 'role="alert"' in text(refused), (wrong, refused.status)
        assert "<svg" not in text(refused)


def test_a_coordinator_may_and_others_may_not(shared):
    visitor, _ = signed_in(shared, "coordinator")
    assert visitor.get("/desk/staffing").status == 200
    for role in ("counsellor", "editor", "analyst"):
        other, _ = signed_in(shared, role)
        assert other.get("/desk/staffing").status == 403
    assert Client(shared.base).get("/desk/staffing").status in (401, 403)


def test_a_line_of_another_organisation_is_not_there(shared):
    visitor, account = signed_in(shared, "supervisor")
    foreign = shared.account("supervisor", not_organisation=account["organisation"])["lines"][0]
    assert visitor.get(f"/desk/staffing?line={foreign}&week=300").status == 404
    assert visitor.get("/desk/staffing?line=nergens&week=300").status == 404
