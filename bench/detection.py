"""Detection over many weekly series beside R's package surveillance, on the same machine in one run.

    python bench/detection.py --binary .build/release/vangnet [--series 500] [--r-series 500] [--out FOLDER]

Makes series of 520 weeks (negative binomial with season, dispersion and here and there a trend), judges the last 52 weeks of each with the
flexible Farrington method (negative binomial threshold, five years back, ten seasons) and compares every answer. Our time is that of the
whole command, reading and writing included; R's is that of the calls alone. Needs Rscript with surveillance (apt: r-cran-surveillance).
"""

import argparse
import csv
import datetime
import json
import math
import os
import pathlib
import random
import resource
import subprocess
import tempfile
import time

WEEKS, FIRST = 520, 469
CONTROL = {
    "b": 5, "w": 3, "reweight": True, "weightsThreshold": 2.58, "alpha": 0.05, "trend": True, "pThresholdTrend": 0.05,
    "limit54": [5, 4], "powertrans": "2/3", "populationOffset": False, "noPeriods": 10, "pastWeeksNotIncluded": 26,
    "thresholdMethod": "nbPlugin",
}


def poisson(chance, mean):
    if mean > 500:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), 1.0, -1
    while product > limit:
        product *= chance.random()
        count += 1
    return max(count, 0)


def make_series(folder, number):
    chance = random.Random(20200315)
    monday = datetime.date(2014, 12, 29)
    dates = [(monday + datetime.timedelta(weeks=week)).isoformat() for week in range(WEEKS)]
    series, cases = [], []
    with open(folder / "series.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["series_id", "t", "date", "count"])
        for index in range(number):
            name = f"s{index + 1:05}"
            level = math.exp(chance.uniform(math.log(0.5), math.log(100)))
            dispersion, season = chance.uniform(1.05, 3), chance.uniform(0, 0.4)
            trend = chance.choice([0, 0, 0.001, -0.001])
            counts = []
            for week in range(WEEKS):
                mean = level * math.exp(trend * week / 2 + season * math.cos(2 * math.pi * week / 52.18))
                shape = mean / (dispersion - 1)
                counts.append(poisson(chance, chance.gammavariate(shape, dispersion - 1)))
                table.writerow([name, week + 1, dates[week], counts[week]])
            series.append({
                "series_id": name, "freq": 52, "epochAsDate": True, "n": WEEKS, "first_date": dates[0], "counts": counts})
            cases.append({
                "case_id": name, "algorithm": "farringtonFlexible", "series_id": name, "range": [FIRST, WEEKS], "control": CONTROL})
    (folder / "series.json").write_text(json.dumps(series))
    (folder / "cases.json").write_text(json.dumps(cases))


def ours(binary, folder, out):
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [binary, "statistics", "run", "--cases", folder, "--out", out], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - started, after.ru_maxrss / 1024


def compare(mine, theirs):
    known = {(row["case_id"], row["t"]): row for row in csv.DictReader(open(mine))}
    rows = worst = different = 0
    for want in csv.DictReader(open(theirs)):
        got = known[want["case_id"], want["t"]]
        rows += 1
        for column in ("upperbound", "expected", "pvalue", "alarm", "phi", "mu0", "trend"):
            if (got[column] == "") != (want[column] in ("", "NA")):
                different += 1
            elif got[column]:
                one, other = float(got[column]), float(want[column])
                error = abs(one - other) / max(1, abs(other))
                worst = max(worst, error)
                exact = column in ("upperbound", "alarm", "trend")
                different += error > (0 if exact else 1e-8)
    return rows, worst, different


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--series", type=int, default=500)
    parser.add_argument("--r-series", type=int, default=None, help="how many of them R judges; its time grows with their number")
    parser.add_argument("--out")
    given = parser.parse_args()
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(given.out or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = {"load": os.getloadavg()[0], "cores": os.cpu_count()}
        for number in sorted({max(1, given.series // 5), given.series}):
            make_series(folder, number)
            runs = [ours(given.binary, str(folder), str(folder / "out")) for _ in range(3)]
            cpu, elapsed, memory = sorted(runs)[1]
            result[f"ours, {number} series"] = {
                "cpu seconds": round(cpu, 2), "elapsed": round(elapsed, 2), "microseconds per series and week": round(
                    cpu / number / 52 * 1e6, 1), "peak memory MB": round(memory)}
        number = given.series if given.r_series is None else given.r_series
        if number:
            answers = folder / "r.csv"
            run = subprocess.run(
                ["Rscript", str(here / "detection.R"), str(folder), str(number), str(answers)], check=True, capture_output=True, text=True)
            r_cpu, r_elapsed, package, r_version = run.stdout.split()
            rows, worst, different = compare(folder / "out" / "actual_farringtonFlexible.csv", answers)
            ours_cpu = result[f"ours, {given.series} series"]["cpu seconds"] * number / given.series
            result[f"R {r_version}, surveillance {package}, {number} series"] = {
                "cpu seconds": float(r_cpu), "elapsed": float(r_elapsed), "times ours": round(float(r_cpu) / ours_cpu)}
            result["agreement"] = {"rows": rows, "worst difference": worst, "different": different}
        print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
