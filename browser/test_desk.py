"""The counsellor's place (experience.md B01–B24): T50, T51, T54, T55, T56, T57."""

import re
import socket
import threading
import time

import pytest
from api import Seeker
from people import log, said, sign_in, write

WIDE = {"width": 1440, "height": 900}
#: Put in the first line of what the seeker writes: names and addresses stay out of lists.
PRIVATE = "Ik ben Jansje Verzonnen, Dorpsstraat 12"


def box(page):
    return page.get_by_role("textbox", name="Je bericht")


def button(page, name, exact=True):
    return page.get_by_role("button", name=name, exact=exact)


def next_talk(page):
    before = page.locator("#gesprek-kop").inner_text() if page.locator("#gesprek-kop").count() else ""
    button(page, "Volgende gesprek").click()
    page.wait_for_function("b => document.querySelector('#gesprek-kop') && document.querySelector('#gesprek-kop').innerText !== b", arg=before)
    log(page).wait_for()


def name_of(page):
    """What the open talk is called here."""
    return page.locator("#gesprek-kop").inner_text()


def sit(company, site, window, *texts, script=True, base=None, **options):
    """A counsellor at the desk, and seekers who wait on one of their lines; (page, counsellor, seekers)."""
    counsellor = company.staff()
    line = counsellor.account["lines"][0]
    seekers = [Seeker(site.base, line, text=text) for text in texts]
    company.seekers += seekers
    page = window(script=script, viewport=options.pop("viewport", WIDE), **options).new_page()
    sign_in(page, base or site.base, counsellor.account)
    return page, counsellor, seekers


# T50


def columns(page):
    return len({round(page.locator(pane).bounding_box()["x"]) for pane in (".rij", ".gesprek", ".zijkant")})


def test_three_panes_two_or_one(site, company, window):
    page, _, _ = sit(company, site, window, "hallo")
    next_talk(page)
    for width, wanted in ((1920, 3), (1280, 3), (1024, 2), (1000, 1), (640, 1), (320, 1)):
        page.set_viewport_size({"width": width, "height": 900})
        assert columns(page) == wanted, f"at {width} px"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"wider than its window at {width} px"
        ways = page.get_by_role("navigation", name="Panelen").get_by_role("link")
        assert (ways.count() == 3 and ways.first.is_visible()) == (wanted == 1), f"ways between panes at {width} px"
    # One below the other: each is one step away.
    page.get_by_role("link", name="Kaart en notities").click()
    assert page.locator("#naast").evaluate("e => Math.abs(e.getBoundingClientRect().top) < 200")


def test_nothing_shows_only_under_the_pointer(site, window):
    page = window().new_page()
    page.goto(site.base + "/desk")
    rules = page.evaluate(
        """() => { const all = []; const walk = rules => { for (const rule of rules) {
        if (rule.cssRules && rule.cssRules.length && !rule.selectorText) walk(rule.cssRules);
        else if (/:hover/.test(rule.selectorText || '')) all.push(rule.cssText); } };
        for (const sheet of document.styleSheets) walk(sheet.cssRules); return all; }""")
    assert rules, "the rules could not be read"
    assert not [r for r in rules if re.search(r"\b(display|visibility|opacity|content|clip|inset|height|block-size)\b", r)]


def test_what_is_seen_first_and_what_is_not_in_a_list(site, company, window):
    page, _, _ = sit(company, site, window, PRIVATE, "nog iemand")
    next_talk(page)
    next_talk(page)
    facts = page.get_by_role("region", name="Eerst weten")
    for word in ("Kan vrij typen", "Code om terug te komen", "Snel weg gebruikt", "Stil woord", "Niet afgesproken", "Onbekend"):
        assert word in facts.inner_text()
    assert facts.evaluate("f => !!(f.compareDocumentPosition(document.querySelector('#log')) & Node.DOCUMENT_POSITION_FOLLOWING)")
    talks = page.locator(".talks li")
    assert talks.count() == 2
    queue = page.locator(".rij").inner_text()
    assert "Jansje" not in queue and "Dorpsstraat" not in queue and "Jansje" not in page.title()
    names = {re.sub(r"^\d\. .*?· (\w+) ·.*$", r"\1", t) for t in talks.all_inner_texts()}
    colours = talks.evaluate_all("all => all.map(e => getComputedStyle(e).borderInlineStartColor)")
    assert len(names) == 2 and len(set(colours)) == 2, f"talks look alike: {names} {colours}"
    # At the button stands whom it goes to, in words and in the colour of the talk.
    to = page.locator(".naar-wie")
    assert name_of(page) in to.inner_text()
    gap = button(page, "Verstuur").bounding_box()["y"] - to.bounding_box()["y"]
    assert 0 < gap < 80, "the name does not stand at the button"
    assert to.evaluate("e => getComputedStyle(e).borderInlineStartColor") in colours


