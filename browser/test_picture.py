"""The picture of the figures as somebody looks at it: with and without script, small, dark, and as files (T80 to T86)."""

import csv
import io
import json
import random
import re
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

import signals
from api import Client, Company
from installation import Installation

FIRST, SECOND = "bench.0", "bench.1"
WEEKS = list(signals.weeks(130))


def bring_in(company, lines):
    body = "indicator,region,organisation,period,value,status\n" + "\n".join(lines) + "\n"
    answer = company.staff("analyst").client.post(
        "/api/v1/observations", body.encode(), headers={"Content-Type": "text/csv"})
    assert answer.status == 201, answer.body


@pytest.fixture(scope="module")
def figures(neutral, tmp_path_factory):
    """A site with two made-up weekly figures by region."""
    pack = signals.make_pack(tmp_path_factory.mktemp("pack") / "pack", 2, metrics=("conversations", "reportsReceived"))
    with Installation(env={"VANGNET_NEUTRAL_EXIT": neutral.url, "VANGNET_PACK": str(pack)}) as installation:
        company = Company(installation)
        for name in (FIRST, SECOND):
            bring_in(company, signals.rows(name, WEEKS))
        yield company


@pytest.fixture
def page(figures, window):
    def maker(path, **options):
        page = window(**options).new_page()
        page.goto(figures.installation.base + path)
        return page

    return maker


def get(figures, path):
    answer = Client(figures.installation.base).request("GET", path)
    assert answer.status == 200, (path, answer.status)
    return answer


def numbers_of_table(page):
    return page.eval_on_selector_all(
        ".signaal details tbody tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent.trim()))")


def test_charts_and_the_overview_are_there_without_script(page):
    """T80"""
    overview = page("/signals", script=False)
    assert overview.locator("table").first.locator(f'a[href="/signals/{FIRST}"]').count() == 1
    head = overview.locator("table").first.locator("thead th").all_inner_texts()
    assert len(head) == 4
    assert 1 <= overview.locator(".grafiek svg:visible").count() <= 12
    assert page(f"/signals/{FIRST}", script=False).locator(".grafiek svg:visible").count() == 1


def test_the_overview_and_a_card_are_light(figures):
    assert len(get(figures, "/signals").body) <= 150_000
    assert len(get(figures, f"/signals/{FIRST}?from={WEEKS[0]}&to={WEEKS[-1]}").body) <= 150_000


@pytest.mark.parametrize("path", ["/signals", f"/signals/{FIRST}", f"/signals/{FIRST}?region=VT04", "/en/signals"])
def test_beside_every_chart_stands_what_it_means(page, path):
    """T81"""
    seen = page(path)
    english = path.startswith("/en")
    labels = (
        ["What was counted", "What this does not say", "Source", "Period", "How certain this is", "Small numbers",
         "When we call something unusual", "Updated on", "Version of the definition"] if english else
        ["Wat er geteld is", "Wat dit niet zegt", "Bron", "Periode", "Hoe zeker dit is", "Kleine aantallen",
         "Wanneer we iets opvallend noemen", "Bijgewerkt op", "Versie van de definitie"])
    cards = seen.locator(".signaal:has(svg)")
    assert cards.count()
    for index in range(cards.count()):
        card = cards.nth(index)
        assert card.locator(".zin").inner_text().strip()
        assert card.locator("figcaption").inner_text().strip()
        terms = card.locator("dl dt").all_inner_texts()
        assert [label for label in labels if label not in terms] == [], terms


def test_events_of_the_calendar_are_numbered_lines_with_a_list(page):
    """T81"""
    seen = page("/signals/veilig-thuis.advice?from=2019-H1&to=2021-H1")
    numbers = seen.locator(".breuken li").evaluate_all("items => items.map(i => i.value)")
    assert numbers and numbers == list(range(1, len(numbers) + 1))
    assert seen.locator("svg:visible .breuk").count() == len(numbers)
    assert "25 april 2020" in seen.locator(".breuken").inner_text()


def test_the_words_of_a_chart_and_its_table_are_of_its_numbers(page):
    """T82"""
    one, other = page(f"/signals/{FIRST}"), page(f"/signals/{FIRST}?region=VT01")
    words = [seen.locator(".grafiek svg:visible desc").evaluate("d => d.textContent") for seen in (one, other)]
    assert words[0] != words[1]
    for seen, text in zip((one, other), words):
        rows = [row for row in numbers_of_table(seen) if re.fullmatch(r"[\d.]+", row[1])]
        values = [int(row[1].replace(".", "")) for row in rows]
        assert f"{min(values):,}".replace(",", ".") in text and f"{max(values):,}".replace(",", ".") in text
        # The dots lie as high as the numbers of the table.
        dots = seen.locator(".grafiek svg:visible circle.punt").evaluate_all("d => d.map(c => Number(c.getAttribute('cy')))")
        scale = [(dots[i] - dots[j]) / (values[j] - values[i]) for i in range(len(values)) for j in range(i) if abs(values[i] - values[j]) > 40]
        assert len(dots) == len(values)
        assert not scale or max(scale) - min(scale) < 0.02


