"""Windows that stay open while something happens elsewhere, pages that are loaded again, and what fits on a screen."""


import pytest
from api import Client
from people import EXIT, account_for, erase, log, said, sign_in, take, to_talk, write

WIDE = {"width": 1280, "height": 800}
ELSEWHERE = "open op een ander apparaat"


def box(page):
    return page.get_by_role("textbox", name="Je bericht")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def desk_with_talk(company, site, window, script=True, viewport=WIDE, **options):
    page = window(script=script, viewport=viewport, **options).new_page()
    sign_in(page, site.base, account_for(company))
    button(page, "Volgende gesprek").click()
    log(page).wait_for()
    return page


def whole(locator):
    """Within the window, whole."""
    return locator.evaluate("""e => { const r = e.getBoundingClientRect();
      const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
      return r.top >= 0 && r.bottom <= innerHeight && r.height > 0 && (top === e || e.contains(top)) }""")


# Erased


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_a_seeker_erases_leaves_the_desk_at_once(site, company, window, script):
    person = window().new_page()
    to_talk(person, site.base)
    write(person, "Dit wis ik straks")
    desk = desk_with_talk(company, site, window, script)
    log(desk).get_by_text("Dit wis ik straks").wait_for()
    address = desk.url
    box(desk).fill("half antwoord")
    button(person, "Gesprek wissen").click()
    person.get_by_role("heading", name="Wil je het gesprek wissen?").wait_for()
    assert button(person, EXIT).is_visible()
    person.get_by_role("link", name="Nee, terug naar het gesprek").click()
    log(person).get_by_text("Dit wis ik straks").wait_for()
    erase(person)
    assert "Misschien heeft een medewerker het al wel gelezen" in person.locator("main").inner_text()
    gone = desk.get_by_text("De ander heeft dit gesprek gewist")
    if script:
        gone.wait_for(timeout=3000)
    else:
        desk.wait_for_timeout(6500)
        assert "gewist" in desk.frames[1].locator("body").inner_text()
        button(desk, "Afsluiten").click()
        gone.wait_for()
    for text in ("Dit wis ik straks", "In gesprek", "half antwoord", "Deze pagina is er niet"):
        assert text not in desk.content(), text
    assert desk.locator(".talks li").count() == 0 and button(desk, "Afsluiten").count() == 0
    desk.goto(address)
    gone.wait_for()
    desk.reload()
    assert "Deze pagina is er niet" not in desk.content()


# Loaded again


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_page_with_the_code_can_be_loaded_again_and_leads_back(site, window, script):
    page = window(script=script).new_page()
    to_talk(page, site.base)
    write(page, "Hallo")
    button(page, "Code om terug te komen").click()
    code = page.locator(".code").inner_text()
    for _ in range(2):
        page.reload()
        assert page.locator(".code").inner_text() == code
    page.get_by_role("link", name="Terug naar het gesprek").click()
    log(page).get_by_text("Hallo").wait_for()
    button(page, "Code om terug te komen").click()
    assert page.locator(".code").inner_text() == code, "asking again made another code"
    page.goto(site.base + "/g/k")
    assert page.locator(".code").inner_text() == code
    button(page, "Maak nog een code").click()
    page.wait_for_function("c => document.querySelector('.code')?.innerText !== c", arg=code)
    for path in ("/g/m", "/g/x", "/g/o/x", "/g/h"):
        page.goto(site.base + path)
        assert page.url == site.base + "/g"
        log(page).get_by_text("Hallo").wait_for()
    answer = Client(site.base).post("/api/v1/return", {"code": code})
    assert answer.status == 200, "the first code was ended by the second"


def test_the_code_is_in_sight_on_a_phone(site, window):
    page = window(viewport={"width": 320, "height": 560}).new_page()
    to_talk(page, site.base)
    for i in range(3):
        write(page, f"regel {i}")
    button(page, "Code om terug te komen").click()
    page.locator(".code").wait_for()
    assert whole(page.locator(".code")), "the code lies under the exit"


