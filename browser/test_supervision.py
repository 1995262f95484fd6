"""The supervisor's screen, looking in and whispering, as three people see it (experience.md B12, B40–B43; T59, T21)."""

import re

import pytest
from api import Seeker
from people import log, sign_in, write

WIDE = {"width": 1280, "height": 900}


def button(scope, name, exact=True):
    return scope.get_by_role("button", name=name, exact=exact)


@pytest.fixture
def desk(company, site, window):
    """A supervisor on their screen and a counsellor in a talk; (supervisor's page, counsellor's page, seeker)."""
    supervisor = company.installation.account("supervisor")
    line = supervisor["lines"][0]
    counsellor = company.installation.account("counsellor", line=line)
    seeker = company.seeker(line, text="Ik durf niet naar huis")
    theirs = window(viewport=WIDE).new_page()
    sign_in(theirs, site.base, counsellor)
    button(theirs, "Volgende gesprek").click()
    log(theirs).wait_for()
    own = window(viewport=WIDE).new_page()
    sign_in(own, site.base, supervisor)
    own.get_by_role("link", name="Naar de begeleiding").click()
    own.get_by_role("heading", name="Begeleiding", level=1).wait_for()
    return own, theirs, seeker


def seeker_page(window, site, seeker, script=True):
    context = window(script=script)
    context.add_cookies([{"name": "s", "value": seeker.token, "url": site.base}])
    page = context.new_page()
    page.goto(site.base + "/g")
    log(page).wait_for()
    return page


def test_acute_is_on_the_screen_at_once_and_one_key_leads_to_it(desk):
    own, theirs, _ = desk
    own.get_by_role("link", name="Naar de werkplek").focus()
    assert "acuut" not in own.locator("#toezicht-stand").inner_text()
    button(theirs, "Acuut").first.click()
    own.locator("#toezicht-stand").get_by_text("1 gesprek is acuut.").wait_for(timeout=5_000)
    own.locator(".gaande .acuut").wait_for(timeout=5_000)
    focused = own.evaluate("document.activeElement.textContent")
    assert focused == "Naar de werkplek", f"the focus was taken away: {focused}"
    own.keyboard.press("Alt+m")
    assert own.evaluate("document.activeElement.textContent") == "Meekijken"
    own.keyboard.press("Enter")
    log(own).get_by_text("Ik durf niet naar huis").wait_for()
    # The page of the talk has what is needed now: the script for 112, the clock and what was decided.
    assert "112" in own.locator("main").inner_text()


def test_both_ends_see_that_somebody_looks_in_and_when_it_is_over(desk, site, window):
    own, theirs, seeker = desk
    there = seeker_page(window, site, seeker)
    assert there.locator("#meekijken").inner_text() == ""
    box = there.get_by_role("textbox", name="Je bericht")
    box.fill("half")
    button(own, "Meekijken").click()
    own.locator("#stand").get_by_text("Je kijkt mee.").wait_for()
    there.locator("#meekijken").get_by_text("leest nu mee").wait_for(timeout=5_000)
    theirs.locator("#meekijken").get_by_text("Kijkt mee:").wait_for(timeout=5_000)
    assert box.input_value() == "half" and box.evaluate("b => b === document.activeElement")
    assert own.get_by_role("textbox", name="Je bericht").count() == 0, "who looks in has no box to the other end"
    button(own, "Stop met meekijken").click()
    own.get_by_role("heading", name="Begeleiding", level=1).wait_for()
    for page in (there, theirs):
        page.wait_for_function("() => document.querySelector('#meekijken').textContent === ''", timeout=5_000)


def test_without_script_a_seeker_sees_it_too(desk, site, window):
    own, _, seeker = desk
    there = seeker_page(window, site, seeker, script=False)
    assert "leest nu mee" not in there.locator("main").inner_text()
    button(own, "Meekijken").click()
    own.locator("#stand").get_by_text("Je kijkt mee.").wait_for()
    there.frame_locator("iframe").get_by_text("leest nu mee").wait_for(timeout=10_000)
    there.reload()
    assert "leest nu mee" in there.locator("main").inner_text()


