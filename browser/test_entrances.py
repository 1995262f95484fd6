"""The ways in: own words, the entrance for parents, what a bystander can do; with and without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import ENTRANCES, exit_button, log, take, write
from test_pages import MODES, OVERFLOW, violations

BUTTON = "Begin een gesprek"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def search(page, base, text):
    page.goto(base + "/")
    page.get_by_role("textbox", name="Zeg het in je eigen woorden").fill(text)
    page.get_by_role("button", name="Zoek hulp").click()


@SCRIPT
@pytest.mark.parametrize("text", ["ik sla mijn kind", "help, ik mishandel mijn kind"])
def test_a_parents_own_words_lead_to_the_explanation_and_then_to_a_talk(site, window, script, text):
    page = window(script=script).new_page()
    search(page, site.base, text)
    page.get_by_role("heading", name="Als het je even te veel wordt").wait_for()
    assert page.url == site.base + "/k4", "what was typed, or something of it, is in the address"
    assert page.title() == "Voor ouders"
    told = page.get_by_role("heading", name="Wat gebeurt er als ik schrijf?").bounding_box()
    button = page.get_by_role("button", name=BUTTON).bounding_box()
    assert told["y"] < button["y"]
    assert page.get_by_role("heading", name="Liever nu niet schrijven? Dan dit voor vanavond").is_visible()
    page.get_by_role("link", name="Meteen naar het gesprek").click()
    page.get_by_role("button", name=BUTTON).click()
    log(page).wait_for()
    assert page.url == site.base + "/g"


@SCRIPT
def test_neighbours_danger_and_nothing(site, window, script):
    page = window(script=script).new_page()
    search(page, site.base, "de buren schreeuwen")
    section = page.locator("section.hulp:visible")
    section.get_by_role("button", name=BUTTON).wait_for()
    assert section.count() == 1 and "Familie, buur of vriend" in section.inner_text()
    search(page, site.base, "mijn man heeft een mes")
    found = page.get_by_role("status").filter(has_text="Is er nu gevaar?")
    found.wait_for()
    links = found.get_by_role("link").all_inner_texts()
    assert links[0] == "112" and links[1] == ENTRANCES[1]
    search(page, site.base, "zomaar iets")
    page.get_by_role("status").filter(has_text="We vonden hier niets bij").wait_for()
    for name in ENTRANCES:
        assert page.get_by_role("link", name=name).is_visible()
    assert page.get_by_role("textbox", name="Zeg het in je eigen woorden").input_value() == "", "what was typed is shown again"


@pytest.mark.parametrize("path", ["/", "/en/"])
@pytest.mark.parametrize("entrance", range(5))
def test_every_way_ends_within_three_taps_at_a_telephone_or_a_talk(site, window, path, entrance):
    """A-06: by tapping, as somebody does, without script."""
    page = window(script=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(site.base + path)
    names = page.locator("nav .ingang").all_inner_texts()
    page.locator("nav .ingang").nth(entrance).click()  # the first tap
    inside = page.locator("main") if page.url.endswith("/k4") else page.locator("section.hulp:visible")
    choices = inside.locator("details")
    assert choices.count() == 6, names[entrance]
    for i in range(6):
        choice = choices.nth(i)
        if choice.get_attribute("open") is None:
            choice.locator("summary").click()  # the second
        calls = choice.locator('a[href^="tel:"]:visible')
        talk = inside.get_by_role("button", name=re.compile("Begin een gesprek|Begin a talk"))
        assert calls.count() or talk.count(), f"{names[entrance]}, {choice.inner_text()}"
        # The third tap is the call or the button: it is there, and large enough.
        target = (calls.first if calls.count() else talk.first).bounding_box()
        assert target["height"] >= 24


@SCRIPT
def test_when_the_talk_ends_there_is_something_for_tonight(site, company, window, script):
    page = window(script=script).new_page()
    page.goto(site.base + "/k4")
    page.get_by_role("button", name=BUTTON).click()
    log(page).wait_for()
    write(page, "Het is te veel", wait=script)
    card = page.get_by_role("heading", name="Iets voor vanavond")
    assert card.count() == 0 or not card.is_visible()
    counsellor, conversation = take(company)
    counsellor.say(conversation, "Fijn dat je schreef")
    assert counsellor.close_talk(conversation).status == 204
    if not script:
        frame = page.frame_locator("iframe")
        frame.get_by_text("Bedenk nu wie vanavond bij je kind kan zijn.").wait_for()
        page.get_by_role("link", name="Ververs").click()
    card.wait_for()
    assert "Bedenk nu wie vanavond bij je kind kan zijn." in page.locator("#straks").inner_text()


@SCRIPT
def test_a_parent_comes_back_on_another_telephone(site, company, window, script):
    """A-43: two browsers that know nothing of one another."""
    first = window(script=script).new_page()
    first.goto(site.base + "/k4")
    first.get_by_role("button", name=BUTTON).click()
    log(first).wait_for()
    write(first, "Ik ben er weer", wait=script)
    first.get_by_role("button", name="Code om terug te komen").click()
    words = first.locator(".code").inner_text()
    assert first.get_by_role("heading", name="Iets voor vanavond").is_visible()
    exit_button(first).click()
    first.wait_for_url(re.compile("localhost"))

    second = window(script=script).new_page()
    second.goto(site.base + "/t")
    second.get_by_role("textbox", name="Je code").fill(words)
    second.get_by_role("button", name="Ga verder").click()
    log(second).wait_for()
    assert "Ik ben er weer" not in log(second).inner_text()
    second.get_by_role("button", name="Laat eerdere berichten zien").click()
    log(second).get_by_text("Ik ben er weer").wait_for()
    cookies = second.context.cookies()
    assert [c["name"] for c in cookies] == ["s"] or len(cookies) == 1
    counsellor, conversation = take(company)
    assert "Ik ben er weer" in counsellor.texts(conversation)


@pytest.mark.parametrize("path", ["/k4", "/en/k4", "/k4?e=1", "/k4?e=2", "/k4?e=3", "/?z=x24", "/?z=0", "/guides", "/guides/tips-2"])
def test_the_new_pages_have_no_barrier_and_are_small(site, window, path):
    from api import Client

    answer = Client(site.base).request("GET", path, headers={"Accept-Encoding": "gzip"})
    assert len(answer.body) <= 14 * 1024 - 700, f"{path}: {len(answer.body)} bytes"
    page = window().new_page()
    asked = []
    page.on("request", lambda r: asked.append(r.url) if not r.url.startswith("data:") else None)
    page.goto(site.base + path, wait_until="networkidle")
    assert len(asked) == 1
    axe = Axe()
    for mode, media in MODES.items():
        page.emulate_media(**media)
        assert not (found := violations(axe, page, "", mode)), f"{path}, {mode}: {found}"
    page.emulate_media(**MODES["light"])
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not (found := page.evaluate(OVERFLOW)), f"{path}, {width}: {found}"
    for number, to in (("112", "tel:112"), ("0800-2000", "tel:08002000")):
        assert page.get_by_role("link", name=number, exact=True).first.get_attribute("href") == to


@pytest.mark.parametrize("number", range(1, 7))
def test_tips_can_be_printed_and_say_who_reviewed_them(site, window, number):
    page = window(script=False).new_page()
    page.goto(f"{site.base}/guides")
    titles = page.get_by_role("link", name=re.compile("^Tips ")).all_inner_texts()
    assert len(titles) == 6, titles
    page.goto(f"{site.base}/guides/tips-{number}")
    assert page.get_by_text("Nog niet nagekeken door iemand uit het veld.").is_visible()
    page.emulate_media(media="print")
    assert not exit_button(page).is_visible()
    assert page.locator("article h1").is_visible() and page.locator("article li").first.is_visible()
    assert "112" in page.locator("main").inner_text() or "113" in page.locator("main").inner_text()
    assert page.locator("header .nood").is_visible(), "the numbers are not on paper"
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1, "it is more than one sheet"
