"""Somebody who visits every page, takes every file, makes every call and keeps every version finds no small number."""

import csv
import html
import io
import random
import re
import sys
import time

import pytest

from api import Client, Company
from attack import Attacker, greatest
from installation import ROOT, Installation

sys.path.insert(0, str(ROOT / "bench"))

import signals

HEADER = "indicator,region,organisation,period,value,status\n"
THRESHOLD = 5
ALL, PART = "bench.0", "bench.1"
WEEKS = [f"2026-W{n}" for n in range(20, 24)]
PLACES = signals.REGIONS[:8]


def counts(chance):
    """By figure, week and place; the part lies within the whole figure, and each is summed for the country."""
    found = {}
    for week in WEEKS:
        for place in PLACES:
            one = chance.choice([chance.randrange(5), chance.randrange(15), chance.randrange(5, 90)])
            other = chance.choice([chance.randrange(5), chance.randrange(5, 90)])
            found[PART, week, place], found[ALL, week, place] = one, one + other
        for figure in (ALL, PART):
            found[figure, week, ""] = sum(found[figure, week, place] for place in PLACES)
    return found


def bring_in(client, cells):
    body = HEADER + "".join(f"{f},{p},,{w},{n},final\n" for (f, w, p), n in sorted(cells.items()))
    answer = client.post("/api/v1/observations", body.encode(), headers={"Content-Type": "text/csv"})
    assert answer.status == 201, answer.body
    # Versions are told apart by the second.
    time.sleep(1.1)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """An installation with three versions of two figures, in files that come one by one."""
    extra = signals.INDICATOR.format(n=1, metric="conversations") + f"    partOf: {ALL}\n    shareOf: {ALL}\n"
    pack = signals.make_pack(tmp_path_factory.mktemp("pack") / "pack", 1, extra=extra)
    chance = random.Random(2026)
    with Installation(env={"VANGNET_PACK": str(pack)}) as installation:
        company = Company(installation)
        analyst = company.staff("analyst").client
        truth, versions = {}, []
        now = counts(chance)
        files = [
            {c: n for c, n in now.items() if c[0] == ALL},
            {c: n for c, n in now.items() if c[0] == PART and c[2]},
            {c: n for c, n in now.items() if c[0] == PART and not c[2]},
        ]
        later = dict(now)
        for week in WEEKS[:3]:
            # What was much turns out to be little: whoever had the whole before knows how little.
            place = max(PLACES, key=lambda p: now[PART, week, p])
            fall = now[PART, week, place] - chance.randrange(1, THRESHOLD)
            for figure in (ALL, PART):
                later[figure, week, place] -= fall
                later[figure, week, ""] -= fall
        changed = {c: n for c, n in later.items() if now[c] != n}
        files += [{c: n for c, n in changed.items() if not c[2]}, {c: n for c, n in changed.items() if c[2]}]
        for file in files:
            truth = truth | file
            versions.append((bring_in(analyst, file), dict(truth)))
        yield installation, versions


def points(client, figure, place, known):
    query = f"/api/v1/series?indicator={figure}&known={known}" + (f"&region={place}" if place else "")
    return {p["period"]: p for p in client.get(query).json()["points"]}


def test_the_linear_program_finds_what_can_be_found():
    assert greatest(0, [({0: 1, 1: 1}, 7)], 2) == 7
    assert greatest(0, [({0: 1, 1: 1}, 7), ({1: 1}, 3)], 2) == 4
    assert greatest(0, [({0: 1, 1: -1}, 2)], 2) is None
    attacker = Attacker()
    attacker.tell("all", 100)
    attacker.tell("a", 60)
    attacker.hide("b", 1)
    attacker.hide("c", 1)
    attacker.tie("all", ["a", "b", "c"])
    assert attacker.interval("b") == (1, 39)
    attacker.tell("d", 12)
    attacker.tell("c and d", 15)
    attacker.tie("c and d", ["c", "d"])
    assert attacker.interval("c") == (3, 3) and attacker.interval("b") == (37, 37)


def attack(versions, told):
    """Small numbers that can be narrowed down, and how many there are. `told` says what a version tells: a number, or None when it is
    hidden."""
    attacker, seen, hidden_before = Attacker(), {}, set()
    for version, (_, truth) in enumerate(versions):
        for cell, number in truth.items():
            name = f"{cell} {number}"
            seen[name] = number
            if told(version, cell) is None:
                attacker.hide(name, 0 if number == 0 or cell in hidden_before else 1)
                hidden_before.add(cell)
            else:
                attacker.tell(name, number)
        for week in WEEKS:
            names = {(f, p): f"{(f, week, p)} {truth[f, week, p]}" for f in (ALL, PART) for p in ["", *PLACES] if (f, week, p) in truth}
            for figure in (ALL, PART):
                parts = [names[figure, p] for p in PLACES if (figure, p) in names]
                if (figure, "") in names and len(parts) == len(PLACES):
                    if truth[figure, week, ""] == sum(truth[figure, week, p] for p in PLACES):
                        attacker.tie(names[figure, ""], parts)
            for place in ["", *PLACES]:
                if (PART, place) in names and truth[ALL, week, place] >= truth[PART, week, place]:
                    left = truth[ALL, week, place] - truth[PART, week, place]
                    rest = f"{names[ALL, place]} without {names[PART, place]}"
                    seen[rest] = left
                    attacker.hide(rest, 0)
                    attacker.tie(names[ALL, place], [names[PART, place], rest])
    small = [name for name, number in seen.items() if 0 < number < THRESHOLD]
    found = []
    for name in small:
        least, most = attacker.interval(name)
        assert least <= seen[name] and (most is None or seen[name] <= most), "the attack is wrong"
        if most is not None and most - least < THRESHOLD:
            found.append((name, least, most))
    return found, len(small)