def test_a_file_is_what_the_page_shows(figures, page):
    """T83, on twenty addresses"""
    chance = random.Random(83)
    seen = page("/signals")
    for _ in range(20):
        name, region = chance.choice([FIRST, SECOND]), chance.choice(["", *signals.REGIONS])
        end = chance.randrange(30, len(WEEKS))
        query = f"?from={WEEKS[end - chance.randrange(3, 24)]}&to={WEEKS[end]}" + (f"&region={region}" if region else "")
        seen.goto(f"{figures.installation.base}/signals/{name}{query}")
        link = seen.locator('.downloads a[href*="figures.csv"]').first.get_attribute("href")
        rows = list(csv.DictReader(io.StringIO(get(figures, link).body.decode())))
        table = numbers_of_table(seen)
        assert len(rows) == len(table) > 0
        for row, (period, number, _) in zip(rows, table):
            year, week = row["period"].split("-W")
            assert str(int(week)) in period and year in period
            assert row["region"] == region and row["definition_id"] == f"{name}@1" and row["unit"] == "gesprekken"
            if row["value"]:
                assert number == f"{int(row['value']):,}".replace(",", ".") and not row["suppressed_reason"]
            else:
                assert number == {"suppressed": "te weinig om te tonen", "missing": "geen cijfer"}[row["status"]]
                assert bool(row["suppressed_reason"]) == (row["status"] == "suppressed")
                assert not row["lower"] and not row["upper"]


def test_pictures_and_explanations_are_plain_links(figures, page):
    """T83"""
    seen = page(f"/signals/{FIRST}?region=VT01")
    links = {re.search(r"/([a-z]+\.[a-z]+)", link.split(FIRST)[1]).group(1): link for link in seen.locator(".downloads a").evaluate_all(
        "links => links.map(a => a.getAttribute('href'))") if re.search(r"\.(svg|png|txt)", link)}
    drawing = get(figures, links["chart.svg"])
    assert drawing.type.startswith("image/svg+xml")
    text = re.sub(r"<[^>]+>", " ", drawing.body.decode())
    assert f"{FIRST}@1" in text and "Bron: Verzonnen" in text and "Verzonnen cijfer 0, Amsterdam-Amstelland" in text
    explained = get(figures, links["definition.txt"]).body.decode()
    assert "Zegt niets" in explained and "suppressed_reason" in explained
    if "chart.png" in links:
        picture = get(figures, links["chart.png"])
        assert picture.type == "image/png" and picture.body.startswith(b"\x89PNG\r\n")


def test_an_address_is_a_state_and_an_earlier_version_stays(figures, page):
    """T84"""
    path = f"/signals/{FIRST}?region=VT02&from={WEEKS[90]}&to={WEEKS[110]}&sort=number"
    one, other = page(path), page(path)
    assert numbers_of_table(one) == numbers_of_table(other)
    other.reload()
    assert numbers_of_table(one) == numbers_of_table(other)
    assert other.locator('th[aria-sort="descending"]').count() == 1
    seen = page(f"/signals/{FIRST}")
    frozen = seen.locator('.downloads a[href*="known="]').get_attribute("href")
    seen.wait_for_timeout(1100)
    before = [get(figures, frozen + more).body for more in ("", "&region=VT03")]
    last = WEEKS[-1]
    now = get(figures, f"/api/v1/series?indicator={FIRST}&from={last}&to={last}").json()["points"][0]["value"]
    # A whole that is corrected without its regions may have to wait for them, so both come in.
    own = get(figures, f"/api/v1/series?indicator={FIRST}&region=VT02&from={last}&to={last}").json()["points"][0]["value"]
    bring_in(figures, [f"{FIRST},,,{last},{now + 700},final", f"{FIRST},VT02,,{last},{own + 700},final"])
    assert [get(figures, frozen + more).body for more in ("", "&region=VT03")] == before
    newest = get(figures, f"/signals/{FIRST}").body.decode()
    assert f"{now + 700:,}".replace(",", ".") in newest
    assert "verandert niet meer" in before[0].decode()
    log = get(figures, "/signals/corrections").body.decode()
    assert f"van {now:,} naar {now + 700:,}".replace(",", ".") in log.replace("&#39;", "'")


