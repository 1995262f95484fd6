"""A talk, from both ends, with and without script (experience.md A35–A46, A71–A75)."""

import re
import threading
import time

import pytest
from api import Seeker
from people import account_for, erase, history, log, said, settle, sign_in, take, to_talk, write

NUMBERS = ("112", "0800-2000")


def box(page):
    return page.get_by_role("textbox", name="Je bericht")


def next_talk(page):
    page.get_by_role("button", name="Volgende gesprek").click()
    log(page).wait_for()


def close(page):
    page.get_by_role("button", name="Afsluiten").click()
    page.get_by_role("button", name="Volgende gesprek").wait_for()


def test_a_whole_talk_with_script(site, company, window):
    """Two people, live: nothing is reloaded, and each sees the other at once."""
    person, staff = window().new_page(), window(viewport={"width": 1440, "height": 900}).new_page()
    to_talk(person, site.base)
    assert re.search(r"\b1\b", person.locator("#stand").inner_text()), "the place in the queue is not said"
    write(person, "Hallo, is daar iemand?")
    sign_in(staff, site.base, account_for(company))
    next_talk(staff)
    log(staff).get_by_text("Hallo, is daar iemand?").wait_for()
    began = time.monotonic()
    write(staff, "Ja, ik ben er. Kun je vrij praten?")
    log(person).get_by_text("Ja, ik ben er. Kun je vrij praten?").wait_for(timeout=2000)
    assert time.monotonic() - began < 2
    write(person, "Even wel\nniet lang", wait=False)
    log(staff).get_by_text("Even wel").wait_for(timeout=2000)
    wanted = ["Hallo, is daar iemand?", "Ja, ik ben er. Kun je vrij praten?", "Even wel\nniet lang"]
    for page in (person, staff):
        page.wait_for_function("n => document.querySelectorAll('#log .bericht:not(.systeem)').length >= n", arg=3)
        assert said(page) == wanted
    assert person.locator("#log .bericht.mij").count() == 2 and person.locator("#log .bericht.zij").count() == 1
    assert staff.locator("#log .bericht.mij").count() == 1 and staff.locator("#log .bericht.zij").count() == 2
    for page in (person, staff):
        page.reload()
        log(page).wait_for()
        assert said(page) == wanted, "after a reload"
    close(staff)
    person.wait_for_function("() => document.querySelector('#log').dataset.state === 'closed'")
    assert box(person).count() == 0 or not box(person).is_editable(), "the person can go on typing into a closed talk"
    staff.get_by_role("button", name="Uitloggen").click()
    staff.get_by_role("textbox", name="Naam").wait_for()