def test_a_whisper_goes_to_the_colleague_and_looks_like_nothing_else(desk, site, window):
    own, theirs, seeker = desk
    there = seeker_page(window, site, seeker)
    button(own, "Meekijken").click()
    field = own.get_by_role("textbox", name="Fluister tegen je collega")
    field.fill("vraag of ze alleen is")
    button(own, "Fluister").click()
    whispered = theirs.get_by_role("log", name="Gefluisterd")
    whispered.get_by_text("vraag of ze alleen is").wait_for(timeout=5_000)
    back = theirs.get_by_role("textbox", name="Fluister tegen je collega")
    back.fill("dat doe ik")
    button(theirs, "Fluister").click()
    own.get_by_role("log", name="Gefluisterd").get_by_text("dat doe ik").wait_for(timeout=5_000)
    write(theirs, "ben je alleen?")
    log(there).get_by_text("ben je alleen?").wait_for()
    html = there.content() + there.evaluate("document.body.innerText")
    assert "vraag of ze" not in html and "dat doe ik" not in html and "luister" not in html
    assert "vraag of ze" not in log(theirs).inner_text(), "a whisper stands among the messages"
    # Another colour, another border and another place than what goes to the other end.
    looks = "e => { const s = getComputedStyle(e); return [s.backgroundColor, s.borderStyle] }"
    assert theirs.locator(".fluister").evaluate(looks) != theirs.locator(".paneel.gesprek").evaluate(looks)
    boxes = [theirs.get_by_role("textbox", name=n).bounding_box() for n in ("Je bericht", "Fluister tegen je collega")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] or boxes[0]["y"] + boxes[0]["height"] + 40 <= boxes[1]["y"]
    # Enter in the one never sends from the other.
    assert theirs.locator("#fluistervorm").get_attribute("action").endswith("/w")
    assert theirs.evaluate("!document.querySelector('#w1').form.contains(document.querySelector('#a1'))")


def test_a_whisper_works_without_script(company, site, window):
    supervisor = company.installation.account("supervisor")
    counsellor = company.installation.account("counsellor", line=supervisor["lines"][0])
    company.seeker(supervisor["lines"][0], text="hallo")
    theirs, own = window(script=False).new_page(), window(script=False).new_page()
    sign_in(theirs, site.base, counsellor)
    button(theirs, "Volgende gesprek").click()
    sign_in(own, site.base, supervisor)
    own.get_by_role("link", name="Naar de begeleiding").click()
    button(own, "Meekijken").click()
    own.get_by_role("textbox", name="Fluister tegen je collega").fill("zonder script")
    button(own, "Fluister").click()
    assert "zonder script" in own.get_by_role("log", name="Gefluisterd").inner_text()
    theirs.reload()
    assert "zonder script" in theirs.get_by_role("log", name="Gefluisterd").inner_text()
    button(own, "Stop met meekijken").click()
    own.get_by_role("heading", name="Begeleiding", level=1).wait_for()


def door(site, page):
    page.goto(site.base + "/")
    page.get_by_role("link", name="Ik ben een kind of jongere").click()
    return page.locator("main").inner_text()


def test_a_line_is_closed_and_opened_with_two_keys_and_the_door_follows(company, site, window):
    """T21, from the supervisor's side."""
    line = "kindertelefoon-chat"
    own = window(viewport=WIDE).new_page()
    sign_in(own, site.base, company.installation.account("supervisor", line=line))
    own.get_by_role("link", name="Naar de begeleiding").click()
    public = window().new_page()
    door(site, public)
    assert button(public, "Begin een gesprek").count() == 1
    own.keyboard.press("Alt+t")
    own.keyboard.press("Enter")
    own.get_by_text("Het is nu druk.").first.wait_for()
    public.wait_for_timeout(5_000)
    assert "Het is nu druk." in door(site, public)
    own.keyboard.press("Alt+l")
    own.keyboard.press("Enter")
    button(own, "Open weer volgens rooster").wait_for()
    public.wait_for_timeout(5_000)
    closed = door(site, public)
    assert button(public, "Begin een gesprek").count() == 0, "a closed line has a live control"
    assert re.search(r"\d{4,}", closed), "no number to call"
    own.keyboard.press("Alt+l")
    own.keyboard.press("Enter")
    button(own, "Sluit de lijn nu").wait_for()
    public.wait_for_timeout(5_000)
    door(site, public)
    assert button(public, "Begin een gesprek").count() == 1


def test_the_screen_renews_itself_and_keeps_what_somebody_holds(desk, company, site):
    own, _, seeker = desk
    line = seeker.line
    summary = own.locator(f"#tekst-{line} summary")
    summary.focus()
    own.keyboard.press("Enter")
    field = own.locator(f"#tekst-{line} input").first
    field.fill("half een tekst")
    company.seekers.append(Seeker(site.base, line, text="iemand anders"))
    own.locator("#toezicht-stand").get_by_text("1 wacht").wait_for(timeout=5_000)
    own.wait_for_timeout(1_500)
    assert field.input_value() == "half een tekst" and field.evaluate("f => f === document.activeElement")


def test_coverage_has_numbers_and_no_names(desk, company):
    own, _, _ = desk
    text = own.locator(".toezicht").first.inner_text()
    for word in ("Wachten nu", "Langste wachttijd", "Nu ingelogd", "Kunnen nu opnemen", "Over 1 uur", "Over 2 uur"):
        assert word in text
    names = [a["name"] for a in company.installation.accounts if a["role"] == "counsellor"]
    assert not [n for n in names if n.lower() in text.lower()]


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_is_wider_than_its_window(desk, width):
    own, _, _ = desk
    for step in range(2):
        own.set_viewport_size({"width": width, "height": 900})
        assert own.evaluate("document.documentElement.scrollWidth <= innerWidth"), own.url
        if step == 0:
            button(own, "Meekijken").click()
            log(own).wait_for()