def test_the_axis_is_the_same_for_every_range_and_every_region(figures, page):
    """T85"""
    def top(path):
        return page(path).locator(".grafiek svg:visible text").evaluate_all(
            "texts => texts.filter(t => t.getAttribute('text-anchor') === 'end').map(t => t.textContent)")

    assert top(f"/signals/{FIRST}") == top(f"/signals/{FIRST}?from={WEEKS[3]}&to={WEEKS[40]}")
    assert top(f"/signals/{FIRST}")[0] == "0"
    scales, names = [], []
    for number in (1, 2, 3):
        small = page(f"/signals/{FIRST}/regions" + (f"?page={number}" if number > 1 else ""))
        drawn = small.locator(".klein svg")
        assert drawn.count() <= 12
        scales += drawn.evaluate_all("drawn => drawn.map(d => d.dataset.top)")
        names += small.locator(".klein figcaption a").all_inner_texts()
    assert len(scales) == 26 and len(set(scales)) == 1 and len(set(names)) == 26
    assert Client(figures.installation.base).request("GET", f"/signals/{FIRST}/regions?page=4").status == 404
    own = page(f"/signals/{FIRST}/regions?scale=own")
    assert len(set(own.locator(".klein svg").evaluate_all("drawn => drawn.map(d => d.dataset.top)"))) > 1
    assert "eigen schaal" in own.locator("main").inner_text()


def test_at_most_four_lines_each_with_its_name(figures, page):
    """T85"""
    seen = page(f"/signals/{FIRST}/compare?a=VT01&b=VT02&c=VT05&d=VT08")
    assert seen.locator('.lijnen svg:visible path[class^="lijn"]').count() == 4
    labels = seen.locator(".lijnen svg:visible text[font-weight]").all_text_contents()
    assert sorted(labels) == ["AA", "DR", "GM", "GR"]
    rest = page(f"/signals/{FIRST}/compare?a=VT01&b=rest")
    assert sorted(rest.locator(".lijnen svg:visible text[font-weight]").all_text_contents()) == ["AA", "rest"]
    years = page(f"/signals/{FIRST}/compare?a=&year=2026&than=2025")
    assert sorted(years.locator(".lijnen svg:visible text[font-weight]").all_text_contents()) == ["2025", "2026"]


def test_figures_that_count_other_things_never_share_a_chart(page):
    seen = page(f"/signals/{FIRST}/compare?a=&with={SECOND}")
    assert seen.locator(".lijnen svg").count() == 0
    assert "tellen iets anders" in seen.get_by_role("status").last.inner_text()


