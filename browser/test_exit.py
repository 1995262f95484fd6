"""The exit: always there, gone at once, and nothing behind Back (experience.md §2, A20–A32)."""

import base64
import io
import time

import pytest
from people import ENTRANCES, EXIT, back, erase, exit_button, history, lock, take, to_talk, write
from PIL import Image

MARK = "Mijn geheime zin"


def leave(page, neutral):
    exit_button(page).click(no_wait_after=True)
    page.wait_for_url(neutral.url)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("kept", ["plain", "kept"], ids=["no page kept", "pages kept"])
@pytest.mark.parametrize("messages", [1, 5, 20])
def test_back_shows_nothing_after_the_exit(site, window, neutral, script, kept, messages):
    """T11: 1, 5 and 20 messages, with and without script, with and without pages kept for Back."""
    context = window(script=script, back=kept)
    page = context.new_page()
    to_talk(page, site.base)
    for i in range(messages):
        write(page, f"{MARK} {i}")
    page.get_by_role("textbox", name="Je bericht").fill(f"{MARK} nog niet verstuurd")
    leave(page, neutral)
    assert len(context.pages) == 1, "the exit opened another tab"
    index, entries = history(page)
    seen = back(page, site.base, times=index + 1 if messages < 20 else 8)
    assert seen, "there was no Back at all"
    for what in seen:
        assert MARK not in what, what
        assert "Gesprek" not in what and "Verstuur" not in what and EXIT not in what, what
        assert what.startswith((neutral.url, "about:blank")), what
    # Forward again, and typing the talk's address: as blank.
    page.goto(site.base + "/g")
    assert page.url == neutral.url
    page.goto(site.base + "/")
    assert page.url == neutral.url, "a moment after leaving, the door is hidden too"
    assert all(e["title"] in ("", "Weer", "about:blank") or MARK not in e["title"] for e in entries)


def test_with_script_no_page_of_ours_stays_in_the_list_behind_back(site, window, neutral):
    """L8, and the promise in §2: also after the two minutes in which the site hides itself."""
    page = window().new_page()
    page.goto("about:blank")
    page.goto(site.base + "/")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(site.base + "/en/")
    page.get_by_role("link", name="Nederlands").click()
    page.wait_for_url(site.base + "/")
    to_talk(page, site.base)
    write(page, MARK)
    leave(page, neutral)
    _, entries = history(page)
    assert [e["url"] for e in entries if e["url"].startswith(site.base)] == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_exit_leaves_no_session(site, company, window, neutral, script):
    """T11: the cookie is worth nothing any more, and the talk is kept for who has a code."""
    context = window(script=script)
    page = context.new_page()
    to_talk(page, site.base)
    write(page, MARK)
    counsellor, conversation = take(company)
    token = next(c for c in context.cookies() if c["name"] == "s")
    leave(page, neutral)
    page.wait_for_timeout(300)
    assert [c["name"] for c in context.cookies(site.base)] == ["g"]
    again = window(script=script)
    again.add_cookies([{k: token[k] for k in ("name", "value", "domain", "path", "httpOnly", "secure", "sameSite")}])
    page = again.new_page()
    page.goto(site.base + "/g")
    assert MARK not in page.content()
    assert counsellor.read(conversation)["state"] == "away"
    assert counsellor.texts(conversation) == [MARK]


def frames_of(page):
    """Starts filming; [(moment, picture)]."""
    session = page.context.new_cdp_session(page)
    frames = []

    def keep(frame):
        frames.append((frame["metadata"]["timestamp"], frame["data"]))
        try:
            session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})
        except Exception:
            pass

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    page.wait_for_timeout(200)
    return frames