# Elsewhere


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_window_that_was_left_says_that_the_talk_is_open_elsewhere(site, company, window, script):
    page = window(script=script).new_page()
    to_talk(page, site.base)
    write(page, "Hallo")
    button(page, "Code om terug te komen").click()
    code = page.locator(".code").inner_text()
    page.get_by_role("link", name="Terug naar het gesprek").click()
    log(page).get_by_text("Hallo").wait_for()
    box(page).fill("nog niet af")
    other = window().new_page()
    other.goto(site.base + "/t")
    other.get_by_role("textbox", name="code").fill(code)
    other.locator("main form button").first.click()
    log(other).wait_for()
    if script:
        page.locator("#stand").filter(has_text=ELSEWHERE).wait_for(timeout=3000)
        page.wait_for_timeout(1500)
        words = page.locator("main").inner_text()
        assert "nummer" not in words and "afgesloten" not in words and "voorbij" not in words
        assert ELSEWHERE in page.locator("#fout").inner_text()
        assert box(page).input_value() == "nog niet af" and not box(page).is_editable()
        assert not button(page, "Gesprek wissen").is_visible()
    else:
        page.wait_for_timeout(6500)
        assert ELSEWHERE in page.frames[1].locator("body").inner_text()
        button(page, "Verstuur").click()
        page.get_by_role("alert").filter(has_text=ELSEWHERE).wait_for()
        assert page.get_by_role("textbox").input_value() == "nog niet af"
    write(other, "Ik ben hier")
    counsellor, conversation = take(company)
    assert counsellor.texts(conversation) == ["Hallo", "Ik ben hier"]
    page.goto(site.base + "/g")
    assert not page.url.startswith(site.base), "who opens the address learns that there is a talk"


# Without script


def test_without_script_one_place_says_how_it_stands_and_it_is_true(site, company, window):
    page = window(script=False).new_page()
    to_talk(page, site.base)
    frame = page.frames[1]
    assert "nummer 1" in frame.locator(".stand").inner_text()
    assert not page.locator("#stand").is_visible(), "what stands still is no news"
    counsellor, conversation = take(company)
    for _ in range(60):
        page.wait_for_timeout(200)
        if "Er is iemand bij je" in page.frames[1].locator("body").inner_text():
            break
    visible = page.locator("main").inner_text() + page.frames[1].locator("body").inner_text()
    assert "Er is iemand bij je" in visible and "nummer" not in visible
    height = log(page).bounding_box()["height"]
    content = log(page).evaluate("e => getComputedStyle(e, '::before').content")
    assert height > 40 and "Hier komen de berichten" in content, "an empty box says nothing"


# The end


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_closed_talk_has_a_kind_word_and_ways_on(site, company, window, script):
    page = window(script=script).new_page()
    to_talk(page, site.base)
    write(page, "Hallo")
    counsellor, conversation = take(company)
    assert not page.locator("#voorbij").is_visible()
    assert counsellor.close_talk(conversation).status == 204
    if script:
        page.locator("#voorbij").wait_for(timeout=3000)
        page.wait_for_timeout(300)
    else:
        page.goto(site.base + "/g")
    words = page.locator("#voorbij").inner_text()
    assert "Goed dat je contact zocht" in words and "112" in words and "0800-2000" in words
    assert page.locator("#voorbij").get_by_role("link", name="0800-2000").get_attribute("href") == "tel:08002000"
    assert not button(page, "Stop het gesprek").is_visible()
    page.get_by_role("link", name="Begin een nieuw gesprek").click()
    page.wait_for_url(site.base + "/")


# Languages


@pytest.mark.parametrize("path, own, other", [("", "te lang", "too long"), ("/en", "too long", "te lang")])
def test_a_browser_of_another_language_is_answered_in_that_of_the_page(site, company, browsers, path, own, other):
    context = browsers["plain"].new_context(locale="nl-NL" if path else "en-US")
    context.set_default_timeout(15_000)
    try:
        page = context.new_page()
        page.goto(site.base + path + "/")
        page.locator(".ingang").nth(1).click()
        page.locator(".hulp:target form[action$='/g'] button").first.click()
        page.locator("#log").wait_for()
        too_long(page, own, other)
        take_account = account_for(company)
        desk = context.browser.new_context(locale="nl-NL" if path else "en-US", viewport=WIDE).new_page()
        desk.goto(site.base + path + "/desk")
        desk.locator("#naam").fill(take_account["name"])
        desk.locator("#wachtwoord").fill(take_account["password"])
        desk.locator("main form button").first.click()
        desk.locator(".volgende button").click()
        desk.locator("#schrijf").wait_for()
        too_long(desk, own, other)
        desk.context.close()
    finally:
        context.close()


def too_long(page, own, other):
    page.locator("#a1").fill("x" * 4001)
    page.locator("#schrijf > button").first.click()
    page.locator("#fout").filter(has_text=own).wait_for()
    assert other not in page.locator("#fout").inner_text()


# On a screen


def test_at_1280_by_800_the_box_to_write_in_is_in_sight_when_a_talk_opens(site, company, window):
    person = window().new_page()
    to_talk(person, site.base)
    for i in range(12):
        write(person, f"Regel {i}, en nog een stuk van dezelfde regel dat wat langer is")
    desk = desk_with_talk(company, site, window)
    for locator in (box(desk), button(desk, "Verstuur"), desk.locator(".naar-wie")):
        assert whole(locator), locator
    assert desk.evaluate("scrollY") == 0
    assert log(desk).bounding_box()["height"] > 100
    last = desk.locator("#log .bericht").last
    assert last.evaluate("e => { const r = e.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight }")
    write(desk, "Dag")
    assert whole(box(desk))
    # Every pane can be read to its end.
    for pane in (".rij", ".gesprek", ".zijkant"):
        assert desk.locator(pane).evaluate("""e => { e.scrollTop = e.scrollHeight;
          const r = e.lastElementChild.getBoundingClientRect(); return r.bottom <= innerHeight + 1 }"""), pane
    button(desk, "Afsluiten").scroll_into_view_if_needed()
    assert whole(button(desk, "Afsluiten"))


