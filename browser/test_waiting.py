"""Beginning a talk while a line is calm or flooded: a page that goes on by itself, with and without script."""

import re
import time

import pytest
from people import ENTRANCES, exit_button, log
from installation import vangnet

BUTTON = "Begin een gesprek"


@pytest.fixture
def calm(own):
    """An installation on which every start is asked for a small sum, or for some time."""
    installation = own()
    done = vangnet("calm", "on", env={"VANGNET_DATA": str(installation.data)})
    assert done.returncode == 0, done.stderr
    time.sleep(2.1)
    return installation


def begin(page, base):
    page.goto(base + "/")
    page.get_by_role("link", name=ENTRANCES[1]).click()
    page.get_by_role("button", name=BUTTON).click(no_wait_after=True)


@pytest.mark.parametrize("slower", [1, 6], ids=["as it is", "an old phone"])
def test_with_script_the_phone_does_the_sum_and_the_talk_opens(calm, window, slower):
    page = window().new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    began = time.monotonic()
    begin(page, calm.base)
    log(page).wait_for(timeout=20_000)
    assert time.monotonic() - began < 20
    assert page.url.endswith("/g"), "something stands in the address"
    assert page.evaluate("history.length") <= 3, "waiting left pages behind Back"


def test_while_the_phone_counts_the_page_says_so_in_words_and_the_exit_works_at_once(calm, window):
    page = window().new_page()
    # A sum that takes an hour, to look at: the page of the server with more bits.
    page.route("**/g/r", lambda route: harder(route) if route.request.method == "GET" else route.continue_())
    begin(page, calm.base)
    words = page.get_by_role("status").filter(has_text=re.compile("gesprek klaar"))
    words.wait_for()
    assert page.title() == "Wachten"
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    asked = page.evaluate("""() => new Promise(done => {
        const began = performance.now(); setTimeout(() => done(performance.now() - began), 0) })""")
    assert asked < 200, f"the page stood still for {asked} ms"
    exit_button(page).click(no_wait_after=True)
    began = time.monotonic()
    page.wait_for_url(re.compile("localhost"))
    assert time.monotonic() - began < 3
    page.go_back()
    page.wait_for_timeout(500)
    assert "Wachten" not in page.title() and "gesprek" not in page.locator("body").inner_text().lower()


def harder(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'data-bits="\d+"', 'data-bits="32"', answer.text()))


def test_without_script_the_page_reloads_itself_until_the_talk_opens(calm, window):
    page = window(script=False).new_page()
    begin(page, calm.base)
    page.get_by_role("heading", name="Je kunt zo beginnen").wait_for()
    assert page.url.endswith("/g/r")
    box = exit_button(page).bounding_box()
    assert box and box["height"] >= 48
    # Nobody touches anything.
    page.wait_for_url(re.compile(r"/g$"), timeout=40_000)
    log(page).wait_for()


def test_without_script_leaving_while_waiting_shows_nothing_on_back(calm, window):
    page = window(script=False, back="kept").new_page()
    page.goto("about:blank")
    begin(page, calm.base)
    page.get_by_role("heading", name="Je kunt zo beginnen").wait_for()
    exit_button(page).click()
    page.wait_for_url(re.compile("localhost"))
    for _ in range(3):
        page.go_back()
        page.wait_for_timeout(300)
        assert "beginnen" not in page.locator("body").inner_text()
