"""The record in a real browser (experience.md B30–B35): T58, with a keyboard and nothing else."""

import time

import pytest
from people import log, sign_in
from test_desk import WIDE, button, next_talk, sit

#: Keys and waits of a script are quicker than hands; a person has ninety seconds.
SECONDS = 90


def value(page, name):
    return page.locator(f"select[name='{name}']").input_value()


def to(page, label):
    """Tab until the field of that label has the focus; how often it took."""
    for presses in range(1, 60):
        page.keyboard.press("Tab")
        if page.evaluate("l => !!document.activeElement.labels && [...document.activeElement.labels].some(x => x.textContent === l)", label):
            return presses
    raise AssertionError(f"{label} is not reached by keyboard")


def fill_in(page):
    """Every field, by keyboard: letters choose in a list, search chooses among many."""
    keys = page.keyboard
    keys.press("Alt+c")
    assert page.evaluate("document.activeElement.name") == "advice"
    keys.type("Luist")
    to(page, "Wie vraagt hulp?")
    keys.type("Kind")
    to(page, "Zoek: Waar gaat het over?")
    keys.type("pes")
    page.get_by_role("option", name="Pesten").first.wait_for()
    keys.press("Enter")
    keys.type("angst")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    to(page, "Leeftijd van wie het betreft")
    keys.type("12")
    to(page, "Regio")
    keys.type("Fries")
    to(page, "Extra kwetsbaar door")
    keys.type("Niet g")
    to(page, "Heeft het met de huidige crisis te maken?")
    keys.type("Wil niet")
    to(page, "Hoe ging het verder?")
    keys.type("Komt")


FILLED = {
    "advice": "listening", "asker": "child", "reason": "bullying", "reason.2": "fear", "reason.3": "", "age": "12-15", "region": "VT04",
    "vulnerable": "not-asked", "crisis": "refused", "action": "return-agreed",
}


def counting_clicks(page):
    page.add_init_script("window.clicks = 0; addEventListener('pointerdown', () => window.clicks++, true)")


def test_a_record_beside_a_talk_by_keyboard_alone(site, company, window):
    page, counsellor, (seeker,) = sit(company, site, window, "hallo daar")
    counting_clicks(page)
    next_talk(page)
    page.reload()
    log(page).get_by_text("hallo daar").wait_for()
    # It stands beside the talk while that runs, asks eight things at most, and compels to none.
    form = page.locator(".kaartje form").first
    assert 1 <= form.locator(".codes").count() <= 8 and form.locator("[required], [aria-required=true]").count() <= 8
    for field in form.locator(".codes").all():
        why = field.locator(".hint[id]").first.inner_text()
        assert "Telt mee in" in why, why
        link = field.locator("a[target=_blank]").first.get_attribute("href")
        assert link.startswith("/desk/meaning"), link
        for kind in ("unknown", "not-asked", "refused"):
            assert field.locator(f"select >> nth=0 >> option[value={kind}]").count() == 1
    began = time.monotonic()
    fill_in(page)
    assert time.monotonic() - began <= SECONDS
    assert {name: value(page, name) for name in FILLED} == FILLED
    assert page.evaluate("window.clicks") == 0, "something needed a pointer"
    page.get_by_text("Bewaard", exact=False).first.wait_for()
    # The window falls shut: nothing is lost.
    page.wait_for_timeout(500)
    page.goto("about:blank")
    page.goto(site.base + "/desk")
    page.locator(".talks a").first.click()
    log(page).wait_for()
    assert {name: value(page, name) for name in FILLED} == FILLED
    # Nothing in a field of one line closes the talk by Enter.
    page.keyboard.press("Alt+c")
    to(page, "Zoek: Waar gaat het over?")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert seeker.read_all()["state"] == "open"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Afsluiten":
            break
    page.keyboard.press("Enter")
    page.get_by_text("Het gesprek is afgesloten.").wait_for()
    assert seeker.read_all()["state"] == "closed"