def in_frame(page, text, seconds=15):
    """Without script new words come in the frame, or on the page after `Ververs`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for frame in page.frames[1:]:
            try:
                if text in frame.locator("body").inner_text(timeout=500):
                    return True
            except Exception:
                pass
        page.wait_for_timeout(150)
    return False


def test_a_whole_talk_without_script(site, company, window):
    """T41: seeker and counsellor, both with script switched off, from the door to closing."""
    person, staff = window(script=False).new_page(), window(script=False, viewport={"width": 1440, "height": 900}).new_page()
    to_talk(person, site.base)
    before, _ = history(person)
    write(person, "Hallo, is daar iemand?")
    sign_in(staff, site.base, account_for(company))
    next_talk(staff)
    log(staff).get_by_text("Hallo, is daar iemand?").wait_for()
    write(staff, "Ja, ik ben er")
    assert in_frame(person, "Ja, ik ben er"), "what the counsellor says does not come by itself"
    write(person, "Fijn")
    assert said(person) == ["Hallo, is daar iemand?", "Ja, ik ben er", "Fijn"]
    after, entries = history(person)
    assert after - before == 2, f"the list behind Back grows by more than the two messages: {[e['url'] for e in entries]}"
    assert in_frame(staff, "Fijn"), "what the person says does not come by itself"
    person.get_by_role("button", name="Code om terug te komen").click()
    assert len(person.locator(".code").inner_text().split()) == 5
    person.get_by_role("link", name=re.compile("gesprek", re.I)).first.click()
    log(person).wait_for()
    close(staff)
    assert in_frame(person, "", 1) is not None
    person.goto(site.base + "/g")
    assert box(person).count() == 0
    erase(person)
    assert "Fijn" not in person.content()
    staff.get_by_role("button", name="Uitloggen").click()
    staff.get_by_role("textbox", name="Naam").wait_for()


def test_the_frame_goes_on_reloading_and_can_be_stopped(site, company, window):
    """T41: no address with a fragment, which would freeze it (L5); switched off and done by hand (WCAG 2.2.1)."""
    page = window(script=False).new_page()
    to_talk(page, site.base)
    counsellor, conversation = take(company)
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/g/l" in r.url else None)
    start, _ = history(page)
    for i in range(2):
        counsellor.say(conversation, f"bericht {i}")
        assert in_frame(page, f"bericht {i}", 12), f"the frame stood still before message {i}"
    assert len(asked) >= 2
    assert not any("#" in url for url in asked)
    assert history(page)[0] == start, "reloading fills the list behind Back"
    frame = page.frames[1]
    stop = frame.get_by_role("link").first
    stop.click()
    page.wait_for_timeout(600)
    count = len(asked)
    counsellor.say(conversation, "alleen met de hand")
    page.wait_for_timeout(6000)
    assert len(asked) == count, "it goes on reloading after it was switched off"
    page.get_by_role("link", name="Ververs").first.click()
    log(page).get_by_text("alleen met de hand").wait_for()
    erase(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_code_brings_the_person_back_on_another_device(site, company, window, script):
    """T16: exit, another window, no earlier text until asked; pasting allowed; help possible without."""
    page = window(script=script).new_page()
    to_talk(page, site.base)
    write(page, "Wat ik eerder zei")
    counsellor, conversation = take(company)
    page.get_by_role("button", name="Code om terug te komen").click()
    code = page.locator(".code").inner_text()
    assert page.locator(".code").get_attribute("translate") == "no"
    page.goto(site.base + "/g")
    page.get_by_role("button", name="Snel weg").click(no_wait_after=True)
    page.wait_for_url(re.compile("localhost"))
    counsellor.say(conversation, "Ik blijf hier")

    context = window(script=script)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.base)
    other = context.new_page()
    other.goto(site.base + "/")
    other.get_by_role("link", name="code").click()
    field = other.get_by_role("textbox", name="code")
    field.fill("een twee drie vier vijf")
    other.locator("main form button").first.click()
    alert = other.get_by_role("alert").filter(has_text=re.compile(r"\w"))
    alert.wait_for()
    assert "een twee drie vier vijf" not in other.url
    assert other.locator("main").get_by_role("link").count() >= 1, "no way to help without a code (WCAG 3.3.8)"
    # Pasting: as text that is put in at once.
    field = other.get_by_role("textbox", name="code")
    field.fill("")
    field.focus()
    context.new_cdp_session(other).send("Input.insertText", {"text": code})
    assert field.input_value() == code
    other.locator("main form button").first.click()
    log(other).wait_for()
    assert "Wat ik eerder zei" not in other.content() and "Ik blijf hier" not in other.content()
    other.reload()
    assert "Wat ik eerder zei" not in other.content(), "the earlier text is there after a reload"
    # What is said now is seen; what was said earlier still is not.
    write(other, "Ik ben het weer")
    other.reload()
    log(other).wait_for()
    assert said(other) == ["Ik ben het weer"]
    assert "Wat ik eerder zei" not in other.content()
    other.get_by_role("button", name="Laat eerdere berichten zien").click()
    log(other).get_by_text("Wat ik eerder zei").wait_for()
    assert said(other) == ["Wat ik eerder zei", "Ik blijf hier", "Ik ben het weer"]
    erase(other)
    other.wait_for_timeout(200)
    assert "Wat ik eerder zei" not in other.content()


def test_five_wrong_codes_have_to_wait(own, window):
    """T16: with flood control, the next try waits; a talk can still be started."""
    installation = own("--flood-control")
    page = window(script=False).new_page()
    slowed = False
    for i in range(30):
        page.goto(installation.base + "/t")
        page.get_by_role("textbox", name="code").fill(f"een twee drie vier vijf{i}")
        began = time.monotonic()
        with page.expect_response(lambda r: r.url.endswith("/t") and r.request.method == "POST") as answer:
            page.locator("main form button").first.click()
        if answer.value.status == 429 or time.monotonic() - began > 1:
            slowed = True
            break
    assert slowed, "thirty wrong codes and none had to wait"
    said = page.locator("body").inner_text()
    assert all(number in said for number in NUMBERS)
    to_talk(page, installation.base)


def test_an_exit_by_accident_costs_nothing(site, company, window):
    """T16: A35; what was sent is kept, and the code works at once."""
    page = window(script=False).new_page()
    to_talk(page, site.base)
    write(page, "Per ongeluk weg")
    page.get_by_role("button", name="Code om terug te komen").click()
    code = page.locator(".code").inner_text()
    page.get_by_role("button", name="Snel weg").click()
    page.wait_for_url(re.compile("localhost"))
    other = window(script=False).new_page()
    other.goto(site.base + "/t")
    other.get_by_role("textbox", name="code").fill(code)
    other.locator("main form button").first.click()
    log(other).wait_for()
    counsellor, conversation = take(company)
    assert counsellor.texts(conversation) == ["Per ongeluk weg"]
    assert counsellor.read(conversation)["state"] == "open"


def test_what_cannot_be_sent_stays_and_is_sent_once(site, company, window):
    """T18: the network is away; the text stays in the box, the numbers are shown, and it arrives once."""
    context = window()
    page = context.new_page()
    to_talk(page, site.base)
    write(page, "eerst")
    counsellor, conversation = take(company)
    context.set_offline(True)
    write(page, "zonder netwerk", wait=False)
    alert = page.locator("#fout")
    alert.get_by_text("0800-2000").or_(alert.filter(has_text="0800-2000")).first.wait_for()
    assert all(number in alert.inner_text() for number in NUMBERS), alert.inner_text()
    assert box(page).input_value() == "zonder netwerk"
    assert counsellor.texts(conversation) == ["eerst"]
    context.set_offline(False)
    log(page).get_by_text("zonder netwerk").wait_for(timeout=20_000)
    assert box(page).input_value() == ""
    counsellor.say(conversation, "aangekomen")
    log(page).get_by_text("aangekomen").wait_for(timeout=20_000)
    assert said(page) == ["eerst", "zonder netwerk", "aangekomen"] == counsellor.texts(conversation)


def test_a_server_that_dies_while_sending_loses_and_doubles_nothing(own, window):
    """T18: killed in the middle, started again; then a reload."""
    from api import Company

    installation = own()
    company = Company(installation)
    page = window().new_page()
    to_talk(page, installation.base)
    write(page, "voor de klap")
    counsellor, conversation = take(company)
    for i in range(3):
        killer = threading.Timer(0.005 * i, installation.kill)
        killer.start()
        write(page, f"tijdens {i}", wait=False)
        killer.join()
        installation.kill()
        page.wait_for_timeout(300)
        text = f"tijdens {i}"
        assert box(page).input_value() == text or text in said(page), "neither sent nor kept"
        installation.start()
        log(page).get_by_text(text).wait_for(timeout=25_000)
        page.wait_for_function("() => document.querySelector('#a1').value === ''")
    wanted = ["voor de klap", "tijdens 0", "tijdens 1", "tijdens 2"]
    assert counsellor.texts(conversation) == wanted
    counsellor.say(conversation, "alles is er")
    log(page).get_by_text("alles is er").wait_for(timeout=20_000)
    assert said(page) == wanted + ["alles is er"]
    page.reload()
    log(page).wait_for()
    assert said(page) == wanted + ["alles is er"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_button_that_is_pressed_twice_sends_once(site, company, window, script):
    """T18: double click."""
    page = window(script=script).new_page()
    to_talk(page, site.base)
    box(page).fill("dubbel")
    page.get_by_role("button", name="Verstuur").dblclick(no_wait_after=True)
    log(page).get_by_text("dubbel").first.wait_for()
    page.wait_for_timeout(400)
    counsellor, conversation = take(company)
    assert counsellor.texts(conversation) == ["dubbel"]
    page.goto(site.base + "/g")
    erase(page)


def form_of(page):
    return page.evaluate("() => document.querySelector('[name=a2]').value")


@pytest.mark.parametrize("kept", [True, False], ids=["page kept for Back", "page fetched again"])
def test_the_same_form_again_by_back_counts_once_and_a_new_one_is_new(site, company, window, kept):
    """T18, without script: a browser that kept the page sends the same form; one that fetched it has a form of its own."""
    page = window(script=False, back="kept" if kept else "plain").new_page()
    to_talk(page, site.base)
    first = form_of(page)
    write(page, "dubbel")
    counsellor, conversation = take(company)
    session = page.context.new_cdp_session(page)
    found = session.send("Page.getNavigationHistory")
    session.send("Page.navigateToHistoryEntry", {"entryId": found["entries"][found["currentIndex"] - 1]["id"]})
    settle(page)
    box(page).wait_for()
    again = form_of(page)
    # Not every browser keeps what may not be stored, also when it is asked to.
    kept = again == first
    box(page).fill("dubbel")
    page.get_by_role("button", name="Verstuur").click()
    log(page).get_by_text("dubbel").first.wait_for()
    settle(page)
    assert counsellor.texts(conversation) == (["dubbel"] if kept else ["dubbel", "dubbel"])
    page.goto(site.base + "/g")
    erase(page)


SEEDLING = "🌱"


def paste(page, text):
    """As a paste comes in: at once, and cut by the browser where the page asks for that."""
    box(page).focus()
    page.context.new_cdp_session(page).send("Input.insertText", {"text": text})


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_text_of_many_signs_is_sent_whole(site, company, window, script):
    """Emoji are two units to a browser and one sign to a person: nothing is cut off in silence."""
    page = window(script=script).new_page()
    to_talk(page, site.base)
    text = SEEDLING * 2500 + "SLOT"
    paste(page, text)
    assert box(page).input_value() == text, "the browser cut it off"
    page.get_by_role("button", name="Verstuur").click()
    page.locator("#log .bericht.mij").wait_for()
    counsellor, conversation = take(company)
    assert counsellor.texts(conversation) == [text]
    page.goto(site.base + "/g")
    erase(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("text, over", [("lang " * 1000 + "SLOT", 1004), (SEEDLING * 9000, 5000)], ids=["words", "signs"])
def test_what_is_too_long_comes_back_whole_with_how_much_too_long_it_is(site, window, script, text, over):
    """A46: the page as it is, without anything taken off it."""
    page = window(script=script).new_page()
    to_talk(page, site.base)
    paste(page, text)
    page.get_by_role("button", name="Verstuur").click()
    alert = page.locator("#fout").filter(has_text=re.compile(rf"\b{over} tekens te lang"))
    alert.wait_for()
    assert "4000" in alert.inner_text()
    assert box(page).input_value() == text and said(page) == []
    box(page).fill("korter")
    page.get_by_role("button", name="Verstuur").click()
    log(page).get_by_text("korter").wait_for()
    assert said(page) == ["korter"]
    erase(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_text_of_blanks_is_not_sent_and_that_is_said(site, window, script):
    page = window(script=script).new_page()
    to_talk(page, site.base)
    box(page).fill("   ")
    page.get_by_role("button", name="Verstuur").click()
    alert = page.locator("#fout").filter(has_text="Er staat nog niets. Vul iets in bij: Je bericht.")
    alert.wait_for()
    assert said(page) == []
    write(page, "toch iets")
    assert page.locator("#fout").inner_text() == ""
    erase(page)


def test_the_log_tells_a_screen_reader_what_is_new_and_moves_nothing(site, company, window):
    """T43: role=log from the start, additions appended, focus unchanged, sender in words, own typing not read back."""
    page = window().new_page()
    to_talk(page, site.base)
    snapshot = page.locator("main").aria_snapshot()
    assert '- log "Gesprek"' in snapshot and '- textbox "Je bericht"' in snapshot and '- button "Verstuur"' in snapshot
    page.evaluate("() => { document.querySelector('#log').mark = 1 }")
    counsellor, conversation = take(company)
    box(page).focus()
    box(page).press_sequentially("ik typ nog")
    title = page.title()
    first = page.locator("#log .bericht").count()
    counsellor.say(conversation, "Neem de tijd")
    log(page).get_by_text("Neem de tijd").wait_for()
    assert page.evaluate("() => document.querySelector('#log').mark") == 1, "the log was replaced, not added to"
    assert page.locator("#log .bericht").count() > first
    assert page.evaluate("() => document.activeElement.id") == "a1", "the focus was moved"
    assert box(page).input_value() == "ik typ nog"
    assert page.title() == title, "the title tells that there is news"
    last = page.locator("#log .bericht").last
    assert re.search(r"\w", last.locator(".wie").inner_text()), "who speaks is not said in words"
    assert page.locator("#stand").get_attribute("role") == "status"
    assert page.locator("#log").get_attribute("aria-live") in (None, "polite")
    assert page.locator("#fout").get_attribute("role") == "alert"
    assert "Neem de tijd" in log(page).aria_snapshot()


def test_a_question_to_the_person_comes_live_and_keeps_what_is_being_typed(site, company, window):
    """Another organisation joins only with a yes; the draft survives the question."""
    page = window().new_page()
    to_talk(page, site.base)
    write(page, "Hallo")
    counsellor, conversation = take(company)
    box(page).fill("nog niet af")
    other = company.staff(not_organisation=counsellor.account["organisation"])
    answer = counsellor.client.post(
        counsellor.path(conversation, "/invite"), {"line": other.account["lines"][0], "share": "from-now"})
    assert answer.status == 201, answer
    card = page.locator("section.vraag")
    card.wait_for()
    assert box(page).input_value() == "nog niet af"
    card.get_by_role("button").first.click()
    card.wait_for(state="detached")
    assert company.take(other, other.account["lines"]) == conversation
    other.say(conversation, "Ik doe mee")
    log(page).get_by_text("Ik doe mee").wait_for()
    assert box(page).input_value() == "nog niet af"


def test_the_desk_hands_over_and_brings_in_a_third(site, company, window):
    """Buttons Overdragen and Derde erbij, without script, to a line of another organisation."""
    for name, answer in (("Overdragen", 0), ("Derde erbij", 0)):
        person = window(script=False).new_page()
        staff = window(script=False, viewport={"width": 1440, "height": 900}).new_page()
        to_talk(person, site.base)
        write(person, "Wie kan dit?")
        sign_in(staff, site.base, account_for(company))
        next_talk(staff)
        button = staff.get_by_role("button", name=name)
        if not button.is_visible():
            staff.locator("summary").filter(has_text=re.compile(name, re.I)).first.click()
        form = staff.locator("form").filter(has=button)
        for select in form.locator("select").all():
            values = [o.get_attribute("value") for o in select.locator("option").all()]
            select.select_option(next(v for v in values if v))
        for area in form.locator("textarea").all():
            area.fill("Kort samengevat")
        if form.locator("input[type=radio]").count():
            form.locator("input[type=radio]").first.check()
        button.click()
        person.goto(site.base + "/g")
        card = person.locator("section.vraag")
        card.wait_for()
        card.get_by_role("button").nth(answer).click()
        assert person.locator("section.vraag").count() == 0
        person.goto(site.base + "/g")
        erase(person)


def test_two_talks_keep_their_drafts_apart(site, company, window):
    """A counsellor with two talks: what is typed in one is not sent in the other (B15)."""
    staff = window(viewport={"width": 1440, "height": 900}).new_page()
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    one, two = Seeker(site.base, line, text="ik ben een"), Seeker(site.base, line, text="ik ben twee")
    company.seekers += [one, two]
    sign_in(staff, site.base, counsellor.account)
    next_talk(staff)
    log(staff).get_by_text("ik ben een").wait_for()
    box(staff).fill("voor een")
    staff.get_by_role("button", name="Volgende gesprek").click()
    log(staff).get_by_text("ik ben twee").wait_for()
    assert box(staff).input_value() == ""
    write(staff, "voor twee")
    assert two.texts(two.id) == ["ik ben twee", "voor twee"] and one.texts(one.id) == ["ik ben een"]
    for seeker in (one, two):
        seeker.write("dag")