def test_the_facts_change_by_themselves(site, company, window):
    page, _, (seeker,) = sit(company, site, window, "hallo")
    next_talk(page)
    facts = page.get_by_role("region", name="Eerst weten")
    assert "Heeft er geen" in facts.inner_text() and "is er nu" in facts.inner_text()
    box(page).fill("half")
    assert seeker.code()
    # The exit of a page is a form; what it does to a talk, leaving does too.
    seeker.client.request("POST", "/v", "", {"Cookie": f"s={seeker.client.token}", "Content-Type": "application/x-www-form-urlencoded"})
    facts.get_by_text("Weg via uitgang").wait_for()
    assert "Heeft er een" in facts.inner_text()
    assert box(page).input_value() == "half" and box(page).evaluate("b => b === document.activeElement")


def test_clocks_say_minutes_and_more_than_a_colour(site, company, window):
    page, _, (seeker,) = sit(company, site, window, "hallo")
    page.clock.install()
    next_talk(page)
    page.reload()
    log(page).wait_for()
    theirs, total = page.locator(".klok[data-wie=zij]"), page.locator(".klok[data-wie=alles]")
    assert page.locator(".klok").count() == 3 and "let op" not in theirs.inner_text()
    page.clock.fast_forward(190_000)
    assert "3 min" in theirs.inner_text() and "let op" in theirs.inner_text() and "drie" in theirs.get_attribute("class")
    page.clock.fast_forward(190_000)
    assert "6 min" in theirs.inner_text() and "al lang stil" in theirs.inner_text()
    assert "6 min" in total.inner_text() and "stil" not in total.inner_text(), "how long a talk takes is no silence"
    seeker.write("ik ben er nog")
    log(page).get_by_text("ik ben er nog").wait_for()
    assert "0 min" in theirs.inner_text() and "stil" not in theirs.inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_draft_waits_in_its_own_talk(site, company, window, script):
    page, _, (one, two) = sit(company, site, window, "ik ben een", "ik ben twee", script=script)
    next_talk(page)
    box(page).fill("voor een")
    if script:
        with page.expect_response(lambda r: r.url.endswith("/d") and r.status == 204):
            pass
    else:
        button(page, "Bewaar voor later").click()
    button(page, "Volgende gesprek").click()
    log(page).get_by_text("ik ben twee").wait_for()
    assert box(page).input_value() == ""
    page.locator(".talks a").first.click()
    log(page).get_by_text("ik ben een").wait_for()
    assert box(page).input_value() == "voor een"
    # The window falls shut, and another one opens.
    page.goto("about:blank")
    page.goto(site.base + "/desk")
    page.locator(".talks a").first.click()
    log(page).wait_for()
    assert box(page).input_value() == "voor een", "closing the window lost the text"
    button(page, "Verstuur").click()
    log(page).get_by_text("voor een").wait_for()
    page.goto(site.base + "/desk")
    page.locator(".talks a").first.click()
    log(page).wait_for()
    assert box(page).input_value() == "", "what was sent came back"
    assert one.texts(one.id) == ["ik ben een", "voor een"] and two.texts(two.id) == ["ik ben twee"]


def test_the_place_is_silent(site, company, window):
    page, _, _ = sit(company, site, window, "hallo")
    next_talk(page)
    assert page.locator("audio, video, embed, object").count() == 0
    assert not re.search(r"\bnew Audio|AudioContext|Notification|speechSynthesis|\.vibrate", page.content())


# T51