def ink(picture, below):
    """The share of pixels under the bar that are not the ground's colour."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("L")
    # The film may be smaller than the window.
    top = int(below * image.height / 720) + 2
    image = image.crop((0, top, image.width, image.height))
    counts = image.histogram()
    ground = max(range(256), key=counts.__getitem__)
    return sum(n for value, n in enumerate(counts) if abs(value - ground) > 24) / (image.width * image.height)



@pytest.mark.parametrize("where", ["/", "/g"])
@pytest.mark.parametrize(
    "script, way", [(True, "click"), (True, "tap"), (True, "enter"), (True, "shift"), (False, "click"), (False, "tap")])
def test_the_screen_is_empty_at_once_though_the_server_takes_four_seconds(slow, window, neutral, where, script, way):
    """T12: within 100 ms with script, within 200 ms without; judged by the film of the screen.

    A machine that is busy with something else draws late; what waits for the server is late every time. So: one of three.
    """
    limit, took = 0.1 if script else 0.2, []
    while len(took) < 3 and (not took or took[-1] > limit):
        took.append(seconds_to_empty(slow, window, neutral, where, script, way))
    assert min(took) <= limit, f"empty after {[round(t * 1000) for t in took]} ms"


def seconds_to_empty(slow, window, neutral, where, script, way):
    context = window(script=script, viewport={"width": 1280, "height": 720}, has_touch=way == "tap")
    page = context.new_page()
    if where == "/g":
        to_talk(page, slow.base)
        write(page, MARK)
    else:
        page.goto(slow.base + "/")
    button = exit_button(page)
    box = button.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    below = page.locator(".weg").bounding_box()
    below = below["y"] + below["height"]
    if way == "enter":
        # As somebody who uses the keyboard, which the browser sees by the last key.
        page.keyboard.press("Tab")
        button.focus()
    if way == "click":
        page.mouse.move(x, y)
    frames = frames_of(page)
    until = time.time() + 5
    while not frames or ink(frames[-1][1], below) < 0.005:
        assert time.time() < until, "nothing was on the screen before"
        page.wait_for_timeout(100)
    already = len(frames)
    session = context.new_cdp_session(page)
    pressed = time.time()
    if way == "click":
        page.mouse.down()
        page.mouse.up()
    elif way == "tap":
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    elif way == "enter":
        page.keyboard.press("Enter")
    else:
        for _ in range(2):
            page.keyboard.press("ShiftLeft")
        pressed = time.time()
        page.keyboard.press("ShiftLeft")
    page.wait_for_timeout(1000)
    empty = next((moment for moment, picture in frames[already:] if ink(picture, below) < 0.002), None)
    assert empty, f"the screen was never empty; {len(frames) - already} pictures after the press"
    after = [ink(picture, below) for moment, picture in frames[already:] if moment > empty]
    assert all(share < 0.002 for share in after) or page.url == neutral.url, "the content came back"
    page.wait_for_url(neutral.url)
    if script:
        assert time.time() - pressed < 3.5, "the way out waited for the server"
    return empty - pressed


def test_nothing_is_asked_of_the_network_before_the_screen_is_empty(site, window, neutral):
    """T12: hidden first, then the server is told (A25)."""
    page = window().new_page()
    page.add_init_script("""
        const tell = navigator.sendBeacon.bind(navigator);
        navigator.sendBeacon = (...a) => { sessionOrder('beacon'); return tell(...a); };
        const fetched = window.fetch; window.fetch = (...a) => { sessionOrder('fetch'); return fetched(...a); };
        window.sessionOrder = what => {
          const main = document.querySelector('main');
          const style = main && getComputedStyle(main);
          seen(what, !main || style.display === 'none' || style.visibility === 'hidden' || !main.getClientRects().length);
        };
    """)
    order = []
    page.expose_function("seen", lambda what, hidden: order.append((what, hidden)))
    page.goto(site.base + "/")
    leave(page, neutral)
    assert order and all(hidden for _, hidden in order), order


def test_the_exit_needs_no_database_and_with_script_not_even_a_server(own, window, neutral):
    """T13: the store is held by somebody else; then the whole program is gone."""
    installation = own()
    pages = {}
    for script in (True, False):
        pages[script] = window(script=script).new_page()
        to_talk(pages[script], installation.base)
        write(pages[script], MARK)
    third = window().new_page()
    to_talk(third, installation.base)
    release = lock(installation)
    try:
        for script, page in pages.items():
            began = time.monotonic()
            leave(page, neutral)
            assert time.monotonic() - began < 1, "the exit waited for the store"
    finally:
        release()
    installation.kill()
    began = time.monotonic()
    leave(third, neutral)
    assert time.monotonic() - began < 1


def keys(page, *codes, pause=0.05):
    for code in codes:
        page.keyboard.press(code)
        page.wait_for_timeout(int(pause * 1000))


@pytest.fixture
def quiet(site, window):
    """A page with script on the site."""
    page = window().new_page()
    page.goto(site.base + "/")
    return page


def gone(page, neutral, within=1500):
    try:
        page.wait_for_url(neutral.url, timeout=within)
        return True
    except Exception:
        return False


@pytest.mark.parametrize("codes", [
    ["ShiftLeft"] * 3, ["ShiftRight"] * 3, ["ShiftLeft", "ShiftRight", "ShiftLeft"], ["ShiftRight", "ShiftLeft", "ShiftRight"],
], ids=lambda c: " ".join(c))
def test_three_times_shift_leaves(quiet, neutral, codes):
    """T14: A27, A29; left and right may alternate; two are not enough."""
    keys(quiet, *codes[:2])
    assert not gone(quiet, neutral, within=300)
    keys(quiet, codes[2])
    assert gone(quiet, neutral)


@pytest.mark.parametrize("on", [True, False], ids=["switched on", "switched off"])
def test_five_presses_leave_at_the_third_and_not_at_all_for_who_switched_it_off(site, window, neutral, on):
    """T14, A30: five presses open a dialog of Windows; who lives with that switches ours off."""
    page = window().new_page()
    page.goto(site.base + "/")
    said = []
    page.expose_function("said", lambda text: said.append(text))
    page.evaluate("""() => { const note = document.querySelector('.shift');
      new MutationObserver(() => said(note.textContent)).observe(note, { childList: true, characterData: true, subtree: true }) }""")
    if not on:
        page.get_by_label("3× Shift").uncheck()
    left = None
    for number in range(1, 6):
        keys(page, "ShiftLeft")
        if left is None and gone(page, neutral, within=400):
            left = number
    assert left == (3 if on else None)
    if on:
        assert [text[-8:-4].strip() for text in said if "/3" in text] == ["1/3", "2/3"], said
        assert len(neutral.hits) >= 1 and page.url == neutral.url, "the two presses after it did something"
    else:
        assert said == [] and page.url == site.base + "/"


def test_the_three_keys_are_explained_where_they_are_switched_off(site, window):
    page = window().new_page()
    page.goto(site.base + "/")
    assert page.locator(".weg label").inner_text() == "3× Shift werkt als Snel weg"
    page.goto(site.base + "/en/")
    assert page.locator(".weg label").inner_text() == "3× Shift works like Leave now"


def test_three_times_shift_leaves_from_the_message_box_and_takes_the_draft_along(site, window, neutral):
    """T14: in the textarea."""
    page = window().new_page()
    to_talk(page, site.base)
    page.get_by_role("textbox", name="Je bericht").fill(MARK)
    page.get_by_role("textbox", name="Je bericht").focus()
    keys(page, "ShiftLeft", "ShiftLeft", "ShiftLeft")
    assert gone(page, neutral)
    assert all(MARK not in what for what in back(page, site.base))


def test_the_presses_are_shown_and_read_out(quiet):
    """T14: progress visually and in a status (A27)."""
    status = quiet.locator(".weg [role=status]")
    assert status.inner_text() == ""
    keys(quiet, "ShiftLeft")
    one = status.inner_text()
    assert one and status.is_visible()
    keys(quiet, "ShiftLeft")
    assert status.inner_text() not in ("", one)
    quiet.wait_for_timeout(5200)
    assert status.inner_text() == "", "the count is forgotten after five seconds"


NOT = {
    "Shift with a letter": lambda p: [p.keyboard.press(f"Shift+{c}") for c in "ABC"],
    "Shift with a letter, letter first": lambda p: [(p.keyboard.down("a"), p.keyboard.press("ShiftLeft"), p.keyboard.up("a")) for _ in range(3)],
    "two and a letter and one": lambda p: keys(p, "ShiftLeft", "ShiftLeft", "a", "ShiftLeft"),
    "Shift with Alt": lambda p: [p.keyboard.press("Alt+Shift") for _ in range(3)],
    "Shift with Control": lambda p: [p.keyboard.press("Control+Shift") for _ in range(3)],
    "held down": lambda p: ([p.keyboard.down("ShiftLeft") for _ in range(6)], p.keyboard.up("ShiftLeft")),
    "Escape": lambda p: keys(p, "Escape", "Escape", "Escape", "Escape"),
    "Control": lambda p: keys(p, "Control", "Control", "Control"),
    "selecting with the mouse": lambda p: [(p.keyboard.down("ShiftLeft"), p.mouse.click(300, 500), p.keyboard.up("ShiftLeft")) for _ in range(3)],
}


@pytest.mark.parametrize("what", NOT)
def test_other_keys_do_not_leave(site, window, neutral, what):
    """T14: A28, A31."""
    page = window().new_page()
    to_talk(page, site.base)
    page.get_by_role("textbox", name="Je bericht").focus()
    NOT[what](page)
    assert not gone(page, neutral, 500)
    erase(page)


def test_two_and_a_pause_and_one_do_not_leave(quiet, neutral):
    """T14: 5.1 s is too long (A28)."""
    keys(quiet, "ShiftLeft", "ShiftLeft")
    quiet.wait_for_timeout(5100)
    keys(quiet, "ShiftLeft")
    assert not gone(quiet, neutral, 400)


def test_keyboards_on_a_screen_and_words_being_composed_do_not_leave(site, window, neutral):
    """T14: events without `code`; IME (A28)."""
    page = window().new_page()
    to_talk(page, site.base)
    page.get_by_role("textbox", name="Je bericht").focus()
    session = page.context.new_cdp_session(page)
    for _ in range(4):
        for kind in ("rawKeyDown", "keyUp"):
            session.send("Input.dispatchKeyEvent", {"type": kind, "key": "Shift", "code": "", "windowsVirtualKeyCode": 16})
    assert not gone(page, neutral, 300)
    page.evaluate("""() => { for (let i = 0; i < 4; i++) for (const kind of ['keydown', 'keyup'])
        document.activeElement.dispatchEvent(new KeyboardEvent(kind,
          { key: 'Shift', code: 'ShiftLeft', isComposing: true, bubbles: true })) }""")
    session.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    assert not gone(page, neutral, 300)
    # What is still being composed takes the first click for itself.
    session.send("Input.insertText", {"text": "にほ"})
    page.reload()
    erase(page)


def test_three_times_shift_can_be_switched_off(quiet, neutral):
    """T14: for who uses Sticky Keys (A30); the exit itself stays."""
    box = quiet.get_by_role("checkbox", name="Shift")
    assert box.is_checked()
    box.uncheck()
    keys(quiet, *["ShiftLeft"] * 5)
    assert not gone(quiet, neutral, 400)
    box.check()
    keys(quiet, *["ShiftLeft"] * 3)
    assert gone(quiet, neutral)


def test_three_times_shift_stays_off_in_this_tab_and_only_there(site, window, neutral):
    """A30: for the session, with nothing stored."""
    context = window()
    page = context.new_page()
    page.goto(site.base + "/")
    page.get_by_role("checkbox", name="Shift").uncheck()
    page.get_by_role("link", name="English").click()
    page.wait_for_url(site.base + "/en/")
    assert not page.get_by_role("checkbox", name="Shift").is_checked()
    page.reload()
    to_talk(page, site.base)
    assert not page.get_by_role("checkbox", name="Shift").is_checked()
    keys(page, *["ShiftLeft"] * 5)
    assert not gone(page, neutral, 400)
    # Nothing is kept but the session's cookie.
    assert [c["name"] for c in context.cookies(site.base)] == ["s"]
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]
    other = context.new_page()
    other.goto(site.base + "/")
    assert other.get_by_role("checkbox", name="Shift").is_checked()
    keys(other, *["ShiftLeft"] * 3)
    assert gone(other, neutral)
    # The exit in one window takes the talk from the other, which leaves too.
    page.bring_to_front()
    page.wait_for_url(neutral.url)


def test_three_times_shift_that_is_switched_on_again_is_on_at_the_next_page(site, window):
    page = window().new_page()
    page.goto(site.base + "/")
    box = page.get_by_role("checkbox", name="Shift")
    box.uncheck()
    page.reload()
    assert not box.is_checked()
    box.check()
    page.reload()
    assert box.is_checked()


def test_the_exit_takes_the_name_of_the_tab_along(site, window, neutral):
    """The neutral site must not be told that somebody was here."""
    page = window().new_page()
    page.goto(site.base + "/")
    page.get_by_role("checkbox", name="Shift").uncheck()
    leave(page, neutral)
    assert page.evaluate("() => window.name") == ""


def test_the_exit_button_answers_to_the_keyboard_without_script(site, window, neutral):
    """A20: the first Tab reaches it, Enter leaves."""
    for key in ("Enter", "Space"):
        page = window(script=False).new_page()
        page.goto(site.base + "/")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.innerText") == EXIT
        page.keyboard.press(key)
        page.wait_for_url(neutral.url)


def test_seeing_the_exit_focused_does_not_empty_the_page(site, window):
    """L6: focus by keyboard alone hides nothing."""
    page = window(script=False).new_page()
    page.goto(site.base + "/")
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name=ENTRANCES[0]).is_visible()
