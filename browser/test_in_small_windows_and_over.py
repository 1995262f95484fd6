"""Small windows, keys that go to a talk, and a talk that is closed while its page is open (A79, B01, T51)."""

import pytest
from people import log, sign_in, take, to_talk, write
from test_desk import box, button, next_talk, sit
from test_desk_in_sight import shot, uncovered
from test_three import Three, until


def test_a_talk_that_is_closed_while_its_page_is_open_looks_like_one_that_was(site, company, window):
    page = window(viewport={"width": 360, "height": 640}).new_page()
    to_talk(page, site.base)
    write(page, "hallo")
    counsellor, conversation = take(company)
    log(page).wait_for()
    counsellor.say(conversation, "dag")
    log(page).get_by_text("dag", exact=True).wait_for()
    assert counsellor.close_talk(conversation).status == 204
    page.locator("#voorbij").wait_for()
    page.wait_for_timeout(500)
    shot(page, "closed-live")
    live = page.locator("main").inner_text()
    assert live.count("Dit gesprek is afgesloten.") == 1
    assert not page.get_by_role("button", name="Verstuur").is_visible()
    assert not page.get_by_role("alert").filter(has_text="gesloten").count()
    assert "Een woord afspreken" not in live
    page.reload()
    page.locator("#voorbij").wait_for()
    again = page.locator("main").inner_text()
    for word in ("Verstuur", "Een woord afspreken"):
        assert word not in again


def test_what_was_not_sent_stays_readable_when_the_talk_is_closed(site, company, window):
    page = window().new_page()
    to_talk(page, site.base)
    write(page, "hallo")
    counsellor, conversation = take(company)
    page.get_by_role("textbox", name="Je bericht").fill("dit wilde ik nog zeggen")
    assert counsellor.close_talk(conversation).status == 204
    page.locator("#voorbij").wait_for()
    field = page.get_by_role("textbox", name="Je bericht")
    assert field.input_value() == "dit wilde ik nog zeggen" and not field.is_editable()


def test_nothing_of_the_third_is_left_when_they_are_gone(site, company, window):
    three = Three(site, company, window, True)
    three.ask()
    three.join()
    three.sees(three.child, "is erbij gekomen")
    # The third writes: the child sees so. It is told once in half a minute.
    field = three.third.get_by_role("textbox", name="Je bericht")
    for part in range(16):
        field.fill(f"ik denk na {part}")
        three.third.wait_for_timeout(2_500)
        if three.child.locator("#bezig").inner_text():
            break
    assert "schrijft" in three.child.locator("#bezig").inner_text()
    assert not three.third.get_by_role("button", name="Afsluiten").count(), "who was asked in can end the talk"
    three.third.get_by_role("button", name="Ik ga uit dit gesprek").click()
    three.sees(three.child, "niet meer in dit gesprek")
    assert three.child.locator("#bezig").inner_text() == ""
    until(three.child, lambda: three.child.get_by_role("button", name="Alleen verder met").count() == 0)
    write(three.child, "wij gaan verder")
    three.sees(three.first, "wij gaan verder")


def test_the_question_is_seen_as_a_whole_on_a_small_telephone(site, company, window):
    three = Three(site, company, window, True)
    three.child.set_viewport_size({"width": 360, "height": 640})
    three.ask("summary", "Een kind van tien vertelt over ruzie thuis.")
    card = three.child.locator("section.vraag")
    three.child.wait_for_timeout(300)
    shot(three.child, "card360")
    for name in ("Ja, dat is goed", "Nee, liever niet"):
        assert uncovered(card.get_by_role("button", name=name)), name
    three.child.reload()
    log(three.child).wait_for()
    three.child.wait_for_timeout(300)
    shot(three.child, "card360-again")
    for name in ("Ja, dat is goed", "Nee, liever niet"):
        assert uncovered(card.get_by_role("button", name=name)), name


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_desk_opens_on_the_talk_in_a_narrow_window(site, company, window, script):
    page, _, _ = sit(company, site, window, "hallo", script=script, viewport={"width": 320, "height": 700})
    next_talk(page)
    page.wait_for_timeout(300)
    shot(page, f"desk-320-{script}")
    top = page.locator("#gesprek-kop").bounding_box()["y"]
    assert 0 <= top < 350, f"the talk begins at {top}"


def test_who_takes_the_next_talk_by_key_writes_at_once_and_keeps_it_when_there_is_no_next(site, company, window):
    page, _, _ = sit(company, site, window, "een")
    page.keyboard.press("Alt+n")
    log(page).wait_for()
    page.wait_for_function("() => document.activeElement && document.activeElement.id === 'a1'")
    page.keyboard.type("Hoi, ik lees")
    assert box(page).input_value() == "Hoi, ik lees"
    name = page.locator("#gesprek-kop").inner_text()
    page.keyboard.press("Alt+n")
    page.get_by_text("Er wacht nu niemand").nth(1).wait_for()
    assert page.locator("#gesprek-kop").inner_text() == name
    assert box(page).input_value() == "Hoi, ik lees"