def test_no_small_number_can_be_worked_out_from_every_version(world):
    installation, versions = world
    client = Client(installation.base)
    answers = [
        {(f, p): points(client, f, p, known) for f in (ALL, PART) for p in ["", *PLACES]} for known, _ in versions]

    def told(version, cell):
        figure, week, place = cell
        point, number = answers[version][figure, place][week], versions[version][1][cell]
        assert point["value"] in (None, number) and (point["value"] is None) == (point["status"] == "suppressed")
        assert point["value"] is None or number == 0 or number >= THRESHOLD, cell
        return point["value"]

    found, small = attack(versions, told)
    assert small > 20 and not found, found
    assert sum(told(0, cell) is not None for cell in versions[0][1]) > 10


def test_the_same_attack_finds_small_numbers_when_only_they_are_hidden(world):
    _, versions = world
    found, _ = attack(versions, lambda version, cell: None if 0 < versions[version][1][cell] < THRESHOLD else 1)
    assert len(found) > 5


def test_no_page_file_or_call_tells_more_than_the_series(world):
    """Numbers in words, titles of charts, tables, files and calls are told numbers; of every page, also of earlier versions."""
    installation, versions = world
    client = Client(installation.base)
    told, hidden = set(), {}
    for known, truth in versions:
        for figure in (ALL, PART):
            for place in ["", *PLACES]:
                for week, point in points(client, figure, place, known).items():
                    if point["value"] is not None:
                        told.add((figure, place, week, point["value"]))
                    elif (figure, week, place) in truth:
                        hidden[figure, place, week] = truth[figure, week, place]
    values = {number for *_, number in told}
    # Hidden numbers that stand nowhere else, and cannot be mistaken for a date, a week or a size.
    telling = {n for n in hidden.values() if n > 60 and n not in values and n not in (100, 300)}
    pages = 0
    for known in [None, *(known for known, _ in versions)]:
        more = f"&known={known}" if known else ""
        paths = [f"/signals?{more[1:]}", f"/signals/corrections?{more[1:]}", f"/signals/silence?{more[1:]}"]
        for figure in (ALL, PART):
            for place in ["", *PLACES[:4]]:
                region = f"region={place}" if place else "region="
                paths += [f"/signals/{figure}?{region}{more}", f"/signals/{figure}/figures.csv?{region}{more}",
                          f"/signals/{figure}/chart.svg?{region}{more}", f"/signals/{figure}/change?date=2026-05-25&{region}{more}"]
            paths += [f"/signals/{figure}/regions?{more[1:]}", f"/signals/{figure}/compare?a={PLACES[0]}&b=rest&as=count{more}",
                      f"/signals/{figure}/compare?a={PLACES[1]}&b={PLACES[2]}{more}", f"/signals/{figure}/definition.txt?{more[1:]}"]
        for path in paths:
            answer = client.request("GET", path)
            assert answer.status in (200, 404), (path, answer.status)
            if answer.status != 200:
                continue
            pages += 1
            text = html.unescape(re.sub(r"<style.*?</style>|<script.*?</script>|<path[^>]*>", " ", answer.body.decode(), flags=re.S))
            words = {int(w.replace(".", "")) for w in re.findall(r">\s*(\d{1,3}(?:\.\d{3})*)\s*<|(?<=,)(\d+)(?=,)", text) for w in w if w}
            assert not words & telling, (path, words & telling)
            if path.startswith(f"/signals/{ALL}/figures.csv") or path.startswith(f"/signals/{PART}/figures.csv"):
                for row in csv.DictReader(io.StringIO(answer.body.decode())):
                    if row["value"]:
                        assert (row["indicator"], row["region"], row["period"], int(row["value"])) in told
                    if row["status"] == "suppressed":
                        assert not row["value"] and not row["lower"] and not row["upper"]
    assert pages > 100
    for figure in (ALL, PART):
        answer = client.get(f"/api/v1/dataValueSets?dataSet={figure}&children=true").json()
        for value in answer["dataValues"]:
            week = f"{value['period'][:4]}-W{value['period'][5:]}"
            place = "" if value["orgUnit"] == "NATIONAL" else value["orgUnit"]
            assert (figure, place, week, int(value["value"])) in told, value
    for path in ("/signals/findings", "/signals/themes", "/signals/ledger", "/signals/interpretations"):
        assert client.request("GET", path).status == 200
    assert "no-store" in client.request("GET", f"/signals/{PART}").headers["Cache-Control"]
    assert telling