def test_the_tile_map_is_one_stop_with_arrow_keys_and_says_what_the_list_says(page):
    """T86"""
    seen = page(f"/signals/{FIRST}")
    assert "Met de pijltjes ga je van regio naar regio" in seen.locator("#regions").inner_text()
    stops = seen.locator('.tegelkaart a[tabindex="0"]')
    assert stops.count() == 1 and seen.locator('.tegelkaart a[tabindex="-1"]').count() == 25
    stops.focus()
    start = seen.evaluate("document.activeElement.getAttribute('aria-label')")
    seen.keyboard.press("ArrowRight")
    assert seen.evaluate("document.activeElement.getAttribute('aria-label')") != start
    seen.keyboard.press("ArrowLeft")
    assert seen.evaluate("document.activeElement.getAttribute('aria-label')") == start
    visited = {start}
    for key, times in (("ArrowUp", 8), ("ArrowRight", 6), ("ArrowDown", 8), ("ArrowLeft", 6), ("ArrowUp", 8)):
        for _ in range(times):
            seen.keyboard.press(key)
            visited.add(seen.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len(visited) > 12 and seen.locator('.tegelkaart a[tabindex="0"]').count() == 1
    on_map = dict(label.split(": ", 1) for label in seen.locator(".tegelkaart a").evaluate_all(
        "tiles => tiles.map(t => t.getAttribute('aria-label'))"))
    in_list = dict(seen.locator(".regiolijst tbody tr").evaluate_all(
        "rows => rows.map(r => [r.querySelector('a').textContent, r.querySelector('td').firstChild.textContent.trim()])"))
    assert len(on_map) == 26 and set(on_map) == set(in_list)
    for name, text in on_map.items():
        assert text.startswith(in_list[name]), (name, text, in_list[name])
    seen.keyboard.press("Enter")
    seen.wait_for_url(re.compile(r"region=VT\d\d"))


def test_between_what_comes_before_the_map_and_the_list_the_tab_key_stops_once(page):
    """T86: the drawing itself is no stop."""
    seen = page(f"/signals/{FIRST}")
    seen.locator(".verder a").first.focus()
    stops = []
    while not seen.evaluate("document.activeElement.closest('.regiolijst') !== null"):
        seen.keyboard.press("Tab")
        stops.append(seen.evaluate("[document.activeElement.tagName, document.activeElement.closest('.tegelkaart') !== null]"))
        assert len(stops) < 12, stops
    assert [tag for tag, is_map in stops if is_map] == ["a"], stops


@pytest.mark.parametrize("path", [f"/signals/{FIRST}", f"/signals/{FIRST}/change?date=2026-03-02", f"/signals/{FIRST}/compare?a=VT01&b=rest"])
@pytest.mark.parametrize("width", [1280, 800, 320])
def test_a_chart_is_as_wide_as_its_column(page, path, width):
    seen = page(path, viewport={"width": width, "height": 900})
    drawn = seen.locator(".grafiek svg:visible")
    assert drawn.count() == 1
    sizes = drawn.evaluate(
        "d => [d.getBoundingClientRect().width, d.parentElement.getBoundingClientRect().width, d.getScreenCTM().a * 15]")
    assert sizes[0] >= min(sizes[1], 26 * 17) - 1, sizes
    if width == 1280:
        assert sizes[0] >= 600, sizes
    assert 12 <= sizes[2] <= 24, sizes


def test_paper_has_the_chart_on_its_first_page_and_no_forms(page):
    seen = page(f"/signals/{FIRST}", viewport={"width": 720, "height": 1000})
    seen.emulate_media(media="print")
    # A4 with the margins of a printer is about 720 by 1040 CSS pixels.
    box = seen.locator(".signaal .grafiek svg:visible").bounding_box()
    assert box["y"] + box["height"] < 1000, box
    for hidden in ("form:visible", "nav:visible", ".downloads:visible", ".kruimels:visible", ".verder:visible"):
        assert seen.locator(hidden).count() == 0, hidden
    foot = seen.locator(".afdruk").inner_text()
    assert "Cijfers zoals bekend op" in foot and f"/signals/{FIRST}?known=" in foot
    address = re.search(r"/signals/\S+", foot).group(0)
    assert seen.goto(seen.url.split("/signals")[0] + address).status == 200


def test_without_script_every_tile_is_a_link(page):
    """T86"""
    seen = page(f"/signals/{FIRST}", script=False)
    assert seen.locator(".tegelkaart a[href]").count() == 26 and seen.locator(".tegelkaart a[tabindex]").count() == 0


PAGES = [
    "/signals", f"/signals/{FIRST}", f"/signals/{FIRST}/regions", f"/signals/{FIRST}/compare?a=VT01&b=VT02",
    f"/signals/{FIRST}/change?date=2026-03-02", "/signals/silence", f"/signals/silence?indicator={FIRST}", "/signals/themes",
    "/signals/corrections",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_every_page_fits_in_320_pixels(page, path, look):
    """T44, T45"""
    seen = page(path, viewport={"width": 320, "height": 700}, **look)
    assert seen.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    small = seen.eval_on_selector_all(
        "svg text", "texts => texts.filter(t => t.getBoundingClientRect().height && t.getScreenCTM().a * parseFloat(getComputedStyle(t).fontSize) < 12).length")
    assert small == 0


@pytest.mark.parametrize("path", PAGES)
def test_no_page_says_that_violence_rose_or_fell(figures, path):
    """What is forbidden stands nowhere but in a denial."""
    for start in ("", "/en"):
        text = re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", get(figures, start + path).body.decode(), flags=re.S)
        text = text.replace(
            "Meer contacten is niet hetzelfde als meer geweld", "").replace("het betekent niet dat er minder geweld is", "").replace(
            "More contacts is not the same as more violence", "").replace("it does not mean that there is less violence", "").replace(
            "Dit zegt niet dat er meer geweld is", "").replace("This does not say that there is more violence", "")
        for words in ("geweld stijgt", "geweld daalt", "meer geweld", "minder geweld", "more violence", "less violence", "violence rises", "violence rose"):
            assert words not in text.lower(), (path, words)


def test_a_hidden_region_is_nowhere_to_be_had(figures):
    """What the picture hides is not in the file, not in the call, and not the difference of what is told."""
    base = f"/api/v1/series?indicator={FIRST}"
    whole = {p["period"]: p["value"] for p in get(figures, base).json()["points"]}
    parts = {}
    for region in signals.REGIONS:
        points = get(figures, f"{base}&region={region}").json()["points"]
        file = list(csv.DictReader(io.StringIO(get(figures, f"/signals.csv?indicator={FIRST}&region={region}").body.decode())))
        assert [str(p["value"]) if p["value"] is not None else "" for p in points] == [row["value"] for row in file]
        parts[region] = {p["period"]: p for p in points}
    alone = 0
    for period in WEEKS[:-1]:
        hidden = [r for r in signals.REGIONS if parts[r][period]["status"] == "suppressed"]
        if not hidden or whole[period] is None:
            continue
        told = sum(parts[r][period]["value"] or 0 for r in signals.REGIONS)
        alone += len(hidden) == 1
        assert whole[period] - told - len(hidden) >= 5, (period, hidden)
    assert alone == 0
    assert json.loads(get(figures, f"{base}&organisation=x&region=VT01").body)["points"] == []