RING = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
const s = getComputedStyle(e), r = e.getBoundingClientRect();
return { name: e.tagName + '#' + e.id + ' ' + (e.innerText || e.value || '').slice(0, 30), ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
  seen: r.width > 0 && r.bottom > 0 && r.top < innerHeight, main: e.id === 'inhoud' }; }"""


def test_a_shift_by_keyboard_alone(site, company, window):
    counsellor = company.staff()
    seeker = Seeker(site.base, counsellor.account["lines"][0], text="hallo daar")
    company.seekers.append(seeker)
    page = window(viewport=WIDE).new_page()
    page.add_init_script("window.clicks = 0; addEventListener('pointerdown', () => window.clicks++, true)")
    keys = page.keyboard
    page.goto(site.base + "/desk")
    page.locator("#naam").focus()
    keys.type(counsellor.account["name"])
    keys.press("Tab")
    keys.type(counsellor.account["password"])
    keys.press("Enter")
    button(page, "Volgende gesprek").wait_for()
    keys.press("Alt+n")
    log(page).get_by_text("hallo daar").wait_for()
    # The list of keys.
    page.locator("#inhoud").focus()
    keys.press("?")
    for key in ("Alt+1, 2, 3", "Alt+N", "Alt+K", "Alt+R", "Alt+P"):
        assert page.locator("#toetsen").get_by_text(key).is_visible()
    # An answer.
    keys.press("Alt+w")
    keys.type("Ik ben er.")
    keys.press("Control+Enter")
    log(page).get_by_text("Ik ben er.").wait_for()
    # A text at hand: two letters and Enter. What has to be filled in is marked, and one types over it.
    keys.press("Alt+k")
    keys.type("we")
    keys.press("Enter")
    assert "[jouw voornaam]" in box(page).input_value()
    assert box(page).evaluate("b => b.value.slice(b.selectionStart, b.selectionEnd)") == "[jouw voornaam]"
    keys.type("Noor")
    keys.press("Control+Enter")
    log(page).get_by_text("Fijn dat je er bent. Ik ben Noor. Wat wil je vertellen?").wait_for()
    # The risk card: one arrow an answer.
    keys.press("Alt+r")
    assert page.evaluate("document.activeElement.name") == "safe-now"
    with page.expect_response(lambda r: r.url.endswith("/risk") and r.status == 204):
        keys.press("Space")
    keys.press("Alt+r")
    assert page.evaluate("document.activeElement.name") == "person-near", "the next open question"
    # Pause and back.
    keys.press("Alt+p")
    button(page, "Pauze stoppen").wait_for()
    keys.press("Alt+p")
    button(page, "Pauze").wait_for()
    # Every stop of the keyboard is seen.
    page.locator("#inhoud").focus()
    stops = []
    for _ in range(150):
        keys.press("Tab")
        stop = page.evaluate(RING)
        if stop is None:
            break
        stops.append(stop)
        if "Afsluiten" in stop["name"]:
            break
    assert "Afsluiten" in stops[-1]["name"], "the button that closes the talk is not reached"
    assert len(stops) > 20
    assert not [s for s in stops if not (s["ring"] or s["main"]) or not s["seen"]]
    keys.press("Enter")
    page.get_by_text("Het gesprek is afgesloten").wait_for()
    assert page.evaluate("window.clicks") == 0
    assert seeker.read(seeker.id)["state"] == "closed"


def test_keys_can_be_switched_off_for_good(site, company, window):
    page, _, _ = sit(company, site, window, "hallo")
    page.get_by_text("Weergave", exact=True).click()
    with page.expect_response(lambda r: r.url.endswith("/desk/place")):
        page.get_by_label("Zet deze toetsen uit").check()
    page.reload()
    button(page, "Volgende gesprek").wait_for()
    page.keyboard.press("Alt+n")
    page.keyboard.press("?")
    page.wait_for_timeout(500)
    assert page.locator(".talks li").count() == 0 and not page.locator("#toetsen[open]").count()


# T54


def test_texts_at_hand_are_put_in_the_box_and_not_sent(site, company, window):
    page, _, (seeker,) = sit(company, site, window, "hallo")
    next_talk(page)
    page.get_by_text("Wat de ander vooraf las").click()
    opening = page.locator(".opening").inner_text()
    assert re.search(r"minuten|kwartier|hoe lang", opening) and "zonder bericht" in opening
    page.get_by_text("Teksten bij de hand").click()
    texts = page.locator(".tekstlijst > li")
    assert texts.count() > 5
    for item in texts.all():
        assert re.search(r"\b(A2|B1|B2), te gebruiken tot en met \d{4}-\d\d-\d\d\. Van: ", item.inner_text())
    # Favourites come first.
    favourite = button(page, "Favoriet: Gevaar nu")
    favourite.click()
    # The page that comes back has the list shut.
    texts.first.wait_for(state="hidden")
    page.get_by_text("Teksten bij de hand").click()
    assert "Gevaar nu" in page.locator(".tekstlijst > li").first.inner_text()
    # Search by first letters; nothing is sent until the person sends.
    page.locator("#zoek").fill("ge")
    page.keyboard.press("Enter")
    assert "112" in box(page).input_value()
    assert said(page) == ["hallo"] and seeker.texts(seeker.id) == ["hallo"]
    page.reload()
    log(page).wait_for()
    page.get_by_text("Teksten bij de hand").click()
    assert "Laatst gebruikt" in page.locator(".tekstlijst > li").first.inner_text()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("text", ["Ik ben [jouw naam].", "my name is xxxxx", "Bel {nummer}", "naam: ____"])
def test_a_gap_is_not_sent(site, company, window, script, text):
    page, counsellor, (seeker,) = sit(company, site, window, "hallo", script=script)
    next_talk(page)
    box(page).fill(text)
    button(page, "Verstuur").click()
    page.get_by_text("Er staat nog iets open in je tekst").first.wait_for()
    assert box(page).input_value() == text, "the text was not given back"
    assert seeker.texts(seeker.id) == ["hallo"]
    box(page).fill("Ik ben Noor.")
    button(page, "Verstuur").click()
    log(page).get_by_text("Ik ben Noor.").wait_for()
    assert seeker.texts(seeker.id) == ["hallo", "Ik ben Noor."]


def test_texts_at_hand_work_without_script(site, company, window):
    page, _, (seeker,) = sit(company, site, window, "hallo", script=False)
    next_talk(page)
    box(page).fill("Dag.")
    page.get_by_text("Teksten bij de hand").click()
    assert not page.locator("#zoek").is_visible()
    button(page, "Zet in mijn tekst: Gevaar nu").click()
    assert box(page).input_value().startswith("Dag.\nBen je nu in gevaar?")
    assert seeker.texts(seeker.id) == ["hallo"]


# T55


def test_the_risk_card_asks_for_nothing(site, company, window):
    page, _, _ = sit(company, site, window, "hallo")
    next_talk(page)
    card = page.get_by_role("region", name="Risicokaart")
    questions = card.get_by_role("group").count()
    assert 6 <= questions <= 8 and "het veld moet deze vragen nog toetsen" in card.inner_text()
    assert page.evaluate("document.activeElement.closest('#risico')") is None
    assert page.get_by_role("dialog").count() == 0
    for group in card.get_by_role("group").all():
        assert group.get_by_role("radio").evaluate_all("all => all.map(r => r.value)") == ["yes", "no", "unknown", "not-asked"]
    # Typing goes on while an answer is kept, and what is still open is said at closing.
    still = page.locator("#open-vragen li")
    assert still.count() == questions
    with page.expect_response(lambda r: r.url.endswith("/risk")):
        card.get_by_role("group").first.get_by_label("Niet gevraagd").check()
        box(page).click()
        page.keyboard.type("ik typ gewoon door")
    page.wait_for_function("n => document.querySelectorAll('#open-vragen li').length === n", arg=questions - 1)
    assert box(page).input_value() == "ik typ gewoon door" and box(page).evaluate("b => b === document.activeElement")
    page.reload()
    assert card.get_by_role("group").first.get_by_label("Niet gevraagd").is_checked()
    # Nothing has to be filled in to close.
    button(page, "Afsluiten").click()
    page.get_by_text("Het gesprek is afgesloten").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_acute_is_one_action(site, company, window, script):
    page, counsellor, _ = sit(company, site, window, "hij staat voor de deur", script=script)
    next_talk(page)
    began = time.monotonic()
    button(page, "Acuut").click()
    panel = page.get_by_role("region", name="Dit gesprek is acuut")
    panel.wait_for()
    assert time.monotonic() - began < 2
    words = panel.inner_text()
    for word in ("112", "Waar is het?", "Wie is er in gevaar", "Acuut sinds", "0 min", "Minuut 0: Acuut gemeld."):
        assert word in words, word
    page.get_by_label("Wat besluit je?").fill("112 gebeld, adres doorgegeven")
    button(page, "Leg vast").click()
    panel.get_by_text("112 gebeld, adres doorgegeven").wait_for()
    assert counsellor.client.get("/api/v1/queue").json()[0]["freeCapacity"] is not None
    page.reload()
    assert "Minuut 0: 112 gebeld, adres doorgegeven" in panel.inner_text()
    box(page).fill("Ik bel nu 112.")
    button(page, "Verstuur").click()
    log(page).get_by_text("Ik bel nu 112.").wait_for()
    button(page, "Niet meer acuut").click()
    button(page, "Acuut").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_notes_are_there_again(site, company, window, script):
    page, _, (seeker,) = sit(company, site, window, "hallo", script=script)
    next_talk(page)
    page.get_by_label("Jouw notitie").fill("belt morgen met oma")
    if script:
        with page.expect_response(lambda r: r.url.endswith("/note") and r.status == 204):
            pass
        page.get_by_text("Bewaard.").first.wait_for()
    else:
        button(page, "Bewaar notitie").click()
    page.goto(site.base + "/desk")
    page.locator(".talks a").first.click()
    assert page.get_by_label("Jouw notitie").input_value() == "belt morgen met oma"
    assert "oma" not in page.locator(".rij").inner_text()
    assert all("oma" not in m["text"] for m in seeker.read(seeker.id)["messages"])


# T56


class Line:
    """A line to the site that can be cut, or fall silent without a word."""

    def __init__(self, port):
        self.port, self.ends, self.is_cut, self.is_silent = port, [], False, False
        self.server = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            if self.is_cut:
                client.close()
                continue
            upstream = socket.create_connection(("127.0.0.1", self.port))
            self.ends += [client, upstream]
            for source, target in ((client, upstream), (upstream, client)):
                threading.Thread(target=self.carry, args=(source, target), daemon=True).start()

    def carry(self, source, target):
        try:
            while data := source.recv(65536):
                while self.is_silent:
                    time.sleep(0.05)
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        self.is_cut = True
        for end in self.ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.ends = []

    def mend(self):
        self.is_cut = self.is_silent = False


def test_a_lost_connection_is_said_at_once_and_loses_nothing(site, company, window):
    line = Line(site.port)
    page, _, (seeker,) = sit(company, site, window, "hallo", base=line.base)
    next_talk(page)
    title = page.title()
    box(page).fill("wat ik al typte")
    line.cut()
    alert = page.locator("#verbinding")
    alert.get_by_text("Geen verbinding").wait_for(timeout=3000)
    assert "Geen verbinding" in page.title()
    seeker.write("terwijl je weg was")
    button(page, "Verstuur").click()
    page.wait_for_timeout(6000)
    assert seeker.texts(seeker.id) == ["hallo", "terwijl je weg was"]
    assert box(page).input_value() == "wat ik al typte"
    seeker.write("en nog iets")
    line.mend()
    log(page).get_by_text("en nog iets").wait_for(timeout=20_000)
    log(page).get_by_text("wat ik al typte").wait_for(timeout=20_000)
    page.wait_for_function("t => document.title === t", arg=title, timeout=15_000)
    assert alert.inner_text() == ""
    assert seeker.texts(seeker.id).count("wat ik al typte") == 1
    assert sorted(said(page)) == sorted(seeker.texts(seeker.id)), "once each, without a reload"


def test_a_line_that_falls_silent_without_a_word_is_noticed(site, company, window):
    line = Line(site.port)
    page, _, (seeker,) = sit(company, site, window, "hallo", base=line.base)
    page.clock.install()
    page.reload()
    next_talk(page)
    line.is_silent = True
    page.clock.fast_forward(90_000)
    page.locator("#verbinding").get_by_text("Geen verbinding").wait_for(timeout=5000)
    line.mend()
    page.wait_for_function("() => document.querySelector('#verbinding').innerText === ''", timeout=15_000)


# T57


@pytest.mark.parametrize("script", [True, False])
def test_after_a_heavy_talk_comes_rest_and_a_pause_is_always_granted(site, company, window, script):
    page, counsellor, _ = sit(company, site, window, "zwaar", "wacht nog", script=script)
    next_talk(page)
    page.get_by_label("Dit was een zwaar gesprek").check()
    button(page, "Afsluiten").click()
    page.get_by_text("Rust na een zwaar gesprek: nog 10 minuten").wait_for()
    shift = page.get_by_role("region", name="Mijn dienst")
    assert "Eén zwaar gesprek." in shift.inner_text()
    button(page, "Volgende gesprek").click()
    page.get_by_text("Je had net een zwaar gesprek").wait_for()
    assert page.locator(".talks li").count() == 0
    assert counsellor.next().status == 409, "the API gives the same answer"
    button(page, "Ik ben klaar voor een gesprek").click()
    page.get_by_text("Rust na een zwaar gesprek").wait_for(state="detached")
    # A pause, with somebody waiting.
    button(page, "Pauze").click()
    button(page, "Pauze stoppen").wait_for()
    assert button(page, "Pauze stoppen").evaluate("b => getComputedStyle(b).color") != page.evaluate(
        "() => { const e = document.createElement('p'); e.className = 'fout'; e.textContent = 'x'; document.body.append(e); const c = getComputedStyle(e).color; e.remove(); return c }")
    button(page, "Volgende gesprek").click()
    page.get_by_text("Je hebt pauze").first.wait_for()
    assert counsellor.next().status == 409
    button(page, "Pauze stoppen").click()
    page.get_by_text("Je pauze is 0 minuten geleden").wait_for()
    next_talk(page)
    assert said(page) == ["wacht nog"]


def test_the_supervisor_sees_how_many_and_not_who(site, company, window):
    page, counsellor, _ = sit(company, site, window)
    button(page, "Pauze").click()
    button(page, "Pauze stoppen").wait_for()
    boss = window(viewport=WIDE).new_page()
    sign_in(boss, site.base, site.account("supervisor", organisation=counsellor.account["organisation"]))
    page_text = boss.locator("main").inner_text()
    assert re.search(r"\d+ van \d+ nemen nu gesprekken aan", page_text)
    shown = counsellor.account["name"].split(".")[0]
    assert shown not in page_text.lower().replace("ingelogd als", ""), "a name is not what coverage is"


def test_a_line_for_oneself_goes_with_the_shift(site, company, window):
    page, counsellor, _ = sit(company, site, window)
    page.get_by_text("Een regel voor jezelf").click()
    page.get_by_label("Wat wil je van je af schrijven?").fill("ik hoop dat het goed komt")
    # The box holds the text before it is kept too: what counts is the answer.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button(page, "Bewaar regel").click()
    page.reload()
    assert page.locator("#regel").input_value() == "ik hoop dat het goed komt"
    button(page, "Uitloggen").click()
    sign_in(page, site.base, counsellor.account)
    assert page.locator("#regel").input_value() == ""


def test_the_place_is_as_light_and_as_large_as_one_wants(site, company, window):
    page, _, _ = sit(company, site, window, color_scheme="light")
    colour = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")
    size = lambda: page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    light, usual = colour(), size()
    page.get_by_text("Weergave", exact=True).click()
    page.get_by_label("Licht of donker").select_option("dark")
    page.get_by_label("Grootte van de tekst").select_option("3")
    button(page, "Bewaar weergave").click()
    page.wait_for_function("c => getComputedStyle(document.body).backgroundColor !== c", arg=light)
    page.reload()
    assert colour() != light and size() > 1.2 * usual
    page.emulate_media(color_scheme="dark")
    dark = colour()
    page.get_by_text("Weergave", exact=True).click()
    page.get_by_label("Licht of donker").select_option("light")
    button(page, "Bewaar weergave").click()
    page.wait_for_function("c => getComputedStyle(document.body).backgroundColor !== c", arg=dark)
    assert colour() == light
