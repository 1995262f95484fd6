"""What a counsellor has in sight without scrolling, in the windows that work places have (experience.md B01, T50)."""

import os

import pytest
from people import log
from test_desk import box, button, next_talk, sit

WINDOWS = [(1280, 720), (1366, 768), (1280, 900), (1920, 1080)]
LONG = "Dit is een regel van iemand die veel te vertellen heeft, zodat het gesprek langer wordt dan het venster."


def uncovered(place):
    """Whether all of it is in the window and nothing lies over it."""
    return place.evaluate(
        """e => { const r = e.getBoundingClientRect();
        return [[r.left + 8, r.top + 4], [r.right - 8, r.bottom - 4], [(r.left + r.right) / 2, (r.top + r.bottom) / 2]]
          .every(([x, y]) => e.contains(document.elementFromPoint(x, y))); }""")


def newest(page):
    return page.locator("#log .bericht").last


def shot(page, name):
    if where := os.environ.get("SHOTS"):
        page.screenshot(path=f"{where}/{name}.png")


@pytest.mark.parametrize("size", WINDOWS, ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_newest_words_and_the_box_are_in_sight_together(site, company, window, size):
    page, _, (seeker,) = sit(company, site, window, "hij heeft een mes", viewport={"width": size[0], "height": size[1]})
    for part in range(6):
        seeker.write(f"{LONG} {part}")
    next_talk(page)
    shot(page, f"desk-{size[0]}x{size[1]}")
    for place in (newest(page), box(page), button(page, "Verstuur"), button(page, "Acuut")):
        assert uncovered(place), f"not in sight: {place}"
    assert log(page).bounding_box()["height"] >= 140
    # What comes now is in sight as well, also while somebody types.
    box(page).fill("Ik lees")
    seeker.write("dit is nieuw")
    log(page).get_by_text("dit is nieuw").wait_for()
    assert uncovered(newest(page)) and uncovered(box(page)) and "dit is nieuw" in newest(page).inner_text()
    # So it is with the script for 112 beside it.
    button(page, "Acuut").click()
    panel = page.get_by_role("region", name="Dit gesprek is acuut")
    panel.wait_for()
    shot(page, f"acute-{size[0]}x{size[1]}")
    for place in (panel.get_by_role("listitem").first, panel.get_by_role("listitem").nth(4), newest(page), box(page), button(page, "Verstuur")):
        assert uncovered(place), f"not in sight when acute: {place}"
    seeker.write("hij is binnen")
    log(page).get_by_text("hij is binnen").wait_for()
    assert uncovered(newest(page)) and "hij is binnen" in newest(page).inner_text()
    # And with the texts at hand open.
    page.locator("#teksten > summary").click()
    shot(page, f"texts-{size[0]}x{size[1]}")
    assert uncovered(newest(page)) and uncovered(box(page))


def test_who_reads_back_is_not_pulled_away_and_is_told(site, company, window):
    page, _, (seeker,) = sit(company, site, window, "eerste", viewport={"width": 1280, "height": 720})
    for part in range(8):
        seeker.write(f"{LONG} {part}")
    next_talk(page)
    log(page).evaluate("l => l.scrollTop = 0")
    page.wait_for_timeout(100)
    seeker.write("dit is nieuw")
    log(page).get_by_text("dit is nieuw").wait_for()
    assert log(page).evaluate("l => l.scrollTop") == 0
    assert "meer" in log(page).get_attribute("class")


def test_acute_is_in_sight_at_a_small_window_too(site, company, window):
    page, _, _ = sit(company, site, window, "hallo", viewport={"width": 320, "height": 640})
    next_talk(page)
    button(page, "Acuut").click()
    panel = page.get_by_role("region", name="Dit gesprek is acuut")
    panel.wait_for()
    page.wait_for_timeout(200)
    shot(page, "acute-320")
    assert uncovered(panel.get_by_role("heading", name="Dit gesprek is acuut"))