@pytest.mark.parametrize("script", [True, False])
def test_a_call_is_recorded_by_keyboard_and_survives_a_crash(own, window, script):
    from api import Company

    installation = own()
    company = Company(installation)
    counsellor = company.staff()
    page = window(script=script, viewport=WIDE).new_page()
    counting_clicks(page)
    sign_in(page, installation.base, counsellor.account)
    page.get_by_role("link", name="Telefoon en balie").click()
    button(page, "Nieuw telefoongesprek").click()
    page.get_by_role("heading", name="Gesprek aan de telefoon").wait_for()
    if script:
        page.evaluate("window.clicks = 0")
        with page.expect_response(lambda r: "/desk/record/" in r.url and r.request.method == "POST" and r.status == 204):
            began = time.monotonic()
            fill_in(page)
        assert time.monotonic() - began <= SECONDS and page.evaluate("window.clicks") == 0
        page.wait_for_timeout(800)
    else:
        for name, code in FILLED.items():
            if code:
                if name.endswith(".2"):
                    page.locator("details.nog summary").first.click()
                page.locator(f"select[name='{name}']").select_option(code)
        button(page, "Bewaar het kaartje").click()
        page.wait_for_load_state()
    address = page.url
    page.goto("about:blank")
    installation.kill()
    installation.start()
    page.goto(f"{installation.base}/desk/record")
    page.get_by_role("link", name="1. Gesprek aan de telefoon").click()
    page.get_by_role("heading", name="Gesprek aan de telefoon").wait_for()
    assert page.url == address
    assert {name: value(page, name) for name in FILLED} == FILLED
    button(page, "Vastleggen").click()
    page.get_by_text("Het gesprek is vastgelegd.").wait_for()


def test_search_finds_both_levels_and_takes_three_at_most(site, company, window):
    page, _, _ = sit(company, site, window, "hallo")
    next_talk(page)
    field = page.get_by_role("combobox", name="Zoek: Waar gaat het over?")
    found = page.locator("#kaartje [role=option]")
    # By the heading, and whatever marks and capitals are typed.
    field.fill("SEKSUALITEIT")
    assert found.count() >= 3
    field.fill("zelfdodíng")
    assert found.count() == 1
    field.fill("zzz")
    page.get_by_text("Niets gevonden.").wait_for()
    for words in ("pesten", "somber", "vrienden"):
        field.fill(words)
        field.press("Enter")
    assert [value(page, n) for n in ("reason", "reason.2", "reason.3")] == ["bullying", "mood", "friends"]
    field.fill("weggelopen")
    field.press("Enter")
    page.get_by_text("Hier is geen plaats meer.").wait_for()
    assert page.get_by_label("Waar gaat het over? (3)").is_visible()


def test_a_message_is_keyed_to_a_code_and_its_words_are_not_copied(site, company, window):
    page, _, _ = sit(company, site, window, "ze pesten me elke dag")
    next_talk(page)
    page.reload()
    log(page).get_by_text("ze pesten me").wait_for()
    page.keyboard.press("Alt+m")
    number = page.locator("#passage").input_value()
    assert number == page.locator("#log .zij").last.get_attribute("data-n")
    page.keyboard.type("Pesten")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text(f"Bericht {number}: Pesten").wait_for()
    assert "elke dag" not in page.locator("#kaartje").inner_text()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_records_fit_their_window(site, company, window, width):
    page, _, _ = sit(company, site, window, "hallo", viewport={"width": width, "height": 900})
    next_talk(page)
    page.get_by_role("combobox", name="Zoek: Waar gaat het over?").fill("geweld")
    page.locator("#kaartje").screenshot(path=f"browser/out/record {width}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(site.base + "/desk/record")
    button(page, "Nieuw gesprek aan de balie").click()
    page.get_by_role("heading", name="Gesprek aan de balie").wait_for()
    page.screenshot(path=f"browser/out/record by voice {width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(site.base + "/desk/meaning")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
