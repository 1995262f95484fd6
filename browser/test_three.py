"""Child, counsellor and Veilig Thuis in one talk, in three browsers; and coming back when somebody may be watching (T16, T17)."""

import re
import time

import pytest
from people import erase, log, said, sign_in, take, to_talk, write

DESK = {"width": 1440, "height": 900}
CHILD = "Ik ben een kind of jongere"


def lines_of(company, wanted):
    """A counsellor's account of an organisation whose id begins so."""
    return next(
        a for a in company.installation.accounts if a["role"] == "counsellor" and a["organisation"].startswith(wanted))


def until(page, condition, seconds=20):
    """Without script a page is asked for again; with script it moves by itself."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        page.wait_for_timeout(250)
    assert condition()


class Three:
    """The three, each in a browser of their own, up to the moment at which the third is in the talk."""

    def __init__(self, site, company, window, script):
        self.site, self.script = site, script
        self.child = window(script=script).new_page()
        self.first = window(script=script, viewport=DESK).new_page()
        self.third = window(script=script, viewport=DESK).new_page()
        to_talk(self.child, site.base, CHILD)
        write(self.child, "Dit zei ik alleen tegen de Kindertelefoon")
        sign_in(self.first, site.base, lines_of(company, "kindertelefoon"))
        sign_in(self.third, site.base, lines_of(company, "veilig-thuis"))
        self.first.get_by_role("button", name="Volgende gesprek").click()
        log(self.first).get_by_text("Dit zei ik alleen").wait_for()
        write(self.first, "Zullen we Veilig Thuis erbij vragen?")
        self.sees(self.child, "Zullen we Veilig Thuis erbij vragen?")

    def fresh(self, page):
        """What stands on the page now."""
        if not self.script:
            page.goto(self.site.base + "/g" if page is self.child else page.url)
        return page

    def sees(self, page, text):
        until(page, lambda: text in self.fresh(page).locator("main").inner_text())

    def ask(self, share="from-now", summary=None):
        form = self.first.locator("form").filter(has=self.first.get_by_role("button", name="Derde erbij"))
        line = form.get_by_role("combobox", name="Naar welke lijn")
        group = line.locator("optgroup[label*='Veilig Thuis Rotterdam']")
        line.select_option(group.locator("option").first.get_attribute("value"))
        form.get_by_role("combobox", name="Wat mag de ander lezen").select_option(share)
        if summary:
            form.get_by_role("textbox", name="Samenvatting").fill(summary)
        self.first.get_by_role("button", name="Derde erbij").click()
        self.first.get_by_text("De vraag is gesteld").first.wait_for()
        until(self.child, lambda: self.fresh(self.child).locator("section.vraag").count() == 1)

    def join(self):
        self.child.locator("section.vraag").get_by_role("button", name="Ja, dat is goed").click()
        self.sees(self.child, "We wachten op iemand van Veilig Thuis")
        self.third.get_by_role("button", name="Volgende gesprek").click()
        log(self.third).wait_for()
        self.sees(self.child, "is erbij gekomen")
        self.sees(self.first, "is erbij gekomen")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_child_a_counsellor_and_veilig_thuis(site, company, window, script):
    """Asked, yes, three who read the same in the same order; nothing of before; the child goes on alone with the first."""
    three = Three(site, company, window, script)
    child, first, third = three.child, three.first, three.third
    three.ask()
    card = child.locator("section.vraag").inner_text()
    assert "Veilig Thuis Rotterdam-Rijnmond" in card and "vanaf nu" in card
    three.join()
    for page in (child, first, third):
        room = page.locator(".kring").inner_text()
        assert "In dit gesprek:" in room and "De Kindertelefoon · " in room and "Veilig Thuis Rotterdam-Rijnmond" in room
    assert "alleen tegen de Kindertelefoon" not in third.content()
    assert "erbij vragen" not in third.content()
    wanted = ["Hallo allebei", "Hallo, fijn dat je er bent", "Vertel maar"]
    for page, text in zip((third, child, first), wanted):
        write(page, text)
        for other in (child, first, third):
            three.sees(other, text)
    assert said(child)[-3:] == wanted and said(first)[-3:] == wanted and said(third) == wanted

    child.get_by_role("button", name=re.compile("^Alleen verder met .*De Kindertelefoon$")).click()
    three.sees(child, "Je praat weer verder met")
    until(child, lambda: "Veilig Thuis Rotterdam" not in child.locator(".kring").inner_text())
    write(child, "Dit is weer alleen voor jou")
    three.sees(first, "Dit is weer alleen voor jou")
    third.wait_for_timeout(600)
    assert "alleen voor jou" not in third.content()
    answer = third.goto(third.url)
    # Who was in it is led to the desk, which says that it is gone for them; anybody else finds nothing.
    assert answer.status == 404 or third.url.endswith("/desk?n=weg"), (answer.status, third.url)
    assert "alleen voor jou" not in third.content()
    erase(child)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_third_who_drops_out_gives_an_apology_and_a_code(site, company, window, script):
    three = Three(site, company, window, script)
    child, first, third = three.child, three.first, three.third
    three.ask("summary", "Het gaat om thuis; vannacht veilig.")
    assert "Het gaat om thuis; vannacht veilig." in child.locator("section.vraag").inner_text(), "not shown before the yes"
    three.join()
    assert "Het gaat om thuis" in log(third).inner_text() and "alleen tegen de Kindertelefoon" not in third.content()
    third.get_by_role("button", name="Uitloggen").click()
    third.get_by_role("textbox", name="Naam").wait_for()
    for page in (child, first):
        three.sees(page, "Het spijt ons")
    assert "Je praat verder met" in log(child).inner_text()
    child.get_by_role("button", name="Code om terug te komen").click()
    assert len(child.locator(".code").inner_text().split()) == 5
    child.goto(site.base + "/g")
    write(first, "Ik blijf bij je")
    three.sees(child, "Ik blijf bij je")
    assert "Veilig Thuis Rotterdam" not in child.locator(".kring").inner_text()
    erase(child)


def test_the_desk_keeps_what_is_typed_in_the_form_when_something_moves(site, company, window):
    """With script: a part that is made anew loses no choice and moves no focus."""
    three = Three(site, company, window, True)
    first = three.first
    first.get_by_role("textbox", name="Samenvatting").fill("nog niet af")
    first.get_by_role("textbox", name="Je bericht").focus()
    three.child.locator(".afspraak summary").click()
    three.child.get_by_role("textbox", name="Het woord").fill("paraplu")
    three.child.locator(".afspraak button").click()
    first.locator("#feiten").get_by_text("paraplu").wait_for()
    assert first.get_by_role("textbox", name="Samenvatting").input_value() == "nog niet af"
    assert first.evaluate("() => document.activeElement.id") == "a1"
    assert "paraplu" not in three.child.content()
    erase(three.child)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_counsellor_sees_who_is_away_is_stopped_and_the_quiet_word_comes_back(site, company, window, script):
    """T17: exit, the clock, the stop, the confirmation; back by code, "Kun je nu vrij typen?" and its answer."""
    page = window(script=script).new_page()
    staff = window(script=script, viewport=DESK).new_page()
    to_talk(page, site.base)
    write(page, "Ik moet soms snel weg")
    counsellor, conversation = take(company)
    sign_in(staff, site.base, counsellor.account)
    staff.goto(f"{site.base}/desk/c/{conversation}")
    staff.locator("#feiten summary").click()
    staff.get_by_role("textbox", name="Het woord").fill("paraplu")
    staff.locator("#feiten form button").click()
    staff.locator("#feiten").get_by_text("paraplu").wait_for()
    page.get_by_role("button", name="Code om terug te komen").click()
    code = page.locator(".code").inner_text()
    page.get_by_role("button", name="Een code voor als iemand meekijkt").click()
    page.get_by_role("heading", name="Je tweede code").wait_for()
    second = page.locator(".code").inner_text()
    page.get_by_role("button", name="Snel weg").click(no_wait_after=True)
    page.wait_for_url(re.compile("localhost"))

    def fresh():
        return staff if script else (staff.goto(f"{site.base}/desk/c/{conversation}"), staff)[1]

    until(staff, lambda: re.search(r"Weg via uitgang, \d+ min", fresh().locator("#feiten").inner_text()))
    assert not staff.get_by_role("button", name="Toch versturen").is_visible(), "offered before anything was held back"
    staff.get_by_role("textbox", name="Je bericht").fill("Ben je er nog?")
    staff.get_by_role("button", name="Verstuur", exact=True).click()
    staff.get_by_role("button", name="Toch versturen").wait_for()
    assert staff.get_by_role("textbox", name="Je bericht").input_value().strip() == "Ben je er nog?"
    assert counsellor.texts(conversation) == ["Ik moet soms snel weg"]
    staff.get_by_role("button", name="Toch versturen").click()
    log(staff).get_by_text("Ben je er nog?").wait_for()
    assert counsellor.texts(conversation) == ["Ik moet soms snel weg", "Ben je er nog?"]

    def typed(words):
        other = window(script=script).new_page()
        other.goto(site.base + "/t")
        other.get_by_role("textbox", name="code").fill(words)
        other.locator("main form button").first.click()
        return other

    watched = typed(second)
    watched.get_by_role("heading", name="Even rust").wait_for()
    assert watched.locator("#log").count() == 0 and "snel weg" not in watched.locator("main").inner_text().lower()
    assert watched.locator("main form").count() == 0
    until(staff, lambda: "tweede code is gebruikt" in fresh().locator("#feiten").inner_text())
    assert "Weg via uitgang" in staff.locator("#feiten").inner_text()

    other = typed(code)
    other.get_by_text("Kun je nu vrij typen?").wait_for()
    title, address = other.title(), other.url
    other.locator(".zacht").get_by_role("button", name="Nee").click()
    other.locator(".zacht .keuze").wait_for(state="detached")
    assert (other.title(), other.url) == (title, address)
    assert "paraplu" not in other.content() and "Nee" not in log(other).inner_text()
    until(staff, lambda: "Nee, 0 min geleden" in fresh().locator("#feiten").inner_text())
    assert "Weg via uitgang" not in staff.locator("#feiten").inner_text()
    write(other, "Ik ben er weer")
    erase(other)