def test_on_paper_the_desk_is_whole(site, company, window):
    person = window().new_page()
    to_talk(person, site.base)
    for i in range(25):
        write(person, f"Regel {i}")
    desk = desk_with_talk(company, site, window)
    desk.locator("#notitie").fill("een notitie\n" * 12)
    desk.emulate_media(media="print")
    cut = desk.evaluate("""() => [...document.querySelectorAll('.bureau > *, #log, .paneel, #notitie')]
      .filter(e => e.getClientRects().length && e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflowY !== 'visible').map(e => e.className || e.id)""")
    assert cut == [], f"cut off: {cut}"
    assert desk.locator("#notitie").is_visible()
    for pane in desk.locator(".zijkant .paneel").all():
        assert pane.bounding_box()["height"] > 60 and len(pane.inner_text()) > 20
    assert desk.locator(".zijkant select, .zijkant fieldset").first.is_visible()
    assert desk.evaluate("document.documentElement.scrollHeight") > 1000


@pytest.mark.parametrize("taken", [False, True], ids=["waiting", "open"])
def test_at_320_px_how_it_stands_is_in_sight_while_somebody_types(site, company, window, taken):
    page = window(viewport={"width": 320, "height": 560}).new_page()
    to_talk(page, site.base)
    stand = page.locator("#stand")
    assert whole(stand)
    if taken:
        take(company)
        stand.filter(has_text="Er is iemand bij je").wait_for()
    for i in range(3):
        write(page, f"regel {i}")
    box(page).click()
    page.keyboard.type("ik typ")
    page.evaluate("document.querySelector('#a1').scrollIntoView({ block: 'end' })")
    assert whole(stand), "how it stands is not in sight"
    assert whole(button(page, EXIT)) and whole(box(page)), "it lies over the exit or over what is typed"
    bar, place = button(page, EXIT).bounding_box(), stand.bounding_box()
    assert place["y"] >= bar["y"] + bar["height"]


def test_at_320_px_erasing_lies_apart(site, window):
    page = window(viewport={"width": 320, "height": 640}).new_page()
    to_talk(page, site.base)
    wipe = button(page, "Gesprek wissen").bounding_box()
    for other in page.locator("main button").all():
        if other.inner_text() == "Gesprek wissen" or not other.is_visible():
            continue
        place = other.bounding_box()
        gap = max(wipe["y"] - place["y"] - place["height"], place["y"] - wipe["y"] - wipe["height"])
        assert gap >= 48, f"{other.inner_text()} lies {gap} px away"


# Roles


@pytest.mark.parametrize("role", ["analyst", "editor", "administrator", "coordinator"])
def test_the_desk_of_who_talks_with_nobody_has_no_queue(site, window, role):
    account = site.account(role)
    page = window(viewport=WIDE).new_page()
    page.goto(site.base + "/desk")
    page.get_by_role("textbox", name="Naam").fill(account["name"])
    page.get_by_role("textbox", name="Wachtwoord").fill(account["password"])
    button(page, "Inloggen").click()
    button(page, "Uitloggen").wait_for()
    page.wait_for_timeout(6000)
    words = page.locator("main").inner_text()
    assert "Geen verbinding" not in words and "Geen verbinding" not in page.title()
    assert "neem je geen gesprekken aan" in words and "Neem het volgende gesprek" not in words
    assert button(page, "Volgende gesprek").count() == 0 and log(page).count() == 0


# The exit was used


def test_that_the_exit_was_used_stays_on_the_desk(site, company, window):
    person = window().new_page()
    to_talk(person, site.base)
    write(person, "Hallo")
    button(person, "Code om terug te komen").click()
    code = person.locator(".code").inner_text()
    desk = desk_with_talk(company, site, window)
    facts = desk.get_by_role("region", name="Eerst weten")
    assert "Nee, is er nu" in facts.inner_text()
    button(person, EXIT).click(no_wait_after=True)
    facts.get_by_text("Weg via uitgang").wait_for()
    assert Client(site.base).post("/api/v1/return", {"code": code}).status == 200
    facts.get_by_text("Ja, en is nu terug").wait_for()
    desk.reload()
    assert "Ja, en is nu terug" in facts.inner_text()
    assert said(desk) == ["Hallo"]
